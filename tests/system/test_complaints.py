"""A complaint from the phone to the decision: evidence straight into the bucket, every step told."""

from typing import Any

import pytest
import urllib3

from tests.system.driver import Driver, assert_problem, eventually

PICTURE = b"\x89PNG not really"

_http = urllib3.PoolManager()


@pytest.fixture
def complaint(paid_hours, driver: Driver) -> dict[str, Any]:
    stay = driver.parked()
    paid_hours.advance(minutes=30)
    driver.stop(stay)
    driver.until(stay, "captured")
    answer = driver.phone.post("/complaints", {"stay_id": stay["stay_id"], "reason": "charged_too_much"})
    assert answer.status == 201, answer.body
    return dict(answer.json)


def announce(driver: Driver, complaint: dict[str, Any]) -> dict[str, Any]:
    file = {"file_name": "bank.png", "content_type": "image/png", "size": len(PICTURE)}
    answer = driver.phone.post(f"/complaints/{complaint['complaint_id']}/attachments", file)
    assert answer.status == 201, answer.body
    return dict(answer.json)


def upload(form: dict[str, Any], content: bytes = PICTURE, **changes: str) -> int:
    fields = form["fields"] | changes
    answer = _http.request("POST", form["url"], fields=[*fields.items(), ("file", ("x", content, "image/png"))])
    return answer.status


def states(driver: Driver, complaint: dict[str, Any]) -> list[str]:
    shown = driver.phone.get(f"/complaints/{complaint['complaint_id']}").json
    return [attachment["state"] for attachment in shown["attachments"]]


def test_the_bucket_takes_exactly_the_file_that_was_announced(driver: Driver, complaint):
    form = announce(driver, complaint)
    assert upload(form, PICTURE + b"!") == 400, "a byte too many"
    assert upload(form, PICTURE[:-1]) == 400, "a byte too few"
    assert upload(form, **{"Content-Type": "text/html"}) == 403
    assert upload(form, key="complaints/another/file") == 403
    assert upload(form, **{"x-amz-signature": "0" * 64}) == 403
    assert states(driver, complaint) == ["announced"]
    assert upload(form) == 204
    assert states(driver, complaint) == ["uploaded"]


def test_a_case_is_decided_at_the_desk_and_its_driver_is_told(driver: Driver, complaint, mk):
    number = complaint["complaint_id"]
    form = announce(driver, complaint)
    upload(form)
    driver.push(f"{number}:complaint_opened:push")

    waiting = mk("complaints", "list", "--limit", "100")["items"]
    assert number in [one["complaint_id"] for one in waiting]
    link = mk("complaints", "show", number)["links"][form["attachment_id"]]
    assert _http.request("GET", link).data == PICTURE
    mk("complaints", "review", number)
    mk("complaints", "decide", number, "money_back", "--amount", "1.00", "--why", "nasz błąd")

    driver.push(f"{number}:complaint_in_review:push")
    told = driver.push(f"{number}:complaint_money_back:push")
    assert told["title"] == "You get PLN 1.00 back"
    eventually(lambda: [one for one in driver.emails() if "nasz błąd" in one["body"]], "the decision by e-mail")
    shown = driver.phone.get(f"/complaints/{number}").json
    assert shown["decision"]["amount"] == {"amount": 100, "currency": "PLN"}
    assert [step["by"] for step in shown["history"]] == ["driver", "operator", "operator"]
    decisions = mk("audit", "list", "--limit", "100")["items"]
    assert [one["what"] for one in decisions if one["subject_id"] == number] == ["decide", "review"]


def test_nobody_reads_the_complaint_of_another_phone(new_driver, complaint):
    answer = new_driver().phone.get(f"/complaints/{complaint['complaint_id']}")
    assert_problem(answer, 404, "complaint_unknown")
