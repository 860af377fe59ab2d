"""A phone takes its data away: all of it, over as many pages as it needs, and nobody else's."""

import pytest

from chalicelib.complaints import filed_complaints
from chalicelib.me.export import export
from chalicelib.me.registry import REGISTRY
from chalicelib.parking.published_editions import editions
from tests.me.life import BUYER, CALL_BACK, DESCRIPTION, EMAIL, FILE_NAME, OTHER_PLATE, PLATE, live
from tests.safety.phone import Phone
from tests.safety.town import encoded

LISTS = "stays", "tickets", "invoices", "complaints", "inspections", "ticket_inspections", "additional_fares"


@pytest.fixture
def life(phone, town):
    return live(phone, town)


def test_an_export_has_what_the_phone_gave_and_what_became_of_it(phone, town, life):
    phone.sign_in()
    told = phone.said("GET", "/me/export")
    assert told["phone"]["device"]["name"] == "Telefon kierowcy"
    assert told["push"]["push_token"] == "push-token-7f3a"
    assert [card["service"] for card in told["cards"]] == ["kk", "kkr3"]
    assert told["vehicles"] == [{"card_id": told["cards"][0]["card_id"], "plates": [PLATE, OTHER_PLATE]}]
    assert {one["stay"]["stay_id"] for one in told["stays"]} == set(life.stays)
    assert {one["email"] for one in told["stays"]} == {EMAIL}
    assert [one["resident_card"] for one in told["stays"] if one["resident_card"]] == [told["cards"][0]["card_id"]]
    (case,) = told["complaints"]
    assert (case["complaint"]["description"], case["complaint"]["phone"]) == (DESCRIPTION, CALL_BACK)
    assert case["complaint"]["attachments"][0]["file_name"] == FILE_NAME
    assert case["complaint"]["attachments"][0]["state"] == "uploaded"
    assert case["files"] == [
        {"attachment_id": life.attachment, "url": f"https://files.test/{life.complaint}/{life.attachment}"}
    ]
    (ticket,) = told["tickets"]
    assert (ticket["ticket"]["ticket_id"], ticket["ticket"]["holder"]) == (life.ticket, "Z.K. 1990")
    (invoice,) = told["invoices"]
    assert (invoice["buyer"]["name"], invoice["total"]["amount"]) == (BUYER["name"], 9900)
    assert told["next_cursor"] is None


def test_of_a_family_only_whose_card_it_is_goes_with_the_phone(phone, life):
    phone.sign_in()
    answer = phone.send("GET", "/me/export").body.decode()
    assert "Rodzic" in answer
    assert "Dziecko" not in answer


def test_a_file_that_was_announced_and_never_came_has_no_link(phone, town):
    life = live(phone, town)
    town.files.forget(life.complaint)
    phone.sign_in()
    (case,) = phone.said("GET", "/me/export")["complaints"]
    assert [one["state"] for one in case["complaint"]["attachments"]] == ["announced"]
    assert case["files"] == []


def test_an_export_has_every_contact_and_every_word_that_the_registry_knows(phone, town, life):
    """Whatever an erasure deletes as contact or content was there to be taken away before."""
    phone.sign_in()
    answer = phone.send("GET", "/me/export").body.decode()
    not_wanted = {"endpoint_arn", "holds.redirect_url", "payments.redirect_url"}  # leads nowhere any more
    for table in ("devices", "endpoints", "stays", "tickets", "invoices", "complaints"):
        items = town.stored()[table]
        for alike in REGISTRY[table].fields:
            if alike.kind in ("contact", "content"):
                for name in set(alike.names) - not_wanted:
                    values = _values(items, name.split("."))
                    assert [value for value in values if value not in answer] == [], (table, name)


def test_an_export_has_no_secret_and_nobody_elses_data(phone, town, life):
    stranger = Phone(town).registered(name="cudzy telefon")
    stranger.parks("KR2CU33", "somebody.else@example.com")
    phone.sign_in()
    answer = phone.send("GET", "/me/export").body.decode()
    secrets = [
        value
        for table, record in REGISTRY.items()
        for alike in record.fields
        if alike.kind == "secret_hash"
        for name in alike.names
        for value in _values(town.stored().get(table, []), name.split("."))
    ]
    assert secrets
    assert [one for one in [*secrets, stranger.device_id, "cudzy telefon", "somebody.else"] if one in answer] == []


def test_an_inspectors_export_has_the_look_ups_without_the_plates(town):
    inspector = Phone(town).registered("inspector")
    for plate in (PLATE, OTHER_PLATE):
        inspector.said("GET", f"/inspection/plates/{plate}?subzone=B")
        town.later(seconds=1)
    told = inspector.said("GET", "/me/export")
    assert [one["verdict"] for one in told["inspections"]] == ["not_valid"] * 2
    assert told["phone"]["role"] == "inspector"
    assert PLATE not in encoded(told)


@pytest.mark.parametrize("page", [1, 2, 3, 4])
def test_the_pages_together_are_the_whole(phone, town, life, page):
    whole = export(phone.device_id, None, town.now, "pl", editions(), town.files)
    pages, cursor = [], None
    while not pages or cursor:
        pages.append(export(phone.device_id, cursor, town.now, "pl", editions(), town.files, page))
        cursor = pages[-1].next_cursor
    assert all(sum(len(getattr(one, name)) for name in LISTS) <= page for one in pages)
    for name in ("cards", "vehicles", *LISTS):
        assert [item for one in pages for item in getattr(one, name)] == getattr(whole, name)
    assert [one.phone for one in pages if one.phone] == [whole.phone]


def test_a_cursor_of_another_phones_export_opens_nothing(phone, town, life):
    stranger = Phone(town).registered()
    cursor = export(phone.device_id, None, town.now, "pl", editions(), town.files, 1).next_cursor
    answer = stranger.send("GET", f"/me/export?cursor={cursor}")
    assert (answer.status_code, answer.json_body["code"]) == (400, "invalid_cursor")


def test_a_page_fits_into_what_lambda_answers(phone, town, life):
    """A hundred of the largest complaints, the largest of all items."""
    from dataclasses import replace

    from chalicelib.storage import commit

    known = filed_complaints.get(life.complaint)
    for number in range(100):
        commit(filed_complaints.keep_new(replace(known, complaint_id=f"cmp_{number}", description="ą" * 2000)))
    phone.sign_in()
    assert len(phone.send("GET", "/me/export").body) < 1024 * 1024


def test_a_phone_that_was_never_heard_of_gets_an_empty_export(town, bearer):
    answer = town.client.http.get("/me/export", headers=bearer("dev_unknown"))
    assert answer.json_body["phone"] is None
    assert answer.json_body["stays"] == answer.json_body["cards"] == []


def _values(items, path):
    """Return the text at a path of every item, as DynamoDB keeps it."""
    found = items
    for name in path:
        inner = [item.get("M", item).get(name) for item in found]
        found = [one for value in inner if value for one in value.get("L", [value])]
    return [value["S"] for value in found if "S" in value]
