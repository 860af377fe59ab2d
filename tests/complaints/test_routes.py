"""Complaints as a phone meets them."""

import json
from dataclasses import dataclass

import pytest
from chalice.test import Client

from app import app
from chalicelib import config
from chalicelib.clock import utc_now
from chalicelib.complaints import live
from chalicelib.complaints.complaint import Decision
from chalicelib.complaints.decide_complaint import decide_complaint, review_complaint
from chalicelib.complaints.open_by_system import open_by_system
from chalicelib.complaints.s3_files import S3Files
from chalicelib.parking.find_subject import subject_of
from chalicelib.parking.kept_stays import KeptStay
from tests.complaints.cases import nothing_back
from tests.parking.city import City

BUCKET = "mkrakow-test-attachments-123456789012"
PICTURE = {"file_name": "wyciąg z banku.png", "content_type": "image/png", "size": 182044}


@dataclass
class Phone:
    client: Client
    headers: dict[str, str]

    def post(self, path, body, key="key-00000001"):
        headers = self.headers | {"Content-Type": "application/json", "Idempotency-Key": key}
        return self.client.http.post(path, headers=headers, body=json.dumps(body).encode())

    def get(self, path):
        return self.client.http.get(path, headers=self.headers)

    def complain(self, stay, key="key-00000001", **changes):
        body = {"stay_id": stay.stay_id, "reason": "hold_not_released", "description": "Nadal brak środków."}
        return self.post("/complaints", body | changes, key)


@pytest.fixture
def stay(registry, tables):
    tables(KeptStay)
    from chalicelib.parking.claimed_plates import ClaimedPlate
    from chalicelib.payments.booked_entries import BookedEntry

    tables(ClaimedPlate, BookedEntry)
    return City().running()


@pytest.fixture
def client(aws, monkeypatch):
    aws("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    aws("ssm").put_parameter(Name="/mkrakow/test/cursors/key", Value="k", Type="SecureString")
    monkeypatch.setattr(config, "ATTACHMENTS_BUCKET", BUCKET)
    with Client(app) as client:
        yield client


@pytest.fixture
def phone(client, bearer):
    return Phone(client, bearer("dev_a"))


@pytest.fixture
def stranger(client, bearer):
    return Phone(client, bearer("dev_b"))


def code_of(answer):
    return answer.status_code, answer.json_body["code"]


def test_a_complaint_comes_back_with_all_that_is_known_of_the_stay(phone, stay):
    answer = phone.complain(stay, phone="126165555")
    body = answer.json_body
    assert answer.status_code == 201
    assert (body["status"], body["decision"], body["attachments"]) == ("open", None, [])
    assert (body["phone"], body["description"]) == ("126165555", "Nadal brak środków.")
    assert [step["by"] for step in body["history"]] == ["driver"]
    assert body["stay"] == {
        "stay_id": stay.stay_id,
        "plate": "KR1AB23",
        "subzone": "B",
        "started_at": "2026-11-23T09:00:00+01:00",
        "stopped_at": None,
        "method": "card",
        "order_ids": list(stay.order_ids),
        "held": {"amount": 10700, "currency": "PLN"},
        "captured": {"amount": 0, "currency": "PLN"},
        "released": {"amount": 0, "currency": "PLN"},
    }
    assert phone.get(f"/complaints/{body['complaint_id']}").json_body == body


def test_an_order_names_the_stay_as_well(phone, stay):
    body = {"order_id": stay.order_ids[0], "reason": "charged_too_much"}
    assert phone.post("/complaints", body).json_body["stay"]["stay_id"] == stay.stay_id


def test_the_same_key_is_the_same_complaint_and_another_body_is_refused(phone, stay):
    first = phone.complain(stay)
    assert phone.complain(stay).json_body == first.json_body
    assert code_of(phone.complain(stay, reason="wrong_plate")) == (422, "idempotency_key_reused")


def test_a_complaint_needs_a_key(phone, stay):
    phone.headers = phone.headers | {"Content-Type": "application/json"}
    body = json.dumps({"stay_id": stay.stay_id, "reason": "wrong_plate"}).encode()
    assert code_of(phone.client.http.post("/complaints", headers=phone.headers, body=body)) == (
        400,
        "idempotency_key_missing",
    )


@pytest.mark.parametrize(
    "wanted",
    [{"stay_id": "stay_nothing"}, {"stay_id": ""}, {"stay_id": None, "order_id": "nonsense"}],
)
def test_a_made_up_stay_is_unknown(phone, stay, wanted):
    assert code_of(phone.complain(stay, **wanted)) == (404, "stay_unknown")


def test_a_stay_of_another_phone_is_as_unknown_as_one_that_never_was(stranger, stay):
    foreign, never = stranger.complain(stay), stranger.complain(stay, stay_id="stay_nothing")
    assert code_of(foreign) == (404, "stay_unknown")
    assert foreign.json_body == never.json_body


@pytest.mark.parametrize(
    "changes",
    [
        {"order_id": "stay_x_1"},
        {"stay_id": None},
        {"reason": "angry"},
        {"reason": "other", "description": " "},
        {"description": "x" * 2001},
        {"phone": "+48126165555"},
        {"phone": "12616555"},
        {"amount": 1},
    ],
)
def test_a_complaint_with_a_wrong_field_is_refused(phone, stay, changes):
    assert code_of(phone.complain(stay, **changes)) == (422, "invalid_request")


def test_a_card_number_in_the_description_is_refused(phone, stay):
    assert code_of(phone.complain(stay, description="4111 1111 1111 1111")) == (422, "card_data_forbidden")


def test_a_phone_sees_its_own_complaints_newest_first(phone, stranger, stay):
    mine = [phone.complain(stay, f"key-0000000{n}").json_body["complaint_id"] for n in range(2)]
    opened = open_by_system(subject_of(stay), "hold_not_released", utc_now()).complaint_id
    first = phone.get("/complaints?limit=2").json_body
    rest = phone.get(f"/complaints?limit=2&cursor={first['next_cursor']}").json_body
    listed = [item["complaint_id"] for item in first["items"] + rest["items"]]
    assert listed == [opened, *mine[::-1]]
    assert stranger.get("/complaints").json_body["items"] == []
    assert code_of(stranger.get(f"/complaints?cursor={first['next_cursor']}")) == (400, "invalid_cursor")


def test_the_complaint_of_another_phone_is_unknown_in_every_way(phone, stranger, stay):
    complaint_id = phone.complain(stay).json_body["complaint_id"]
    assert code_of(stranger.get(f"/complaints/{complaint_id}")) == (404, "complaint_unknown")
    assert code_of(stranger.get("/complaints/cmp_nothing")) == (404, "complaint_unknown")
    assert code_of(stranger.post(f"/complaints/{complaint_id}/attachments", PICTURE)) == (404, "complaint_unknown")


def test_a_driver_reads_the_decision_but_not_who_made_it(phone, stay):
    complaint_id = phone.complain(stay).json_body["complaint_id"]
    review_complaint(complaint_id, "anna.nowak", utc_now())
    decide_complaint(
        complaint_id, Decision("money_back", 9900, "blokada stoi za długo"), "anna.nowak", utc_now(), nothing_back
    )
    answer = phone.get(f"/complaints/{complaint_id}")
    assert answer.json_body["decision"] == {
        "outcome": "money_back",
        "amount": {"amount": 9900, "currency": "PLN"},
        "why": "blokada stoi za długo",
    }
    assert [(step["status"], step["by"]) for step in answer.json_body["history"]] == [
        ("open", "driver"),
        ("in_review", "operator"),
        ("decided", "operator"),
    ]
    assert b"anna" not in answer.body


def test_evidence_is_announced_and_then_uploaded(phone, stay, aws):
    complaint_id = phone.complain(stay).json_body["complaint_id"]
    form = phone.post(f"/complaints/{complaint_id}/attachments", PICTURE)
    attachment_id = form.json_body["attachment_id"]
    assert form.status_code == 201
    assert form.json_body["fields"]["key"] == f"complaints/{complaint_id}/{attachment_id}"
    assert "wyci" not in json.dumps(form.json_body["fields"])

    def states():
        return [one["state"] for one in phone.get(f"/complaints/{complaint_id}").json_body["attachments"]]

    assert states() == ["announced"]
    aws("s3").put_object(Bucket=BUCKET, Key=form.json_body["fields"]["key"], Body=b"x")
    assert states() == ["uploaded"]


@pytest.mark.parametrize(
    "changes",
    [{"content_type": "text/html"}, {"content_type": "image/svg+xml"}, {"size": 5 * 1024 * 1024 + 1}, {"size": 0}],
)
def test_a_file_of_another_type_or_size_is_refused(phone, stay, changes):
    complaint_id = phone.complain(stay).json_body["complaint_id"]
    answer = phone.post(f"/complaints/{complaint_id}/attachments", PICTURE | changes)
    assert code_of(answer) == (422, "invalid_request")


def test_a_sixth_file_and_a_file_for_a_closed_case_are_refused(phone, stay):
    complaint_id = phone.complain(stay).json_body["complaint_id"]
    path = f"/complaints/{complaint_id}/attachments"
    assert {phone.post(path, PICTURE, f"key-0000000{n}").status_code for n in range(5)} == {201}
    assert code_of(phone.post(path, PICTURE, "key-00000006")) == (409, "too_many_files")
    assert code_of(phone.post(path, PICTURE | {"size": 1})) == (422, "idempotency_key_reused")
    decide_complaint(complaint_id, Decision("rejected", 0, "należna"), "anna", utc_now(), nothing_back)
    assert code_of(phone.post(path, PICTURE)) == (409, "complaint_closed")


def test_the_bucket_of_the_stage_is_used(client):
    assert isinstance(live.files(), S3Files)
    assert live.files().uploaded("cmp_nothing") == frozenset()
