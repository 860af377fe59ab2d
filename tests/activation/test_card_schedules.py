"""The stream of cards and the look at due cards, as AWS starts them."""

from datetime import timedelta

import pytest
from chalice.test import Client

from app import app
from chalicelib.activation import schedules
from chalicelib.activation.card import CHECKED
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.devices import registered_devices
from chalicelib.texts import LANGUAGES, text
from chalicelib.vehicles.kept_garages import KeptGarage


def image(hall):
    (item,) = hall.memory.table(LinkedCard).items.values()
    return dict(item)


def record(number, old, new):
    images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image is not None}
    return {
        "awsRegion": "eu-central-1",
        "eventID": str(number),
        "eventName": "MODIFY",
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:1:table/mkrakow-test-cards/stream/now",
        "dynamodb": {
            "ApproximateCreationDateTime": 1,
            "Keys": {},
            "SequenceNumber": str(number),
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **images,
        },
    }


@pytest.fixture
def follow():
    """Hand changes, each an old and a new image, to the Lambda as AWS does."""

    def handed(*changes):
        records = [record(number, old, new) for number, (old, new) in enumerate(changes)]
        with Client(app) as client:
            return client.lambda_.invoke("follow_cards", {"Records": records}).payload

    return handed


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(schedules, "send", messages.extend)
    return messages


def test_a_new_link_is_told_to_its_phone(hall, phone, follow, sent):
    phone.linked()
    assert follow((None, image(hall))) == {"batchItemFailures": []}
    assert [(one.template, one.device_id) for one in sent] == [("messages.card_linked", "dev_a")]


def test_a_message_is_in_the_language_that_its_phone_has_by_then(hall, phone, follow, sent):
    phone.linked()
    registered_devices.change(phone.device_id, language="uk")
    follow((None, image(hall)))
    assert [one.language for one in sent] == ["uk"]


def test_a_look_that_changed_nothing_and_a_deletion_are_told_to_nobody(hall, phone, follow, sent):
    phone.linked()
    hall.tick()
    before = image(hall)
    hall.tick(hall.now + CHECKED)
    follow((before, image(hall)), (before, None))
    assert sent == []


def test_a_record_that_cannot_be_followed_is_where_aws_starts_again(hall, phone, follow, sent):
    phone.linked()
    answer = follow((None, image(hall)), (None, {"card_id": {"S": "x"}}), (None, {}))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert len(sent) == 1


def test_due_cards_are_looked_at_every_minute(hall, phone, monkeypatch):
    phone.linked()
    monkeypatch.setattr(schedules, "registers", lambda: hall.registers)
    monkeypatch.setattr(schedules, "utc_now", lambda: hall.now + timedelta(minutes=1))
    with Client(app) as client:
        tick = client.events.generate_cw_event(source="aws.events", detail_type="", detail={}, resources=[])
        assert client.lambda_.invoke("refresh_cards", tick).payload == 1
    assert hall.card().connected


@pytest.mark.parametrize("name", ["linked", "moved", "active", "expiring", "expired", "revoked"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_about_a_card_has_its_words(name, language):
    for part in ("title", "body"):
        said = text(f"messages.card_{name}.{part}", language, card="KK", day="31.03.2027")
        assert said
        assert "{" not in said


def test_the_vehicles_of_a_newly_linked_card_are_looked_at(hall, phone, follow, sent):
    phone.linked()
    follow((None, image(hall)))
    [garage] = hall.memory.table(KeptGarage).items.values()
    assert garage["card_id"]["S"] == next(iter(hall.memory.table(LinkedCard).items.values()))["card_id"]["S"]
