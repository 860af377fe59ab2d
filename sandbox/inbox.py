"""What reached the customer: pushes and text messages sent here by the backend, the rest read from the local AWS."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import urllib3
from flask import Blueprint, Response, jsonify, render_template, request

from sandbox.clock import stamp
from sandbox.parts import parts
from sandbox.sms_provider import arrived_sms, fetch_from_sns

inbox = Blueprint("inbox", __name__)

_FILTERS = ("device_id", "email", "phone")
_http = urllib3.PoolManager(timeout=2.0, retries=False)
_PUSH = """
INSERT INTO pushes (identifier, device_id, title, body, link, data, stage_time, arrived_at)
VALUES (:identifier, :device_id, :title, :body, :link, :data, :stage_time, :arrived_at)
ON CONFLICT (identifier, device_id) DO UPDATE SET
    title = excluded.title, body = excluded.body, link = excluded.link, data = excluded.data,
    stage_time = excluded.stage_time, arrived_at = excluded.arrived_at, times = times + 1
"""


@inbox.post("/inbox/push")
def receive_push() -> Response:
    """Take `{"identifier", "device_id", "title", "body", "link", "data", "push_token"}`; the last three may lack.

    Answers 204. A `push_token` that starts with `dead-` is 410: the phone has uninstalled the app. A repeated
    identifier replaces the earlier push, as on a phone, and counts.
    """
    push = request.get_json()
    required = ("identifier", "device_id", "title", "body")
    if not isinstance(push, dict) or not all(isinstance(push.get(name), str) and push[name] for name in required):
        return Response("identifier, device_id, title and body are texts\n", status=400)
    if str(push.get("push_token", "")).startswith("dead-"):
        return Response(status=410)
    values = {name: push[name] for name in required} | {
        "link": str(push.get("link") or ""),
        "data": json.dumps(push.get("data") or {}),
        "stage_time": stamp(parts().clock.now()),
        "arrived_at": stamp(datetime.now(UTC)),
    }
    with parts().store.transaction() as db:
        db.execute(_PUSH, values)
    return Response(status=204)


@inbox.get("/inbox")
def show() -> str:
    return render_template("inbox.html", **_found(), asked={name: _asked(name) for name in _FILTERS})


@inbox.get("/inbox.json")
def read() -> Response:
    """Answer `{"messages": […], "problems": […]}`, newest first by real time of arrival.

    With `device_id`, `email` or `phone`, only what that device, address or number got.
    """
    return jsonify(_found())


def _found() -> dict[str, list[Any]]:
    everything = not any(_asked(name) for name in _FILTERS)
    messages: list[dict[str, Any]] = []
    problems: list[str] = []
    if everything or _asked("device_id"):
        messages += _pushes(_asked("device_id"))
    if everything or _asked("email"):
        with _shown_in(problems, "e-mails"):
            messages += _emails(_asked("email"))
    if everything or _asked("phone"):
        with _shown_in(problems, "text messages of SNS"):
            fetch_from_sns()
        messages += arrived_sms(_asked("phone"))
    return {"messages": sorted(messages, key=lambda one: str(one["arrived_at"]), reverse=True), "problems": problems}


@contextmanager
def _shown_in(problems: list[str], what: str) -> Iterator[None]:
    """Have an answer of the local AWS that cannot be read hide nothing else."""
    try:
        yield
    except (urllib3.exceptions.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
        problems.append(f"{what} cannot be read from {parts().settings.aws_endpoint}: {type(error).__name__}")


def _pushes(device_id: str) -> list[dict[str, Any]]:
    condition, values = ("WHERE device_id = ?", [device_id]) if device_id else ("", [])
    newest = f"SELECT * FROM pushes {condition} ORDER BY arrived_at DESC LIMIT 500"  # noqa: S608 - fixed texts
    return [{"channel": "push", **row, "data": json.loads(row["data"])} for row in parts().store.rows(newest, *values)]


def _emails(address: str) -> list[dict[str, Any]]:
    answer = _http.request("GET", f"{parts().settings.aws_endpoint}/_ministack/ses/messages")
    accounts = json.loads(answer.data)["messages"]
    return [
        {
            "channel": "email",
            "identifier": mail["MessageId"],
            "from": mail["Source"],
            "to": mail["To"],
            "title": mail["Subject"],
            "body": mail["BodyText"] or "",
            "html": mail["BodyHtml"] or "",
            "arrived_at": stamp(datetime.fromtimestamp(mail["Timestamp"], UTC)),
        }
        for mails in accounts.values()
        for mail in mails
        if not address or address.lower() in [to.lower() for to in mail["To"]]
    ]


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()
