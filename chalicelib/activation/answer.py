"""What a phone gets: an activation as far as it has come, its cards, the catalogue. Times are on Kraków's clock."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.activation import card as rules
from chalicelib.activation import service as catalogue
from chalicelib.activation.activation import Activation, StepName
from chalicelib.activation.card import Card, Link, Source, is_valid, status_at
from chalicelib.activation.family import Member, Role, rides_free_until
from chalicelib.activation.old_app import runs_beside
from chalicelib.texts import text
from chalicelib.warsaw import in_warsaw, warsaw_day

Moment = Annotated[datetime, Meta(tz=True, examples=["2026-11-21T10:30:00+01:00"])]
Day = Annotated[date, Meta(examples=["2027-03-31"])]
CardId = Annotated[str, Meta(examples=["card_mzxw6ytboi4dkmrtnfxgk2lt"])]
Service = Annotated[Source, Meta(examples=["kk"])]
CardName = Annotated[str, Meta(examples=["Karta Krakowska"])]

_GUIDE_STEPS: dict[Source, int] = {"kk": 8, "kkr3": 6}
_ORDER_URLS: dict[Source, str] = {"kk": "https://www.kk.krakow.pl", "kkr3": "https://www.bip.krakow.pl"}


class NextStep(msgspec.Struct, frozen=True):
    """What the phone does now: POST to `path`. `button` leads there, `instruction` says what to give."""

    name: Annotated[StepName, Meta(examples=["contact"])]
    path: Annotated[str, Meta(examples=["/activations/act_nbswy3dpeb3w64tmmq2gk3tu/contact"])]
    button: Annotated[str, Meta(examples=["Aktywuj usługę w mKraków"])]
    instruction: Annotated[str, Meta(examples=["Wpisz aktualny 9-cyfrowy numer telefonu, bez prefiksu +48."])]


class CodeAnswer(msgspec.Struct, frozen=True):
    """If the data were right, a code is on its way."""

    live_until: Moment
    resend_at: Annotated[Moment, Meta(description="from then on another one can be asked for")]


class ActivationAnswer(msgspec.Struct, frozen=True):
    """`next_step` is null when the card is linked. `sign_in_url`: the card system's own page, only while it is next."""

    activation_id: Annotated[str, Meta(examples=["act_nbswy3dpeb3w64tmmq2gk3tu"])]
    service: Service
    next_step: NextStep | None
    expires_at: Annotated[Moment, Meta(description="half an hour after the last step")]
    sign_in_url: Annotated[str, Meta(examples=["https://www.kk.krakow.pl/oauth/authorize?response_type=code&…"])] | None
    code: CodeAnswer | None
    card_id: CardId | None


class FreeRide(msgspec.Struct, frozen=True):
    """The pass that a child shows in a vehicle of the city's transport."""

    title: Annotated[str, Meta(examples=["Bilet wolnej jazdy"])]
    holder: Annotated[str, Meta(examples=["Ala"])]
    born_on: Annotated[date, Meta(examples=["2015-04-01"])]
    valid_until: Day


class FamilyMember(msgspec.Struct, frozen=True):
    """`free_ride`: only for a child who has the right now."""

    first_name: Annotated[str, Meta(examples=["Ala"])]
    role: Annotated[Role, Meta(examples=["child"])]
    free_ride: FreeRide | None


class OldApp(msgspec.Struct, frozen=True):
    """The card is active in the older app mKK too. `ends_on`: its last day, null while the city has not set it."""

    ends_on: Annotated[date, Meta(examples=["2027-06-30"])] | None
    notice: Annotated[str, Meta(examples=["Aplikacja mKK działa równolegle do 30.06.2027."])]


class CardAnswer(msgspec.Struct, frozen=True):
    """A card on this phone. `members`: the family of a kkr3, empty for kk."""

    card_id: CardId
    service: Service
    name: CardName
    status: Annotated[rules.Status, Meta(examples=["active"])]
    valid_until: Day
    linked_at: Moment
    members: list[FamilyMember]
    old_app: OldApp | None


class Cards(msgspec.Struct, frozen=True):
    items: list[CardAnswer]


class Guide(msgspec.Struct, frozen=True):
    """How a card gets onto the phone, step by step, and where who has none gets one."""

    service: Service
    steps: list[Annotated[str, Meta(examples=["W katalogu usług wybierz „Karta Krakowska” i „Aktywuj usługę”."])]]
    where_to_get: Annotated[str, Meta(examples=["Nie masz mobilnej Karty Krakowskiej? Sprawdź, jak ją uzyskać."])]
    where_to_get_url: Annotated[str, Meta(examples=["https://www.kk.krakow.pl"])]


class ServiceAnswer(msgspec.Struct, frozen=True):
    """`how_to_activate`: while it is inactive or expired.

    `unavailable`: the register of its card or the gateway where it is paid does not answer just now. What was bought
    stays good meanwhile.
    """

    service_id: Annotated[catalogue.ServiceId, Meta(examples=["kk"])]
    name: CardName
    status: Annotated[catalogue.ServiceStatus, Meta(examples=["inactive"])]
    card_id: CardId | None
    valid_until: Day | None
    how_to_activate: Guide | None


class Services(msgspec.Struct, frozen=True):
    items: list[ServiceAnswer]


def activation_answer(activation: Activation, language: str, sign_in_url: str | None) -> ActivationAnswer:
    """Return an activation as its phone sees it: nothing in it depends on what a register knows of a person."""
    challenge = activation.challenge
    return ActivationAnswer(
        activation_id=activation.activation_id,
        service=activation.source,
        next_step=_next_step(activation, language),
        expires_at=in_warsaw(activation.expires_at),
        sign_in_url=sign_in_url,
        code=CodeAnswer(in_warsaw(challenge.live_until), in_warsaw(challenge.resend_at)) if challenge else None,
        card_id=activation.card_id or None,
    )


def card_answers(cards: list[Card], ends_on: date | None, language: str, now: datetime) -> Cards:
    """Return the cards on a phone; `ends_on` is the last day of the older app."""
    return Cards([_card(card, card.link, ends_on, language, now) for card in cards if card.link])


def service_answers(offers: list[catalogue.Offer], language: str) -> Services:
    return Services([_service(offer, language) for offer in offers])


def _next_step(activation: Activation, language: str) -> NextStep | None:
    step = activation.next_step
    if step is None:
        return None
    key = f"activation.{activation.source}.{step}"
    path = f"/activations/{activation.activation_id}/{step.replace('_', '-')}"
    return NextStep(step, path, text(f"{key}.button", language), text(f"{key}.instruction", language))


def _card(card: Card, link: Link, ends_on: date | None, language: str, now: datetime) -> CardAnswer:
    today = warsaw_day(now)
    valid = is_valid(status_at(card, now))
    return CardAnswer(
        card_id=card.card_id,
        service=card.source,
        name=text(f"service.{card.source}", language),
        status=status_at(card, now),
        valid_until=card.standing.valid_until,
        linked_at=in_warsaw(link.linked_at),
        members=[_member(member, card, language, today, valid=valid) for member in card.standing.members],
        old_app=_old_app(card, ends_on, language, today),
    )


def _member(member: Member, card: Card, language: str, today: date, *, valid: bool) -> FamilyMember:
    last = rides_free_until(member, today) if valid else None
    return FamilyMember(member.first_name, member.role, _free_ride(member, card, last, language) if last else None)


def _free_ride(member: Member, card: Card, last: date, language: str) -> FreeRide:
    until = min(last, card.standing.valid_until)
    return FreeRide(text("card.free_ride", language), member.first_name, member.born_on, until)


def _old_app(card: Card, ends_on: date | None, language: str, today: date) -> OldApp | None:
    if not runs_beside(card, ends_on, today):
        return None
    if ends_on is None:
        return OldApp(None, text("card.old_app", language))
    return OldApp(ends_on, text("card.old_app_until", language, day=f"{ends_on:%d.%m.%Y}"))


def _service(offer: catalogue.Offer, language: str) -> ServiceAnswer:
    needs = offer.service.needs
    closed = offer.status in {"inactive", "expired"}
    return ServiceAnswer(
        service_id=offer.service.service_id,
        name=text(f"service.{offer.service.service_id}", language),
        status=offer.status,
        card_id=offer.card.card_id if offer.card else None,
        valid_until=offer.card.standing.valid_until if offer.card else None,
        how_to_activate=_guide(needs, language) if needs and closed else None,
    )


def _guide(source: Source, language: str) -> Guide:
    steps = [text(f"guide.{source}.{number}", language) for number in range(1, _GUIDE_STEPS[source] + 1)]
    return Guide(source, steps, text(f"guide.{source}.where_to_get", language), _ORDER_URLS[source])
