"""The local stage's second SMS provider, beside SNS; the protocol is ours. Both end in one table, the phones' inbox."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

import urllib3
from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.autopay_calls import silence
from sandbox.clock import stamp
from sandbox.magic_phones import sms_wish
from sandbox.parts import parts

sms_provider = Blueprint("sms_provider", __name__)

_LATE = timedelta(minutes=2)
_LONGEST = 918
"""Six parts of 153 characters, as providers commonly allow."""
_NEVER = "9999"
"""After every moment, as text sorts."""

_http = urllib3.PoolManager(timeout=2.0, retries=False)
_ADD = """
INSERT OR IGNORE INTO sms (id, copy, provider, phone, text, stage_time, due_at, arrived_at)
VALUES (:id, :copy, :provider, :to, :text, :stage_time, :due_at, :arrived_at)
"""


@sms_provider.post("/sms")
def send() -> AnyResponse | tuple[Response, int]:
    """Take `{"to": "+48999000001", "text", "id"}`, all texts; answer 202 with the `id`.

    A known `id` is answered 202 and not sent again. 400 for anything else; 503, or nothing in time, when the number
    wants so.
    """
    sms = request.get_json(silent=True)
    if not _is_sms(sms):
        return jsonify(error="invalid_request"), 400
    wish, now = sms_wish(sms["to"]), parts().clock.now()
    if wish == "down":
        return jsonify(error="unavailable"), 503
    with parts().store.transaction() as db:
        if wish in {"late", "never"}:
            _add(db, sms, arrived_at="", due_at=stamp(now + _LATE) if wish == "late" else _NEVER)
        else:
            _add(db, sms)
        if wish == "twice":
            _add(db, sms, copy=1)
    return silence() if wish == "silent" else (jsonify(id=sms["id"]), 202)


def arrived_sms(phone: str) -> list[dict[str, Any]]:
    """Return what has reached the phone by now, or everybody when it is empty; at most the newest 500."""
    with parts().store.transaction() as db:
        db.execute(
            "UPDATE sms SET arrived_at = ? WHERE arrived_at = '' AND due_at <= ?",
            (stamp(datetime.now(UTC)), stamp(parts().clock.now())),
        )
    newest = "SELECT * FROM sms WHERE arrived_at <> '' AND phone LIKE ? ORDER BY arrived_at DESC, rowid DESC LIMIT 500"
    return [
        {
            "channel": "sms",
            "identifier": row["id"],
            "provider": row["provider"],
            "to": [row["phone"]],
            "title": "",
            "body": row["text"],
            "stage_time": row["stage_time"],
            "arrived_at": row["arrived_at"],
        }
        for row in parts().store.rows(newest, f"%{phone.removeprefix('+48')}")
    ]


def fetch_from_sns() -> None:
    """Copy what the local AWS sent. It tells no times, so a message arrives when it is first seen here.

    Raises HTTPError, ValueError, KeyError, TypeError or AttributeError when the local AWS answers nothing like it.
    """
    answer = _http.request("GET", f"{parts().settings.aws_endpoint}/_ministack/sns/sms-messages")
    phones = json.loads(answer.data)["sms_messages"].values()
    with parts().store.transaction() as db:
        for one in (message for messages in phones for message in messages):
            sms = {"id": one["MessageId"], "to": one["PhoneNumber"], "text": one["Message"]}
            _add(db, sms, provider="sns")


def _is_sms(asked: object) -> TypeGuard[dict[str, str]]:
    match asked:
        case {"to": str() as to, "text": str() as text, "id": str() as identifier, **others}:
            number = to.removeprefix("+48")
            is_number = len(to) == 12 and len(number) == 9 and number.isascii() and number.isdigit()
            return is_number and 0 < len(text) <= _LONGEST and 0 < len(identifier) <= 128 and not others
    return False


def _add(db: sqlite3.Connection, sms: dict[str, str], **changed: str | int) -> None:
    """Write it down once; it has arrived already unless changed."""
    now, stage_time = stamp(datetime.now(UTC)), stamp(parts().clock.now())
    values = {"copy": 0, "provider": "sandbox", "stage_time": stage_time, "due_at": "", "arrived_at": now}
    db.execute(_ADD, values | sms | changed)
