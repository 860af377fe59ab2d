"""Nobody reaches what belongs to another, by any route. Generated from the operations: a new one is tried by itself.

The other phone's id gets byte for byte what an id gets that nobody has, so it tells not even that it exists.
"""

import re
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app import app
from chalicelib import base64url, openapi
from chalicelib.http import OPERATIONS, Operation
from tests.safety.belongings import LISTS, OTHER_NUMBER, OTHER_PESEL, Belongings, acquire, unlike
from tests.safety.phone import Phone
from tests.safety.town import PARTNERS, Town

assert app

_OPEN = {
    "kind": "of a legal document",
    "version": "of a legal document",
}
"""Path parameters that name what belongs to nobody."""
_BY_OFFICE = {
    "inspect_plate": "an inspector looks at any plate; each look is recorded",
    "ask_for_discount": "a partner is told yes or no about any plate",
    "claim_discount": "a partner buys for any plate",
    "raise_additional_fare": "an inspector notes which ticket was shown; it is told to nobody",
}
"""Operations whose caller may name somebody else's plate or ticket."""
_FORBIDDEN = {"move_a_ticket": 403}
"""Operations that any phone may try with a proof, so a wrong proof and an unknown id are the same refusal."""
_NOT_OURS = {"event_id": "of a register", "client_id": "of an app"}
"""Fields of bodies that look like an id and name nothing that is kept here for somebody."""

OWNED = [
    operation
    for operation in OPERATIONS
    if set(re.findall(r"{(\w+)}", operation.path)) - _OPEN.keys() and operation.name not in _BY_OFFICE
]
OWN_LISTS = [one for one in OPERATIONS if one.audience == "device" and one.method == "GET" and "{" not in one.path]


def _named_in(operation: Operation) -> list[str]:
    """Return the fields of the operation's body that name something."""
    names = [field.name for field in msgspec.structs.fields(operation.takes)] if operation.takes else []
    return [name for name in names if re.search(r"_id$|_card$|_ids$", name) and name not in _NOT_OURS]


BODY_IDS = [
    (operation, name) for operation in OPERATIONS if operation.name not in _BY_OFFICE for name in _named_in(operation)
]


@pytest.fixture
def things(phone: Phone, town: Town) -> Belongings:
    return acquire(phone, town)


@pytest.fixture
def stranger(stranger: Phone, things: Belongings, town: Town) -> Phone:
    """Somebody with a card of their own, so that only whose it is can be what is wrong."""
    town.has_resident(OTHER_PESEL, OTHER_NUMBER, "KR7CD45", number=2)
    stranger.activates("kk", OTHER_PESEL, OTHER_NUMBER)
    stranger.said("GET", "/vehicles")
    return stranger


def reached(stranger: Phone, operation: Operation, ids: dict[str, str], **fields: str) -> tuple[int, bytes]:
    """Ask as somebody else, with the body of the documentation; return status and body."""
    path = re.sub(r"{(\w+)}", lambda found: ids[found[1]], operation.path)
    body = openapi.document()["paths"][operation.path][operation.method.lower()].get("requestBody")
    example = body["content"]["application/json"]["example"] if body else None
    headers = {"Idempotency-Key": "key-of-a-stranger"}
    if operation.audience == "partner":
        headers["X-Api-Key"] = PARTNERS["stalls"]
    path += _query(stranger, operation)
    answer = stranger.send(operation.method, path, _with(example, operation, fields), **headers)
    return answer.status_code, answer.body


def _query(stranger: Phone, operation: Operation) -> str:
    """Return the query string that the operation cannot do without; a key is the caller's own."""
    asked = openapi.document()["paths"][operation.path][operation.method.lower()]["parameters"]
    own = {"key": base64url.encode(stranger.key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint))}
    needed = [one for one in asked if one["in"] == "query" and one["required"]]
    return "?" + urlencode({one["name"]: own.get(one["name"], one["example"]) for one in needed}) if needed else ""


def _with(example: Any, operation: Operation, fields: dict[str, str]) -> Any:
    """Put the fields into an example; of a pair of which only one may be given, the other goes."""
    if not fields:
        return example
    others = {name for name in _named_in(operation) if name not in fields}
    return {name: value for name, value in example.items() if name not in others} | fields


@pytest.mark.parametrize("operation", OWNED, ids=lambda operation: operation.name)
def test_another_phones_id_is_answered_like_one_that_nobody_has(operation, stranger, things, town):
    before = town.stored()
    theirs = reached(stranger, operation, things.ids)
    assert theirs == reached(stranger, operation, {name: unlike(known) for name, known in things.ids.items()})
    assert theirs[0] == _FORBIDDEN.get(operation.name, 404), theirs[1]
    assert town.stored() == before


@pytest.mark.parametrize(("operation", "name"), BODY_IDS, ids=lambda one: getattr(one, "name", one))
def test_another_phones_id_in_a_body_is_answered_like_one_that_nobody_has(operation, name, stranger, things, town):
    before = town.stored()
    known = things.ids[name]
    theirs = reached(stranger, operation, things.ids, **{name: known})
    assert theirs == reached(stranger, operation, things.ids, **{name: unlike(known)})
    assert theirs[0] in (404, 409), theirs[1]
    assert town.stored() == before


@pytest.mark.parametrize("operation", OWN_LISTS, ids=lambda operation: operation.name)
def test_no_list_shows_anything_of_another_phone(operation, stranger, phone, things):
    told = stranger.send("GET", operation.path).body.decode()
    assert not [known for known in [*things.ids.values(), phone.device_id] if known in told]


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_of_another_phones_list_opens_nothing(path, stranger, phone, things):
    assert phone.send("GET", f"{path}?cursor={things.cursors[path]}").status_code == 200
    answer = stranger.send("GET", f"{path}?cursor={things.cursors[path]}")
    assert (answer.status_code, answer.json_body["code"]) == (400, "invalid_cursor")


def test_every_list_with_a_cursor_is_tried():
    with_cursor = {one.path for one in OWN_LISTS if one.query and "cursor" in one.query.__annotations__}
    assert with_cursor == {*LISTS}


def test_every_id_of_a_path_or_a_body_is_one_that_these_tests_have(things):
    in_paths = {name for operation in OWNED for name in re.findall(r"{(\w+)}", operation.path)}
    assert in_paths | {name for _, name in BODY_IDS} == things.ids.keys()


@pytest.mark.parametrize("operation", OWNED, ids=lambda operation: operation.name)
def test_its_own_phone_is_not_told_that_there_is_nothing(operation, phone, things):
    phone.sign_in()
    headers = {"X-Api-Key": PARTNERS["meters"]} if operation.audience == "partner" else {}
    path = re.sub(r"{(\w+)}", lambda found: things.ids[found[1]], operation.path)
    assert phone.send(operation.method, path, {}, **headers).status_code != 404
