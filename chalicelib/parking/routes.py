"""Parking over HTTP: prices, places, stays, inspection, and what the parking gateway reports."""

from chalice.app import Response

from chalicelib.clock import utc_now
from chalicelib.devices.audience import DEVICE, INSPECTOR
from chalicelib.http import JSON, PDF, Api, pdf_response
from chalicelib.legal.errors import TermsNotCurrent
from chalicelib.parking import errors
from chalicelib.parking.answer import (
    PlateVerdict,
    QuoteAnswer,
    ReceiptAnswer,
    StayAnswer,
    StayPage,
    receipt_answer,
    stay_answer,
    verdict_answer,
)
from chalicelib.parking.calculate_fee import calculate_fee
from chalicelib.parking.confirm import confirm
from chalicelib.parking.extend import extend
from chalicelib.parking.fee_answer import FeesAnswer, FeesQuery
from chalicelib.parking.find_stay import find_stay
from chalicelib.parking.history import history
from chalicelib.parking.issue_receipt import issue_receipt
from chalicelib.parking.list_subzones import list_subzones
from chalicelib.parking.locate import locate
from chalicelib.parking.look_up_plate import look_up_plate
from chalicelib.parking.order import Extension, HistoryPage, PlateQuery, Quote, StayOrder
from chalicelib.parking.place_answer import LocateAnswer, LocateQuery, SubzonesAnswer, SubzonesQuery
from chalicelib.parking.published_editions import editions
from chalicelib.parking.published_sectors import sector_map
from chalicelib.parking.quote import quote
from chalicelib.parking.receipt_pdf import pdf
from chalicelib.parking.start import start
from chalicelib.parking.stay import Stay
from chalicelib.parking.stop import fee_until, stop
from chalicelib.payments.errors import GatewayRefused, GatewayUnknown, NotAuthentic
from chalicelib.payments.live import gateway
from chalicelib.plate import InvalidPlate, PlateLetterUnknown
from chalicelib.vehicles.errors import ResidentPriceNotAvailable

parking_api = Api(__name__, tag="Parking")

_FREE_OR_LIMIT = (
    errors.ParkingIsFree,
    errors.UnknownSubzone,
    errors.DateBeyondCalendar,
    errors.LimitWanted,
    errors.LimitNotWanted,
    errors.LimitInThePast,
    errors.LimitOnAnotherDay,
)
_PERIOD = (errors.DateBeforeFirstEdition, errors.DateBeyondCalendar, errors.PeriodReversed, errors.PeriodTooLong)


@parking_api.operation(
    "GET",
    "/parking/fees",
    "What a stay costs, on any day since the first edition",
    query=FeesQuery,
    answers=FeesAnswer,
    refuses=[*_PERIOD, errors.UnknownSubzone],
)
def calculate_parking_fee() -> FeesAnswer:
    return calculate_fee(parking_api.query(FeesQuery), editions())


@parking_api.operation(
    "GET",
    "/parking/subzones",
    "Subzones and sectors in force on a day, their paid hours and prices",
    query=SubzonesQuery,
    answers=SubzonesAnswer,
    refuses=[errors.DateBeforeFirstEdition, errors.DateBeyondCalendar],
)
def list_parking_subzones() -> SubzonesAnswer:
    return list_subzones(parking_api.query(SubzonesQuery).on, utc_now(), editions())


@parking_api.operation(
    "GET",
    "/parking/subzones/locate",
    "What a position proposes; the choice is the driver's",
    query=LocateQuery,
    answers=LocateAnswer,
)
def locate_parking_subzone() -> LocateAnswer:
    return locate(parking_api.query(LocateQuery), utc_now(), editions(), sector_map(), parking_api.language)


@parking_api.operation(
    "POST",
    "/parking/quotes",
    "What this phone would pay, and how much would be held",
    audience=DEVICE,
    takes=Quote,
    answers=QuoteAnswer,
    refuses=[*_FREE_OR_LIMIT, InvalidPlate, PlateLetterUnknown],
)
def quote_parking() -> QuoteAnswer:
    return quote(parking_api.body(Quote), parking_api.device_id, utc_now(), editions())


@parking_api.operation(
    "POST",
    "/parking/stays",
    "Start a stay: its price is to be held, and the driver approves that at `payment.redirect_url`",
    audience=DEVICE,
    takes=StayOrder,
    answers=StayAnswer,
    status=201,
    idempotent=True,
    refuses=[
        *_FREE_OR_LIMIT,
        InvalidPlate,
        PlateLetterUnknown,
        errors.AlreadyParked,
        ResidentPriceNotAvailable,
        TermsNotCurrent,
        GatewayRefused,
        GatewayUnknown,
    ],
)
def start_stay() -> StayAnswer:
    order, now = parking_api.body(StayOrder), utc_now()
    return _answer(start(order, parking_api.caller, now, editions(), gateway()))


@parking_api.operation(
    "GET",
    "/parking/stays",
    "This phone's stays, newest first",
    audience=DEVICE,
    query=HistoryPage,
    answers=StayPage,
)
def list_stays() -> StayPage:
    return history(parking_api.device_id, parking_api.query(HistoryPage), utc_now(), editions())


@parking_api.operation(
    "GET",
    "/parking/stays/{stay_id}",
    "One stay of this phone, with its money",
    audience=DEVICE,
    answers=StayAnswer,
    refuses=[errors.StayUnknown],
)
def show_stay(stay_id: str) -> StayAnswer:
    return _answer(find_stay(stay_id, parking_api.device_id))


@parking_api.operation(
    "POST",
    "/parking/stays/{stay_id}/stop",
    "Stop a stay: exactly its fee is taken and the rest is released",
    audience=DEVICE,
    answers=StayAnswer,
    idempotent=True,
    refuses=[errors.StayUnknown, errors.StayNotRunning],
)
def stop_stay(stay_id: str) -> StayAnswer:
    return _answer(stop(stay_id, parking_api.caller.device_id, utc_now(), editions()))


@parking_api.operation(
    "POST",
    "/parking/stays/{stay_id}/extend",
    "Extend a limited stay by a further hold; its end moves when the driver has approved it",
    audience=DEVICE,
    takes=Extension,
    answers=StayAnswer,
    idempotent=True,
    refuses=[
        *_FREE_OR_LIMIT,
        errors.StayUnknown,
        errors.StayNotRunning,
        errors.StayNotLimited,
        errors.ExtensionInProgress,
        errors.ExtensionsUsedUp,
        errors.ExtensionChangesNothing,
        GatewayRefused,
        GatewayUnknown,
    ],
)
def extend_stay(stay_id: str) -> StayAnswer:
    until, now = parking_api.body(Extension).until, utc_now()
    stay = extend(stay_id, until, parking_api.caller, now, editions(), gateway())
    return stay_answer(stay, stay.holds[-1].payment.created_at, fee_until(stay, editions()))


@parking_api.operation(
    "GET",
    "/parking/stays/{stay_id}/receipt",
    "The confirmation of the paid fee, as JSON or as a PDF by the Accept header",
    audience=DEVICE,
    answers=ReceiptAnswer,
    media_types=(JSON, PDF),
    refuses=[errors.StayUnknown, errors.ReceiptNotReady],
)
def show_receipt(stay_id: str) -> ReceiptAnswer | Response:
    receipt = issue_receipt(stay_id, parking_api.device_id, utc_now(), editions())
    if parking_api.wants_pdf:
        return pdf_response(pdf(receipt, parking_api.language))
    return receipt_answer(receipt)


@parking_api.operation(
    "GET",
    "/inspection/plates/{plate}",
    "Is this plate paid for right now? Every look-up is recorded",
    audience=INSPECTOR,
    query=PlateQuery,
    answers=PlateVerdict,
    refuses=[InvalidPlate, PlateLetterUnknown],
)
def inspect_plate(plate: str) -> PlateVerdict:
    subzone = parking_api.query(PlateQuery).subzone
    return verdict_answer(look_up_plate(plate, subzone, parking_api.device_id, utc_now(), editions()))


@parking_api.operation(
    "POST",
    "/payments/autopay/notifications",
    "The parking gateway reports about an order (Autopay ITN)",
    media_types=("application/xml",),
    refuses=[NotAuthentic],
)
def take_autopay_notification() -> Response:
    report = gateway().read_notification(parking_api.raw_body())
    known = confirm(report, utc_now())
    return Response(
        gateway().acknowledgement(report, confirmed=known).decode(), headers={"Content-Type": "application/xml"}
    )


def _answer(stay: Stay) -> StayAnswer:
    return stay_answer(stay, utc_now(), fee_until(stay, editions()))
