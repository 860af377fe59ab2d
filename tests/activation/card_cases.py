"""Cards on their way onto phones: real use cases on the in-memory DynamoDB; registers, queue and SMS are played."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from chalicelib import secret_values
from chalicelib.activation import linked_cards
from chalicelib.activation.activation import Activation, Holder
from chalicelib.activation.announcement import announcements
from chalicelib.activation.card import Card, Consent, Source, Standing, card_id_of
from chalicelib.activation.code import AskedCode
from chalicelib.activation.counted_sends import CountedSend
from chalicelib.activation.deliver_code import deliver_code
from chalicelib.activation.enter_code import enter_code
from chalicelib.activation.errors import SignInRefused
from chalicelib.activation.family import Member
from chalicelib.activation.find_card import list_own_cards
from chalicelib.activation.finish_sign_in import finish_sign_in
from chalicelib.activation.give_contact import give_contact
from chalicelib.activation.identify import identify
from chalicelib.activation.linked_cards import LinkedCard
from chalicelib.activation.order import ActivationOrder, CodeOrder, ContactOrder, IdentityOrder, SignInOrder
from chalicelib.activation.refresh_cards import refresh_cards
from chalicelib.activation.resend import resend
from chalicelib.activation.send_code import send_code
from chalicelib.activation.start_activation import start_activation
from chalicelib.activation.started_activations import StartedActivation
from chalicelib.activation.unlink_card import unlink_card
from chalicelib.caller import Caller
from chalicelib.devices.device import Language
from chalicelib.devices.find_language import find_language
from chalicelib.devices.registered_devices import RegisteredDevice
from chalicelib.errors import RegisterUnavailable
from chalicelib.ids import fingerprint
from chalicelib.keyed_hash import identity_keys
from chalicelib.notifications.message import Message
from chalicelib.vehicles.kept_garages import KeptGarage
from chalicelib.vehicles.registered_vehicles import RegisteredVehicle
from simulation.memory_dynamodb import MemoryDynamoDB, installed
from tests.activation.code_cases import FakeQueue, FakeSms, code_in, register, ring, use_keys

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
PESEL, OTHER_PESEL = "51820201010", "52830301022"
"""Of the 19th century, so nobody's."""
PHONE, OTHER_PHONE = "600100200", "600100201"
KK, FAMILY = "kk_1", "rod_1"


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


def member(member_id: str = "mem_2", born_on: date = date(2015, 4, 1), **changes: Any) -> Member:
    facts: dict[str, Any] = {"first_name": "Dziecko", "role": "child", "in_education": True, "disabled": False}
    return Member(member_id=member_id, born_on=born_on, **facts | changes)


def standing(**changes: Any) -> Standing:
    facts: dict[str, Any] = {"state": "active", "valid_until": date(2027, 3, 31), "version": 7}
    return Standing(**facts | changes)


@dataclass
class FakeRegister:
    """What both registers have in common. `calls`: every call that reached it. `down`: none is answered."""

    cards: dict[str, Standing] = field(default_factory=dict)
    people: dict[tuple[str, str], Holder] = field(default_factory=dict)
    """By PESEL and number."""
    connected: dict[str, bool] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    down: bool = False

    def standing(self, entitlement_id: str) -> Standing | None:
        self._called("standing")
        return self.cards.get(entitlement_id)

    def tell_connection(self, card: Card) -> None:
        self._called("tell_connection")
        self.connected[card.entitlement_id] = card.link is not None

    def answers(self) -> bool:
        return not self.down

    def _called(self, name: str) -> None:
        if self.down:
            raise RegisterUnavailable()
        self.calls.append(name)


@dataclass
class FakeCardSystem(FakeRegister):
    contacts: dict[str, tuple[str, Consent]] = field(default_factory=dict)
    codes: dict[str, tuple[Holder, str]] = field(default_factory=dict)
    """Of the sign-in page: whose, and for which challenge."""

    def sign_in_address(self, state: str, challenge: str) -> str:
        return f"https://cards.test/oauth/authorize?state={state}&code_challenge={challenge}"

    def let_in(self, holder: Holder, challenge: str) -> str:
        """Play the resident on the sign-in page; return the code that the browser brings back."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = (holder, challenge)
        return code

    def signed_in(self, code: str, verifier: str) -> Holder:
        self._called("signed_in")
        holder, _ = self.codes.pop(code, (None, ""))
        if holder is None:
            raise SignInRefused()
        return holder

    def keep_contact(self, account_id: str, phone: str, consent: Consent) -> None:
        self._called("keep_contact")
        self.contacts[account_id] = (phone, consent)

    def recognises(self, account_id: str, pesel: str, phone: str) -> bool:
        self._called("recognises")
        known = self.people.get((pesel, phone))
        return known is not None and known.person_id == account_id


@dataclass
class FakeFamilyRegister(FakeRegister):
    def authorise(self, pesel: str, phone: str) -> Holder | None:
        self._called("authorise")
        return self.people.get((pesel, phone))

    def recognises(self, holder: Holder, pesel: str, phone: str) -> bool:
        self._called("recognises")
        return self.people.get((pesel, phone)) == holder


@dataclass
class Phone:
    """A registered phone that takes the steps; each request has a key and a body of its own unless it is given them."""

    hall: "Hall"
    device_id: str = "dev_a"
    language: Language = "pl"
    requests: int = 0

    def __post_init__(self) -> None:
        register(self.device_id, self.language)

    def caller(self, key: str = "", body: str = "") -> Caller:
        self.requests += 1
        key = key or f"key-{self.device_id}-{self.requests:04d}"
        return Caller(self.device_id, "pl", key, fingerprint((body or key).encode()))

    def start(self, source: Source = "kk", caller: Caller | None = None) -> Activation:
        order = ActivationOrder(source)
        return start_activation(order, caller or self.caller(), self.hall.now, identity_keys())

    def sign_in(self, activation: Activation, caller: Caller | None = None, **wrong: str) -> Activation:
        visit = activation.sign_in
        code = self.hall.cards.let_in(self.hall.account, visit.challenge) if visit else "code"
        order = SignInOrder(**{"code": code, "state": visit.state if visit else "state"} | wrong)
        return self._step(partial(finish_sign_in, cards=self.hall.cards), activation, order, caller)

    def contact(
        self,
        activation: Activation,
        phone: str = PHONE,
        pesel: str | None = None,
        caller: Caller | None = None,
        terms_version: str = "2026-11-21",
        privacy_version: str = "2026-11-21",
    ) -> Activation:
        order = ContactOrder(phone, terms_version, privacy_version, pesel)
        give = partial(give_contact, cards=self.hall.cards, families=self.hall.families)
        return self._step(give, activation, order, caller)

    def identity(
        self, activation: Activation, pesel: str = PESEL, phone: str = PHONE, caller: Caller | None = None
    ) -> Activation:
        send = partial(send_code, sqs=self.hall.queue)
        prove = partial(identify, cards=self.hall.cards, families=self.hall.families, send=send)
        return self._step(prove, activation, IdentityOrder(pesel, phone), caller)

    def code(self, activation: Activation, code: str = "", caller: Caller | None = None) -> Activation:
        order = CodeOrder(code or self.hall.codes()[-1])
        return self._step(partial(enter_code, registers=self.hall.registers), activation, order, caller)

    def resend(self, activation: Activation, caller: Caller | None = None) -> Activation:
        send = partial(send_code, sqs=self.hall.queue)
        return resend(activation.activation_id, caller or self.caller(), self.hall.now, identity_keys(), send)

    def at_code(self, source: Source = "kk", pesel: str = PESEL, phone: str = PHONE) -> Activation:
        """Go all the way to the code, which is not typed yet."""
        activation = self.start(source)
        if source == "kk":
            activation = self.sign_in(activation)
        activation = self.contact(activation, phone, pesel if source == "kkr3" else None)
        return self.identity(activation, pesel, phone)

    def linked(self, source: Source = "kk") -> Card:
        self.code(self.at_code(source))
        (card,) = [card for card in self.cards() if card.source == source]
        return card

    def cards(self) -> list[Card]:
        return list_own_cards(self.device_id)

    def unlink(self, card_id: str) -> None:
        unlink_card(card_id, self.device_id, self.hall.now)

    def _step(self, use_case: Callable[..., Activation], activation: Activation, order: Any, caller: Any) -> Activation:
        given = caller or self.caller()
        return use_case(activation.activation_id, order, given, self.hall.now, identity_keys())


@dataclass
class Hall:
    """One resident with a card, one family with a card, and whatever time a test says it is."""

    memory: MemoryDynamoDB
    now: datetime = NOW
    account: Holder = field(default_factory=lambda: Holder("acc_1", KK))
    cards: FakeCardSystem = field(default_factory=FakeCardSystem)
    families: FakeFamilyRegister = field(default_factory=FakeFamilyRegister)
    queue: FakeQueue = field(default_factory=FakeQueue)
    sms: FakeSms = field(default_factory=FakeSms)
    calls: list[str] = field(default_factory=list)
    """Of DynamoDB, by name."""

    @property
    def registers(self) -> dict[Source, Any]:
        return {"kk": self.cards, "kkr3": self.families}

    def codes(self) -> list[str]:
        """Let the worker behind the queue work; return every code that ever reached a phone."""
        while self.queue.bodies:
            order = msgspec.json.decode(self.queue.bodies.pop(0), type=AskedCode)
            deliver_code(order, self.sms, "mkrakow.example", self.now)
        return [code_in(sms) for sms in self.sms.sent]

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def tick(self, now: datetime | None = None) -> int:
        self.now = now or self.now
        return refresh_cards(self.registers, self.now)

    def card(self, source: Source = "kk") -> Card | None:
        return linked_cards.get(card_id_of(source, *((KK, "") if source == "kk" else (FAMILY, "mem_1"))))

    def changes(self, *standings: Any, source: Source = "kk", **facts: Any) -> None:
        """The register changes the card."""
        register, entitlement_id = self.registers[source], KK if source == "kk" else FAMILY
        known = register.cards[entitlement_id]
        register.cards[entitlement_id] = replace(known, version=known.version + 1, **facts)

    def messages_of(self, change: Callable[[], Any], source: Source = "kk") -> Sequence[Message]:
        """Return what the stream says about one change of the card."""
        before = self.card(source)
        change()
        after = self.card(source)
        return announcements(before, after, find_language) if after else []


@contextmanager
def new_hall() -> Iterator[Hall]:
    memory = MemoryDynamoDB.for_models(
        StartedActivation, LinkedCard, CountedSend, KeptGarage, RegisteredVehicle, RegisteredDevice
    )
    hall = Hall(memory)
    memory.before = lambda operation, _: hall.calls.append(operation)
    hall.cards.cards[KK] = standing()
    hall.cards.people[PESEL, PHONE] = hall.account
    hall.families.cards[FAMILY] = standing(members=(member("mem_1", date(1985, 1, 1), role="parent"), member()))
    hall.families.people[PESEL, PHONE] = Holder("mem_1", FAMILY)
    kept = dict(secret_values._kept)
    use_keys(ring())
    with installed(memory):
        yield hall
    secret_values._kept.clear()
    secret_values._kept.update(kept)
