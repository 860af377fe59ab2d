import pytest

from chalicelib.notifications.sms import ONE_SEGMENT, NotOneSegment, Sms, code_text, septets
from chalicelib.texts import LANGUAGES

LONGEST_DOMAIN = "a" * 40
"""As long as the stack's parameter lets it be."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_one_segment_in_every_language(language: str) -> None:
    assert septets(code_text("123456", 5, language, LONGEST_DOMAIN)) <= ONE_SEGMENT


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_line_lets_the_phone_fill_the_code_in_and_the_first_word_is_the_code(language: str) -> None:
    lines = code_text("012345", 5, language, "mkrakow.example").split("\n")
    assert lines[-1] == "@mkrakow.example #012345"
    assert lines[-2] == ""
    assert lines[0].startswith("012345 ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_link_to_tap_on(language: str) -> None:
    said = code_text("012345", 5, language, "mkrakow.example").split("\n")[0]
    assert "http" not in said and "www" not in said


def test_a_letter_outside_the_alphabet_or_a_161st_place_is_refused() -> None:
    assert septets("x" * 160) == 160
    assert septets("[€]") == 6
    for body in ("Kraków", "код", "x" * 161, "€" * 81):
        with pytest.raises(NotOneSegment):
            Sms("id", "+48999000001", body)


def test_a_message_never_shows_its_number_or_its_words() -> None:
    shown = repr(Sms("id", "+48999000001", "012345"))
    assert "999000001" not in shown and "012345" not in shown
