"""Nothing personal is heard where it does not belong: in no log line, no address, no key, no queue that need not know.

A whole life of a phone is played with values that nothing else has, each of which would be recognised anywhere.
"""

import pytest

from chalicelib.keyed_hash import key_ring
from chalicelib.pesel import HASHED_AS
from tests.activation.code_cases import code_in, ring
from tests.safety.eavesdropping import listening
from tests.safety.phone import Phone
from tests.safety.town import encoded

PESEL, OTHER_PESEL = "51820201010", "52830301022"
NUMBER, CALL_BACK = "600100200", "511222333"
EMAIL, PLATE, OTHER_PLATE = "canary.driver@example.com", "KR1AB23", "KR7CD45"
WORDS, FILE_NAME, PHONE_NAME = "Kanarek był wtedy w domu.", "kanarek.png", "Telefon kanarka"
PUSH_TOKEN = "push-token-of-a-canary"
CARD_NUMBER = "4111111111111111"

PLATE_KEYS = {"plates", "registrations"}
"""The tables whose key a plate is, because it is the thing that must be unique or found there."""


@pytest.fixture
def heard(town):
    with listening(town.memory) as heard:
        yield heard


@pytest.fixture
def canaries(town, heard):
    """Live a whole life; return each value that must not be heard, by what it is."""
    phone = Phone(town).registered(name=PHONE_NAME, push_token=PUSH_TOKEN)
    assertion = phone.assertion()
    town.has_resident(PESEL, NUMBER, PLATE)
    phone.activates("kk", PESEL, NUMBER)
    phone.activates("kkr3", PESEL, NUMBER)
    wrong = phone.said("POST", "/activations", {"service": "kkr3"}, 201)["activation_id"]
    contact = {"phone": NUMBER, "pesel": OTHER_PESEL, "terms_version": "2026-11-21", "privacy_version": "2026-11-21"}
    phone.said("POST", f"/activations/{wrong}/contact", contact)
    phone.said("GET", "/vehicles")
    phone.said("POST", "/vehicles", {"plate": OTHER_PLATE}, 201)
    card = phone.said("GET", "/cards")["items"][0]["card_id"]
    phone.buys(EMAIL, resident_card=card)
    stays = [phone.parks(PLATE, EMAIL, resident_card=card), phone.parks(OTHER_PLATE, EMAIL)]
    town.later(hours=1)
    for stay_id in stays:
        phone.stops(stay_id)
    words = {"stay_id": stays[0], "reason": "other", "description": WORDS, "phone": CALL_BACK}
    complaint = phone.said("POST", "/complaints", words, 201)["complaint_id"]
    attachment = {"file_name": FILE_NAME, "content_type": "image/png", "size": 10}
    phone.said("POST", f"/complaints/{complaint}/attachments", attachment, 201)
    goes_wrong(phone, stays[0])
    town.settle()
    phone.said("GET", "/me/export")
    town.tick("take_due_stays", "take_due_tickets", "refresh_cards", "tell_card_system", "compare_vehicles")
    return {
        "PESEL": PESEL,
        "another PESEL": OTHER_PESEL,
        "number": NUMBER,
        "number in a complaint": CALL_BACK,
        "e-mail": EMAIL,
        "words": WORDS,
        "file": FILE_NAME,
        "phone's name": PHONE_NAME,
        "push token": PUSH_TOKEN,
        "code": code_in(town.sms.sent[0]),
        "later code": code_in(town.sms.sent[1]),
        "access token": phone.token,
        "client assertion": assertion,
        "sign-in code": "code-0",
        "card number": CARD_NUMBER,
        "surname": "Kanarek",
        "child": "Dziecko",
    }


def goes_wrong(phone, stay_id):
    """Be refused in every way that quotes what was sent, and meet the failures of each neighbour."""
    town = phone.town
    phone.said("POST", "/complaints", {"stay_id": stay_id, "reason": "other", "description": CARD_NUMBER}, 422)
    phone.said("PATCH", "/devices/me", {"push_token": None})  # what cannot be delivered is logged
    phone.said("POST", "/vehicles", {"plate": f"{PLATE}{PLATE}{PLATE}"}, 422)
    phone.said("POST", "/parking/stays", {"email": EMAIL, "plate": PLATE, "kind": PESEL}, 422)
    town.cards.down = town.families.down = town.vehicles.down = True
    activation = phone.said("POST", "/activations", {"service": "kkr3"}, 201)["activation_id"]
    contact = {"phone": NUMBER, "pesel": PESEL, "terms_version": "2026-11-21", "privacy_version": "2026-11-21"}
    phone.said("POST", f"/activations/{activation}/contact", contact, 503)
    phone.said("POST", "/vehicles", {"plate": "KR8EF67"}, 201)
    town.tick("refresh_cards", "tell_card_system")
    town.cards.down = town.families.down = town.vehicles.down = False
    town.vehicles.has("kk_1", "KR1AA11", "KR1AA12", "KR1AA13", "KR1AA14")  # the register will refuse a fifth
    town.later(minutes=20)
    town.tick("tell_card_system")
    phone.sign_in()


def test_the_log_names_nobody(heard, canaries):
    assert heard.log.getvalue().count('"level"') > 5, "something was logged"
    plates = {"plate": PLATE, "other plate": OTHER_PLATE, "refused plate": "KR8EF67"}
    found = {what: heard.lines_with(value) for what, value in (canaries | plates).items() if heard.lines_with(value)}
    assert found == {}


def test_no_key_names_a_person_and_plates_are_keys_only_where_they_must(heard, canaries):
    found = {what: heard.tables_keyed_by(value) for what, value in canaries.items() if heard.tables_keyed_by(value)}
    assert found == {}
    assert heard.tables_keyed_by(PLATE) == PLATE_KEYS


def test_nothing_that_is_stored_has_a_pesel_a_number_a_code_or_a_token(town, canaries):
    stored = {table: encoded(items) for table, items in town.stored().items()}
    forbidden = ("PESEL", "another PESEL", "number", "code", "later code", "access token", "client assertion")
    found = {(what, table) for what in forbidden for table, items in stored.items() if canaries[what] in items}
    assert found == set()
    assert not [table for table, items in stored.items() if CARD_NUMBER in items]


def test_a_pesel_is_kept_as_a_keyed_hash_alone(town, canaries):
    hashed = key_ring(ring()).keyed(HASHED_AS, PESEL)
    kept = {table for table, items in town.stored().items() if hashed in encoded(items)}
    assert kept <= {"activations", "sends"}
    assert "sends" in kept


def test_no_queue_carries_what_its_worker_need_not_know(town, canaries):
    forbidden = {what: value for what, value in canaries.items() if what not in ("e-mail", "child")}
    found = {what for what, value in forbidden.items() for body in town.queues.sent if value in body}
    assert found == set()


def test_no_push_and_no_letter_carries_a_secret(town, canaries):
    said = encoded([*town.push.alerts, *town.mail.letters])
    for what in ("PESEL", "number", "code", "access token", "push token", "sign-in code", "words"):
        assert canaries[what] not in said, what


def test_the_ear_hears(heard, town):
    """What is said on purpose is found, so that silence means something."""
    import logging

    import urllib3

    library = logging.getLogger("a library")
    library.info("said to %s", EMAIL)
    try:
        raise ValueError(PESEL)
    except ValueError:
        library.exception("said")
    with pytest.raises(urllib3.exceptions.HTTPError):
        urllib3.request("GET", f"http://127.0.0.1:9/{NUMBER}", retries=False)
    assert heard.lines_with(EMAIL) and heard.lines_with(PESEL)
    assert heard.urls_with(NUMBER)
