"""The family register's routes for the backend: HTTP Basic, JSON."""

from http import HTTPStatus

import msgspec
from flask import Response, jsonify

from sandbox.city.calls import Refused, about, blueprint_of_calls, body_as, page_of, require_client, spoiled
from sandbox.city.right import is_pesel, is_phone
from sandbox.families.family import THE_FAMILY, Family
from sandbox.families.parts import parts

api = blueprint_of_calls("api")


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    pesel: str
    phone: str


class _Identity(_Person, forbid_unknown_fields=True):
    member_id: str


class _Connection(msgspec.Struct, forbid_unknown_fields=True):
    connected: bool
    member_id: str = THE_FAMILY


@api.before_request
def only_the_backend() -> None:
    require_client(parts().settings)


@api.after_request
def on_a_bad_day(response: Response) -> Response:
    return spoiled(response, parts().settings)


@api.post("/api/v1/authorisations")
def authorise() -> Response:
    """Tell whose PESEL and phone these are; why somebody is not authorised is not told."""
    person = body_as(_Person)
    _expect_sound(person)
    about(person.phone)
    found = parts().register.authorised(person.pesel, person.phone)
    if found is None:
        return jsonify(authorised=False)
    family, member = found
    return jsonify(authorised=True, family_id=family.family_id, member_id=member.member_id)


@api.post("/api/v1/families/<family_id>/identity")
def identify(family_id: str) -> Response:
    """Tell whether all three are the member's."""
    identity = body_as(_Identity)
    _expect_sound(identity)
    wish, member = about(identity.phone), _family(family_id).member(identity.member_id)
    matches = member is not None and (member.pesel, member.phone) == (identity.pesel, identity.phone)
    if matches and wish == "revoked-early":
        parts().register.revoke(family_id)
    return jsonify(matches=matches)


@api.get("/api/v1/families/<family_id>")
def read(family_id: str) -> Response:
    return jsonify(_family(family_id).answer())


@api.get("/api/v1/families")
def read_all() -> Response:
    """Answer those that a phone is connected to, by their ids."""
    return page_of({one.family_id: one.answer() for one in parts().register.families() if one.connections})


@api.post("/api/v1/families/<family_id>/connection")
def connect(family_id: str) -> Response:
    """Remember whether a member's phone is connected."""
    wanted, family = body_as(_Connection), _family(family_id)
    if wanted.member_id != THE_FAMILY and family.member(wanted.member_id) is None:
        raise Refused(HTTPStatus.NOT_FOUND, "unknown_member")
    parts().register.connect(family_id, wanted.member_id, wanted.connected)
    if wanted.connected and about(*family.phones) == "revoked-late":
        parts().register.revoke(family_id)
    return Response(status=HTTPStatus.NO_CONTENT)


def _family(family_id: str) -> Family:
    family = parts().register.family(family_id)
    about(*family.phones)
    return family


def _expect_sound(person: _Person) -> None:
    if not (is_pesel(person.pesel) and is_phone(person.phone)):
        raise Refused(HTTPStatus.BAD_REQUEST, "invalid_request")
