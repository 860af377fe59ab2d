"""Magic values: what goes wrong for a customer whose e-mail says so after the plus sign."""

MAGIC = {
    "approve": "paid by itself right after the start, without the pay page",
    "declined": "whatever the customer does, the payment fails",
    "refused": "the start is answered 422; nothing is registered",
    "start-timeout": "the start is registered, but its first answer never comes",
    "start-lost": "the first start is lost: no answer, and nothing is registered",
    "mandate-declined": "every charge without the customer is declined, while paying by hand is not",
    "mandate-declined-once": "of each order, the first charge without the customer is declined",
    "mandate-expired": "the card expires right after its mandate was given",
    "attempt-timeout": "every further charge of an order is made, but its first answer never comes",
    "paid-twice": "the customer pays twice: a second transaction of the order is paid for the same amount",
    "refund-timeout": "every refund is accepted, but its first answer never comes",
    "refund-lost": "the first try of the first refund is lost: no answer, and nothing is accepted",
    "refund-fails": "the first refund is accepted, then fails; later ones are done",
    "status-down": "GET /transactions answers HTTP 503",
    "settlement-missing": "the settlement report leaves the order out",
    "settlement-wrong": "the settlement report names one złoty more for the payment",
    "settlement-foreign": "beside the payment, the settlement report has a line of an order that nobody started",
    "told-early": "paid by itself, and told before the start is answered",
    "told-twice": "every notification is delivered twice",
    "told-late": "every notification comes two minutes late by the virtual clock",
    "told-lost": "the first delivery of every notification is lost; only its repeat comes",
    "told-never": "no notification ever comes",
    "told-forged": "the first delivery of every notification is signed by another key under the known name",
    "told-rotated": "the gateway takes a new signing key right before every notification",
    "told-wrong": "every notification names one złoty more, rightly signed",
}
"""Several are combined with dots: `driver+approve.told-twice@example.com`."""


def wishes(email: str) -> frozenset[str]:
    """Return the magic values in an e-mail address; other words after the plus sign mean nothing."""
    _, _, after_plus = email.rpartition("@")[0].partition("+")
    return frozenset(after_plus.lower().split(".")) & MAGIC.keys()
