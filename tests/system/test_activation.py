"""A Kraków Card on a phone, and the price that it gives."""

import re

import pytest

from tests.system.driver import Driver, assert_problem, eventually, new_resident, pesel_of_nobody

_ITS_OWN = re.compile(rb"act_[a-z2-7]+|[0-9-]{10}T[0-9:.+]+")
"""What no two activations have in common: their ids and moments."""


@pytest.fixture
def resident(cards):
    """Somebody new, with a card on which there is no vehicle."""
    yield new_resident(cards)
    cards.press("acc_01", "restore")


def test_a_card_comes_onto_the_phone_step_by_step(paid_hours, driver: Driver, cards, resident):
    def kk():
        return next(one for one in driver.phone.get("/services").json["items"] if one["service_id"] == "kk")

    phone = driver.phone
    before = driver.gateway.codes(resident.phone)
    assert kk()["status"] == "inactive"
    activation = phone.post("/activations", {"service": "kk"}).json
    taken = [activation["next_step"]["name"]]
    early = phone.post(f"/activations/{activation['activation_id']}/code", {"code": "123456"})
    assert_problem(early, 409, "activation_step_not_expected")
    for given in (
        cards.sign_in(activation["sign_in_url"], resident),
        {"phone": resident.phone, "terms_version": driver.terms, "privacy_version": driver.privacy()},
        {"pesel": resident.pesel, "phone": resident.phone},
    ):
        activation = phone.take(activation, **given).json
        taken.append(activation["next_step"]["name"])
    assert taken == ["sign_in", "contact", "identity", "code"]
    code = driver.new_code(resident, before)
    assert_problem(phone.take(activation, code=f"{(int(code) + 1) % 10**6:06}"), 422, "code_wrong")

    linked = phone.take(activation, code=code).json

    assert linked["next_step"] is None
    [card] = phone.get("/cards").json["items"]
    assert (card["card_id"], card["status"]) == (linked["card_id"], "active")
    assert (kk()["status"], kk()["card_id"]) == ("active", card["card_id"])
    paid_hours.advance(seconds=61)
    assert eventually(lambda: cards.card(resident.account_id)["connected_at"], "the connection", 90)


def test_an_unknown_pesel_is_answered_byte_for_byte_as_a_known_one(paid_hours, driver: Driver, cards, resident):
    before, stranger = driver.gateway.codes(resident.phone), pesel_of_nobody()
    asked = {pesel: driver.asked_for_identity(cards, resident) for pesel in (stranger, resident.pesel)}

    answers = [driver.phone.take(activation, pesel=pesel, phone=resident.phone) for pesel, activation in asked.items()]
    code = driver.new_code(resident, before)
    tries = [driver.phone.take(answer.json, code=f"{(int(code) + 1) % 10**6:06}") for answer in answers]

    for of_stranger, of_resident in (answers, tries):
        assert of_stranger.status == of_resident.status
        assert _ITS_OWN.sub(b"", of_stranger.body) == _ITS_OWN.sub(b"", of_resident.body)
        assert of_stranger.headers.keys() == of_resident.headers.keys()
    assert_problem(driver.phone.take(answers[0].json, code=code), 422, "code_wrong")
    assert driver.phone.take(answers[1].json, code=code).json["card_id"]
    assert driver.gateway.codes(resident.phone) == [code, *before], "nobody was sent another one"


def test_the_first_vehicle_parks_at_the_residents_price_and_the_second_in_full(
    paid_hours, driver: Driver, new_driver, cards, resident
):
    card_id = driver.activate(cards, resident)
    second = new_driver().plate
    for plate in (driver.plate, second):
        assert driver.phone.post("/vehicles", {"plate": plate}).status == 201
    wanted = {"subzone": "B", "kind": "limited", "until": paid_hours.in_(minutes=90)}
    in_full = driver.phone.post("/parking/quotes", wanted).json
    quote = driver.phone.post("/parking/quotes", wanted | {"plate": driver.plate}).json
    assert (quote["resident"], quote["resident_card"]) == (True, card_id)
    assert quote["fee"]["amount"] < in_full["fee"]["amount"]

    stay = driver.parked(**wanted, resident_card=card_id)
    other = driver.phone.post("/parking/quotes", wanted | {"plate": second}).json
    refused = driver.start(**wanted, plate=second, resident_card=card_id)
    stay_in_full = driver.parked(**wanted, plate=second)

    assert stay["resident"]
    assert quote["hold"]["amount"] - stay["money"]["held"]["amount"] in range(60)  # a minute may have begun
    assert (other["resident"], other["resident_card"]) == (False, None)
    assert_problem(refused, 409, "resident_price_not_available")
    assert not stay_in_full["resident"]
    assert in_full["hold"]["amount"] - stay_in_full["money"]["held"]["amount"] in range(60)
    paid_hours.advance(minutes=30)
    assert eventually(
        lambda: {driver.plate, second} == set(cards.card("acc_01")["vehicles"]), "the card's vehicles", 90
    )
    driver.stop(stay)
    assert driver.until(stay, "captured")["fee"]["amount"] < driver.stay(stay_in_full)["fee"]["amount"]


def test_a_revoked_card_is_revoked_on_the_phone_and_gives_no_price(paid_hours, driver: Driver, cards, resident):
    card_id = driver.activate(cards, resident)
    assert driver.phone.post("/vehicles", {"plate": driver.plate}).status == 201
    wanted = {"subzone": "B", "kind": "open", "plate": driver.plate}
    assert driver.phone.post("/parking/quotes", wanted).json["resident"]

    cards.press(resident.account_id, "revoke")

    eventually(lambda: driver.phone.get("/cards").json["items"][0]["status"] == "revoked", "the card revoked")
    assert eventually(lambda: [push for push in driver.pushes() if "revoked" in push["identifier"]], "the push")
    assert not driver.phone.post("/parking/quotes", wanted).json["resident"]
    assert_problem(driver.start(resident_card=card_id), 409, "resident_price_not_available")
    assert_problem(driver.phone.post("/vehicles", {"plate": driver.plate}), 409, "no_active_card")


def test_a_card_is_on_one_phone_the_newest(paid_hours, driver: Driver, new_driver, cards, resident):
    newer = new_driver()
    card_id = driver.activate(cards, resident)
    paid_hours.advance(seconds=61)  # before that no second code is sent to the number

    assert newer.activate(cards, resident) == card_id

    assert [one["card_id"] for one in newer.phone.get("/cards").json["items"]] == [card_id]
    assert driver.phone.get("/cards").json["items"] == []
