"""Magic values: what goes wrong for a customer whose e-mail says so after the plus sign."""

MAGIC = {
    "approve": "approved by itself right after the start, without the pay page",
    "declined": "whatever the customer does, the card is declined: FAILURE",
    "hold-expires": "the hold lapses one virtual hour after the approval",
    "start-timeout": "the start is registered, but its answer never comes",
    "start-error": "the start is answered with the plain text ERROR; nothing is registered",
    "clear-timeout": "the capture is done, but its answer never comes",
    "clear-lost": "the first capture gets no answer and is not done",
    "clear-refused": "the first capture is answered NOTCONFIRMED",
    "cancel-timeout": "the release is done, but its answer never comes",
    "held-twice": "the customer pays twice: a second transaction of the order is ON_HOLD under its own RemoteID",
    "paid-twice": "with the capture, a second transaction of the order is SUCCESS for the same amount",
    "refund-timeout": "every refund is accepted, but the answer never comes",
    "refund-fails": "the first refund is accepted, then CANCELED_NO_FUNDS_ON_BALANCE; later ones are done",
    "settlement-missing": "the settlement report leaves the order out",
    "settlement-wrong": "the settlement report names one złoty more for the capture",
    "settlement-foreign": "beside the capture, the settlement report has a line of an order that nobody started",
    "status-down": "transactionStatus answers HTTP 503",
    "itn-early": "approved, and notified before the start is answered",
    "itn-twice": "every notification is delivered twice",
    "itn-late": "every notification comes five seconds late",
    "itn-lost": "the first delivery of every notification is lost; only its retry comes",
    "itn-reordered": "PENDING is delivered after ON_HOLD",
    "wrong-amount": "every notification names one złoty more, rightly signed",
    "wrong-hash": "every notification carries a wrong hash",
}
"""Several are combined with dots: `driver+approve.itn-twice@example.com`."""


def wishes(email: str) -> frozenset[str]:
    """Return the magic values in an e-mail address; other words after the plus sign mean nothing."""
    _, _, after_plus = email.rpartition("@")[0].partition("+")
    return frozenset(after_plus.lower().split(".")) & MAGIC.keys()
