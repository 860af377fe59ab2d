"""The gateways of this stage, one for each owner of money.

Each is made when first needed, and its secret read then: most starts need neither.
"""

import os
from functools import cache

import msgspec

from chalicelib import config
from chalicelib.payments.charge_port import ChargeGateway
from chalicelib.payments.port import PaymentGateway
from chalicelib.secret_values import secret

CHARGE_NOTIFICATIONS_PATH = "/payments/mpk/notifications"
"""Where the transport operator's gateway tells us what became of a charge."""


@cache
def gateway() -> PaymentGateway:
    """Return the process's only gateway of holds.

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


@cache
def charge_gateway() -> ChargeGateway:
    """Return the process's only gateway of the transport operator.

    Environment: MPK_GATEWAY_URL, MPK_CLIENT_ID, PUBLIC_URL. Raises KeyError where one of the first two is missing.
    """
    from chalicelib.payments.mpk import MpkGateway
    from chalicelib.payments.mpk_api import MpkSettings

    return MpkGateway(
        MpkSettings(
            url=os.environ["MPK_GATEWAY_URL"],
            client_id=os.environ["MPK_CLIENT_ID"],
            client_secret=lambda: secret("mpk/client-secret"),
            notify_url=config.PUBLIC_URL + CHARGE_NOTIFICATIONS_PATH,
        )
    )
