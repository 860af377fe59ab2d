import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import chalicelib
from chalicelib.errors import CityError
from chalicelib.texts import LANGUAGES, best_language, catalogue, text

_FILES = sorted((Path(chalicelib.__file__).parent / "texts").glob("*.json"))


def _below(kind: type[CityError]) -> Iterator[type[CityError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_sentence_is_said_in_every_language() -> None:
    silent = {key for key, said in catalogue().items() if set(said) != set(LANGUAGES) or not all(said.values())}

    assert not silent


def test_every_language_fills_the_same_placeholders() -> None:
    uneven = {key for key, said in catalogue().items() if len({frozenset(_placeholders(s)) for s in said.values()}) > 1}

    assert not uneven


def test_no_sentence_is_kept_twice() -> None:
    times = Counter(key for file in _FILES for key in json.loads(file.read_text(encoding="utf-8")))

    assert not {key for key, count in times.items() if count > 1}


def test_every_refusal_has_its_sentence_and_every_sentence_its_refusal(everything: None) -> None:
    ours = [kind for kind in _below(CityError) if kind.__module__.startswith("chalicelib")]

    codes = {f"errors.{kind.code}" for kind in ours}
    assert codes == {key for key in catalogue() if key.startswith("errors.")}


def test_a_code_belongs_to_one_refusal_for_ever(everything: None) -> None:
    owners = Counter(
        kind.code for kind in _below(CityError) if "code" in vars(kind) and kind.__module__.startswith("chalicelib")
    )

    assert not {code for code, count in owners.items() if count > 1}


def test_a_sentence_is_filled_with_its_values() -> None:
    assert text("errors.unsupported_media_type", "en", expected="x/y") == "Unsupported content type; expected x/y."


def test_an_unknown_sentence_is_a_mistake_and_not_silence() -> None:
    with pytest.raises(KeyError):
        text("errors.no_such_thing", "pl")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "pl"),
        ("", "pl"),
        ("de", "pl"),
        ("en", "en"),
        ("uk-UA", "uk"),
        ("EN-gb", "en"),
        ("pl, en", "pl"),
        ("de, en;q=0.4, uk;q=0.8", "uk"),
        ("en; q=0.2, uk ; q=0.9", "uk"),
        ("en;q=0", "pl"),
        ("uk;q=0, en;q=0.1", "en"),
        ("*", "pl"),
        ("en;q=nonsense, uk;q=0.1", "uk"),
        ("en;q=nan, uk;q=inf", "pl"),
        ("english, ukrainian", "pl"),
        (",,;q=,", "pl"),
        ("de," * 5000 + "en", "pl"),
    ],
)
def test_the_language_that_the_caller_weighs_most_is_spoken(header: str | None, language: str) -> None:
    assert best_language(header) == language
