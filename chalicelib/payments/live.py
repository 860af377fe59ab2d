"""The gateway of this stage. It is made when first needed, and its key read then: most starts need neither."""

import os
from functools import cache

import msgspec

from chalicelib.payments.port import PaymentGateway
from chalicelib.secret_values import secret


@cache
def gateway() -> PaymentGateway:
    """Return the process's only gateway.

    Environment: AUTOPAY_URL, AUTOPAY_SERVICE_ID, AUTOPAY_HOLD_HASH (`last` or `unhashed`), AUTOPAY_ALGORITHM
    (`sha256` or `sha512`). Raises KeyError or msgspec.ValidationError where they are missing or wrong.
    """
    from chalicelib.payments.autopay import Autopay, AutopaySettings, HoldHash
    from chalicelib.payments.autopay_hash import Algorithm

    return Autopay(
        AutopaySettings(
            url=os.environ["AUTOPAY_URL"],
            service_id=os.environ["AUTOPAY_SERVICE_ID"],
            shared_key=lambda: secret("autopay/shared-key"),
            hold_hash=msgspec.convert(os.environ.get("AUTOPAY_HOLD_HASH", "last"), HoldHash),
            algorithm=msgspec.convert(os.environ.get("AUTOPAY_ALGORITHM", "sha256"), Algorithm),
        )
    )
