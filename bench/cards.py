"""A card onto a phone, and what it gives there, counted command by command. No clock."""

from contextlib import suppress

import msgspec

from bench import town
from bench.journey import Step, Walk
from chalicelib.activation.activation import Activation
from chalicelib.activation.code import AskedCode
from chalicelib.activation.deliver_code import deliver_code
from chalicelib.activation.errors import CodeWrong
from chalicelib.activation.list_services import list_services
from simulation.memory_dynamodb import MemoryDynamoDB
from tests.activation.card_cases import KK, PESEL, Hall, Phone, standing
from tests.activation.card_cases import PHONE as NUMBER
from tests.activation.code_cases import code_in, ring, use_keys, wrong
from tests.vehicles.cases import CARD, Street


def whole_activation() -> list[Step]:
    """Put a Karta Krakowska on a phone, from the first request to the linked card."""
    hall = _hall()
    phone, walk = Phone(hall), Walk(hall.cards.calls)
    activation = walk.take("activation: start", 2, phone.start)
    walk.take("activation: sign-in", 2, lambda: phone.sign_in(activation))
    walk.take("activation: contact", 2, lambda: phone.contact(activation))
    walk.take("activation: identity", 2, lambda: phone.identity(activation))
    walk.take("activation: code sent by the worker", 2, lambda: _deliver(hall), api_requests=0)
    walk.take("activation: code typed, card linked", 2, lambda: phone.code(activation, _code(hall)))
    return walk.steps


def single_commands() -> list[Step]:
    """Count what belongs to some activations only, and what is asked of a linked card."""
    hall = _hall()
    hall.later(hours=1)  # a number gets one code a minute
    phone, walk = Phone(hall, "dev_b"), Walk(hall.cards.calls)
    activation = phone.at_code("kk")
    _deliver(hall)
    walk.take("a wrong code", 1, lambda: _refused(phone, activation, wrong(_code(hall))))
    hall.later(minutes=2)
    walk.take("another code asked for", 1, lambda: phone.resend(activation))
    hall.later(minutes=2)
    holder = Phone(hall, "dev_c")
    holder.linked("kk")
    walk.take("the cards of a phone", 2, holder.cards)
    walk.take("the services of a phone", 2, lambda: list_services(holder.device_id, hall.now, lambda _: True))
    walk.take("a card taken off its phone", 2, lambda: holder.unlink(CARD))
    return walk.steps


def starts() -> list[Step]:
    """Start a stay at the full price and at the resident's."""
    street = Street(city=town.city())
    street.resident(town.device_of(1), KK, town.plate_of(1))
    walk = Walk(street.city.gateway.calls)
    walk.take("start of a stay at the full price", 2, lambda: town.started(street.city, 2))
    walk.take("start of a stay at the resident's price", 2, lambda: town.started(street.city, 1, resident_card=CARD))
    return walk.steps


def _hall() -> Hall:
    """Return both registers with one resident; the storage is the engine's, so the hall's own stays empty."""
    use_keys(ring())
    hall = Hall(MemoryDynamoDB.for_models())
    hall.cards.cards[KK] = standing()
    hall.cards.people[PESEL, NUMBER] = hall.account
    return hall


def _deliver(hall: Hall) -> None:
    order = msgspec.json.decode(hall.queue.bodies.pop(0), type=AskedCode)
    deliver_code(order, hall.sms, "mkrakow.example", hall.now)


def _code(hall: Hall) -> str:
    return code_in(hall.sms.sent[-1])


def _refused(phone: Phone, activation: Activation, typed: str) -> None:
    with suppress(CodeWrong):
        phone.code(activation, typed)
