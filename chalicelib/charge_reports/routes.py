"""What the transport operator's gateway tells, over HTTP; whatever it sold for us."""

from chalice.app import Response

from chalicelib.charge_reports.tell_owner import tell_owner
from chalicelib.clock import utc_now
from chalicelib.http import Api
from chalicelib.payments.errors import GatewayUnknown, NotAuthentic, PaymentUnknown
from chalicelib.payments.live import CHARGE_NOTIFICATIONS_PATH, charge_gateway

charge_reports_api = Api(__name__, tag="Payments")


@charge_reports_api.operation(
    "POST",
    CHARGE_NOTIFICATIONS_PATH,
    "The operator's gateway reports about an order",
    media_types=("text/plain",),
    refuses=[NotAuthentic, PaymentUnknown, GatewayUnknown],
)
def take_mpk_notification() -> Response:
    signature = charge_reports_api.request.headers.get("x-jws-signature", "")
    tell_owner(charge_gateway().read_notification(charge_reports_api.raw_body(), signature), utc_now())
    return Response(charge_gateway().acknowledgement.decode(), headers={"Content-Type": "text/plain"})
