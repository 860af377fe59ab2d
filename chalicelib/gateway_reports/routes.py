"""What the transport operator's gateway tells, over HTTP; whatever it sold for us."""

from chalice.app import Response

from chalicelib.clock import utc_now
from chalicelib.gateway_reports.hand_on import tell_of_charge
from chalicelib.http import Api
from chalicelib.payments.errors import GatewayUnknown, NotAuthentic, PaymentUnknown
from chalicelib.payments.live import CHARGE_NOTIFICATIONS_PATH, charge_gateway

gateway_reports_api = Api(__name__, tag="Payments")


@gateway_reports_api.operation(
    "POST",
    CHARGE_NOTIFICATIONS_PATH,
    "The operator's gateway reports about an order",
    media_types=("text/plain",),
    refuses=[NotAuthentic, PaymentUnknown, GatewayUnknown],
)
def take_mpk_notification() -> Response:
    signature = gateway_reports_api.request.headers.get("x-jws-signature", "")
    tell_of_charge(charge_gateway().read_notification(gateway_reports_api.raw_body(), signature), utc_now())
    return Response(charge_gateway().acknowledgement.decode(), headers={"Content-Type": "text/plain"})
