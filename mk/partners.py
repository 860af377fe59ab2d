"""Area `partners`: who may ask about the resident's price of a vehicle with a key of their own."""

import argparse
import re

from chalicelib import aws
from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry, State
from chalicelib.clock import utc_now
from chalicelib.storage import commit
from chalicelib.texts import text
from mk.answer import Answer, listed, moment
from mk.command import Subparsers, add_area, add_command, add_why
from mk.errors import PartnerKnown, PartnerUnknown
from mk.operator import operator
from mk.partner_keys import PartnerKey, PartnerKeys

AREA = "partners"


def add_to(areas: Subparsers) -> None:
    commands = add_area(areas, "partners", "API keys of parking meters and of other apps")
    add_command(commands, "list", _list, "who has keys, since when, and which of them work")
    granting = add_command(commands, "grant", _grant, "make a new partner's key, and show it once")
    rotating = add_command(commands, "rotate", _rotate, "make a further key; the one before works until the next time")
    rotating.add_argument("--at-once", action="store_true", help="the keys before work no more")
    revoking = add_command(commands, "revoke", _revoke, "shut a partner out")
    for command in (granting, rotating, revoking):
        command.add_argument("partner", type=_partner, help="e.g. meters")
        add_why(command)


def _partner(given: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,29}", given):
        raise argparse.ArgumentTypeError("small letters, digits and hyphens are needed, 2 to 30")
    return given


def _list(_: argparse.Namespace) -> Answer:
    return listed(_keys().listed(), _line, none="desk.no_partners")


def _grant(chosen: argparse.Namespace) -> Answer:
    keys = _keys()
    if keys.count(chosen.partner):
        raise PartnerKnown()
    return _made(chosen, keys, "grant", keep=0)


def _rotate(chosen: argparse.Namespace) -> Answer:
    keys = _keys()
    if not keys.count(chosen.partner):
        raise PartnerUnknown()
    return _made(chosen, keys, "rotate", keep=0 if chosen.at_once else 1)


def _revoke(chosen: argparse.Namespace) -> Answer:
    """One that was cut short can be repeated: whoever still has a key at API Gateway is known."""
    keys = _keys()
    if not keys.count(chosen.partner) and chosen.partner not in {key.partner for key in keys.listed()}:
        raise PartnerUnknown()
    _audit(chosen, "revoke", keys.count(chosen.partner), 0)
    keys.shut_out(chosen.partner)
    return Answer(
        {"partner": chosen.partner, "keys": 0},
        lambda language: [text("desk.partner_revoked", language, partner=chosen.partner)],
    )


def _made(chosen: argparse.Namespace, keys: PartnerKeys, what: str, keep: int) -> Answer:
    before, plan_id = keys.count(chosen.partner), keys.plan_id()
    after = min(before, keep) + 1
    _audit(chosen, what, before, after)
    key = keys.add(chosen.partner, plan_id, keep)
    return Answer(
        {"partner": chosen.partner, "key": key, "keys": after},
        lambda language: [text("desk.partner_key", language, partner=chosen.partner, api_key=key)],
    )


def _audit(chosen: argparse.Namespace, what: str, before: int, after: int) -> None:
    """The audit comes first: nobody asks about plates for whom nobody answers."""
    counts: tuple[State, State] = {"keys": before}, {"keys": after}
    commit(audited(AuditEntry(AREA, utc_now(), operator(), what, chosen.partner, chosen.why, *counts)))


def _keys() -> PartnerKeys:
    return PartnerKeys(aws.client("apigateway"), aws.client("ssm"))


def _line(key: PartnerKey, language: str) -> str:
    state = text("desk.partner_works" if key.works else "desk.partner_works_not", language)
    return f"{key.partner}  {key.key_id}  {moment(key.made_at)}  {state}"
