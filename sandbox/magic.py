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
