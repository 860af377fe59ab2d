"""What can go wrong with money outside us.

* GatewayRefused   (Refused)      the gateway said no: nothing happened, nothing will
* GatewayUnknown   (Unavailable)  no answer or a senseless one: it may have happened
* NotAuthentic     (Malformed)    a notification that the gateway did not write
* PaymentUnknown   (Missing)      there is no such order
* RulingImpossible (Conflict)     what a person decided does not fit what is known of the payment
* NotRefundable    (Invalid)      less was taken than is to go back, or something is on its way already
* NoCallWaits      (Conflict)     a gateway has nothing to be told, so nothing is to be redriven
* DifferenceUnknown  (Missing)    there is no such difference
* DifferenceDecided  (Conflict)   a person has closed it
* DifferenceVanished (Conflict)   both sides agree by now, so there is nothing to correct
* MoneyNotSettled  (Conflict)     money is still to be taken, let go or sent back: its phone cannot be erased
"""

from chalicelib.errors import Conflict, Invalid, Malformed, Missing, Refused, Unavailable


class GatewayRefused(Refused):
    code = "payment_refused"


class GatewayUnknown(Unavailable):
    code = "payment_gateway_unavailable"


class NotAuthentic(Malformed):
    code = "notification_not_authentic"


class PaymentUnknown(Missing):
    code = "payment_unknown"


class RulingImpossible(Conflict):
    code = "ruling_impossible"


class NotRefundable(Invalid):
    code = "not_refundable"


class NoCallWaits(Conflict):
    code = "no_call_waits"


class DifferenceUnknown(Missing):
    code = "difference_unknown"


class DifferenceDecided(Conflict):
    code = "difference_decided"


class DifferenceVanished(Conflict):
    code = "difference_vanished"


class MoneyNotSettled(Conflict):
    code = "money_not_settled"
