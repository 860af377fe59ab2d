"""What can go wrong with money outside us.

* GatewayRefused   (Refused)      the gateway said no: nothing happened, nothing will
* GatewayUnknown   (Unavailable)  no answer or a senseless one: it may have happened
* NotAuthentic     (Malformed)    a notification that the gateway did not write
"""

from chalicelib.errors import Malformed, Refused, Unavailable


class GatewayRefused(Refused):
    code = "payment_refused"


class GatewayUnknown(Unavailable):
    code = "payment_gateway_unavailable"


class NotAuthentic(Malformed):
    code = "notification_not_authentic"
