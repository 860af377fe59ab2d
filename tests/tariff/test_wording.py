"""Every code that the tariff can say has its sentence, and every sentence is said by one."""

import re
from pathlib import Path
from typing import get_args

import chalicelib.tariff
import chalicelib.tickets
from chalicelib.tariff.additional_fare import Offence
from chalicelib.tariff.buyer import Buyer
from chalicelib.tariff.edition import Fee
from chalicelib.tariff.offer import Rule
from chalicelib.tariff.product import Network, Rate
from chalicelib.tariff.published_editions import all_editions
from chalicelib.tariff.recommend import Reason
from chalicelib.tariff.wording import _name_key
from chalicelib.texts import catalogue

_SLICES = (chalicelib.tariff, chalicelib.tickets)
_FILES = [file for slice_ in _SLICES for file in Path(slice_.__file__).parent.glob("*.py")]
_CODE = "\n".join(file.read_text(encoding="utf-8") for file in _FILES)


def said(group: str) -> set[str]:
    prefix = f"tickets.{group}."
    return {key.removeprefix(prefix) for key in catalogue() if key.startswith(prefix)}


def test_the_closed_groups_have_exactly_their_sentences():
    assert said("rate") == set(get_args(Rate))
    assert said("buyer") == set(get_args(Buyer))
    assert said("fee") == set(get_args(Fee))
    assert said("offence") == set(get_args(Offence))
    assert said("rule") == set(get_args(Rule))
    assert said("reason") == set(get_args(Reason))
    assert said("network") == set(get_args(Network)) | {"kmk_day", "kmk_night"}


def test_every_kind_of_ticket_that_was_ever_sold_has_its_name():
    assert said("kind") == {_name_key(product) for edition in all_editions() for product in edition.products}


def test_every_concession_of_a_list_has_its_sentence():
    assert said("concession") == {right.id for edition in all_editions() for right in edition.concessions}


def test_every_document_has_its_sentence_and_is_asked_for():
    asked = {document for edition in all_editions() for right in edition.concessions for document in right.documents}
    assert asked <= said("document")
    assert {document for document in said("document") - asked if f'"{document}"' not in _CODE} == set()


def test_every_condition_has_its_sentence_and_is_told():
    module = (Path(chalicelib.tariff.__file__).parent / "condition.py").read_text(encoding="utf-8")
    told = set(re.findall(r'Condition\(\s*"(\w+)"', module)) | set(re.findall(r'"(\w+)" if .* else "\w+"', module))
    told |= set(re.findall(r'else "(\w+)"', module))
    assert told == said("condition")
