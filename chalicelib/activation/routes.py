"""The catalogue of services, the way of a card onto a phone, and the cards there."""

from chalice.app import Response

from chalicelib.activation import errors, order
from chalicelib.activation.activation import Activation
from chalicelib.activation.answer import (
    ActivationAnswer,
    Cards,
    Services,
    activation_answer,
    card_answers,
    service_answers,
)
from chalicelib.activation.enter_code import enter_code
from chalicelib.activation.find_activation import find_own_activation
from chalicelib.activation.find_card import list_own_cards
from chalicelib.activation.finish_sign_in import finish_sign_in
from chalicelib.activation.give_contact import give_contact
from chalicelib.activation.identify import identify
from chalicelib.activation.list_services import list_services
from chalicelib.activation.live import (
    RETURN_PATH,
    answers,
    card_system,
    family_register,
    notification_key,
    old_app_ends_on,
    registers,
)
from chalicelib.activation.resend import resend
from chalicelib.activation.return_page import return_page
from chalicelib.activation.send_code import send_code
from chalicelib.activation.start_activation import start_activation
from chalicelib.activation.take_notice import take_notice
from chalicelib.activation.unlink_card import unlink_card
from chalicelib.clock import utc_now
from chalicelib.devices.audience import DEVICE
from chalicelib.devices.errors import DeviceUnknown
from chalicelib.errors import RegisterUnavailable
from chalicelib.http import Api
from chalicelib.keyed_hash import identity_keys
from chalicelib.legal.errors import TermsNotCurrent
from chalicelib.pesel import InvalidPesel
from chalicelib.vehicles.live import vehicle_register
from chalicelib.vehicles.look_at_garage import look_at_garage

activation_api = Api(__name__, tag="Cards and services")

_STEP = [
    errors.ActivationUnknown,
    errors.ActivationExpired,
    errors.StepNotExpected,
    RegisterUnavailable,
]


@activation_api.operation(
    "GET",
    "/services",
    "What the app offers, and whether this phone can use it already",
    audience=DEVICE,
    answers=Services,
)
def show_services() -> Services:
    return service_answers(list_services(activation_api.device_id, utc_now(), answers), activation_api.language)


@activation_api.operation(
    "POST",
    "/activations",
    "Start to put a card on this phone",
    audience=DEVICE,
    takes=order.ActivationOrder,
    answers=ActivationAnswer,
    status=201,
    idempotent=True,
)
def start_an_activation() -> ActivationAnswer:
    """Each answer names the next step. An activation left alone for half an hour is over."""
    asked, caller = activation_api.body(order.ActivationOrder), activation_api.caller
    return _answer(start_activation(asked, caller, utc_now(), identity_keys()))


@activation_api.operation(
    "GET",
    RETURN_PATH,
    "Where the card system's sign-in page sends the browser: a page that opens the app with `code` and `state`",
    query=order.SignInReturn,
    media_types=("text/html",),
)
def return_from_sign_in() -> Response:
    return return_page(activation_api.query(order.SignInReturn), activation_api.language)


@activation_api.operation(
    "GET",
    "/activations/{activation_id}",
    "How far an activation of this phone has come",
    audience=DEVICE,
    answers=ActivationAnswer,
    refuses=[errors.ActivationUnknown],
)
def show_activation(activation_id: str) -> ActivationAnswer:
    return _answer(find_own_activation(activation_id, activation_api.device_id))


@activation_api.operation(
    "POST",
    "/activations/{activation_id}/sign-in",
    "Hand over what the card system's sign-in page answered (kk)",
    audience=DEVICE,
    takes=order.SignInOrder,
    answers=ActivationAnswer,
    idempotent=True,
    refuses=[*_STEP, errors.SignInRefused, errors.NoMobileCard, errors.CardWithoutPesel, errors.CardNotValid],
)
def sign_in(activation_id: str) -> ActivationAnswer:
    """RFC 6749 authorisation code with PKCE. The resident's password is typed on that page and never here."""
    asked, caller = activation_api.body(order.SignInOrder), activation_api.caller
    return _answer(finish_sign_in(activation_id, asked, caller, utc_now(), identity_keys(), card_system()))


@activation_api.operation(
    "POST",
    "/activations/{activation_id}/contact",
    "Give the phone number (for kkr3 the PESEL too) and accept terms and privacy notice",
    audience=DEVICE,
    takes=order.ContactOrder,
    answers=ActivationAnswer,
    idempotent=True,
    refuses=[*_STEP, errors.FieldsNotExpected, errors.InvalidPhoneNumber, InvalidPesel, TermsNotCurrent],
)
def give_a_contact(activation_id: str) -> ActivationAnswer:
    """The answer is the same whether or not a register knows the person: the way goes on."""
    asked, caller = activation_api.body(order.ContactOrder), activation_api.caller
    neighbours = card_system(), family_register()
    return _answer(give_contact(activation_id, asked, caller, utc_now(), identity_keys(), *neighbours))


@activation_api.operation(
    "POST",
    "/activations/{activation_id}/identity",
    "Give PESEL and the same number again; if both are right, a code is sent there",
    audience=DEVICE,
    takes=order.IdentityOrder,
    answers=ActivationAnswer,
    idempotent=True,
    refuses=[*_STEP, errors.InvalidPhoneNumber, InvalidPesel],
)
def prove_identity(activation_id: str) -> ActivationAnswer:
    """The answer is the same whether or not they are right: only the code that does not come tells."""
    asked, caller = activation_api.body(order.IdentityOrder), activation_api.caller
    neighbours = card_system(), family_register()
    return _answer(identify(activation_id, asked, caller, utc_now(), identity_keys(), *neighbours, send_code))


@activation_api.operation(
    "POST",
    "/activations/{activation_id}/code",
    "Type the code from the message; the card is then on this phone and on no other",
    audience=DEVICE,
    takes=order.CodeOrder,
    answers=ActivationAnswer,
    idempotent=True,
    refuses=[*_STEP, errors.CodeWrong, errors.CodeExpired, errors.TooManyTries, errors.CardNotValid, DeviceUnknown],
)
def type_code(activation_id: str) -> ActivationAnswer:
    asked, caller = activation_api.body(order.CodeOrder), activation_api.caller
    return _answer(enter_code(activation_id, asked, caller, utc_now(), identity_keys(), registers()))


@activation_api.operation(
    "POST",
    "/activations/{activation_id}/resend",
    "Have another code sent, a minute after the last at the earliest",
    audience=DEVICE,
    answers=ActivationAnswer,
    idempotent=True,
    refuses=[*_STEP[:3], errors.WaitBeforeResend],
)
def send_another_code(activation_id: str) -> ActivationAnswer:
    return _answer(resend(activation_id, activation_api.caller, utc_now(), identity_keys(), send_code))


@activation_api.operation("GET", "/cards", "The cards on this phone", audience=DEVICE, answers=Cards)
def show_cards() -> Cards:
    """A family's card lists its members, with the free-ride pass of each child who has the right."""
    cards = list_own_cards(activation_api.device_id)
    return card_answers(cards, old_app_ends_on(), activation_api.language, utc_now())


@activation_api.operation(
    "DELETE",
    "/cards/{card_id}",
    "Take a card off this phone; it can be put on a phone again",
    audience=DEVICE,
    status=204,
    refuses=[errors.CardUnknown],
)
def remove_card(card_id: str) -> None:
    unlink_card(card_id, activation_api.device_id, utc_now())


@activation_api.operation(
    "POST",
    "/cards/notifications",
    "The card system or the family register says that a card changed",
    takes=order.CardNotice,
    status=204,
    refuses=[errors.NoticeNotAuthentic, RegisterUnavailable],
)
def take_card_notice() -> None:
    """Signed in `X-Signature`. Nothing in it is believed: the card is read again where it is kept."""
    signature = activation_api.request.headers.get("x-signature", "")
    notice = take_notice(activation_api.raw_body(), signature, notification_key, registers(), utc_now())
    if notice.source == "cards":
        look_at_garage(notice.id, vehicle_register())


def _answer(activation: Activation) -> ActivationAnswer:
    visit = activation.sign_in
    url = card_system().sign_in_address(visit.state, visit.challenge) if visit else None
    return activation_answer(activation, activation_api.language, url)
