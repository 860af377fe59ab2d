"""What differs between stages, read once from the environment.

Only names and addresses live here, never a secret; what one adapter alone needs is read where it is made, in its
slice's `live.py`. A missing STAGE fails while packaging, not in production.
"""

import os
from datetime import timedelta
from typing import Literal, get_args

STAGE = os.environ["STAGE"]
REGION = os.environ.get("AWS_REGION", os.environ.get("AWS_DEFAULT_REGION", "eu-central-1"))
VERSION = os.environ.get("VERSION", "dev")

PUBLIC_URL = os.environ.get("PUBLIC_URL", "")
"""Where phones and the gateway reach the API, with its base path and without a trailing slash."""

GATEWAY_CALLS_QUEUE_URL = os.environ.get("GATEWAY_CALLS_QUEUE_URL", "")
TICKET_CALLS_QUEUE_URL = os.environ.get("TICKET_CALLS_QUEUE_URL", "")
CODES_QUEUE_URL = os.environ.get("CODES_QUEUE_URL", "")
MESSAGES_QUEUE_URL = os.environ.get("MESSAGES_QUEUE_URL", "")
ATTACHMENTS_BUCKET = os.environ.get("ATTACHMENTS_BUCKET", "")
SETTLEMENTS_BUCKET = os.environ.get("SETTLEMENTS_BUCKET", "")
SANDBOX_URL = os.environ.get("SANDBOX_URL", "")
"""Only the local stage has a sandbox: its clock, its push inbox and its gateway."""

SELLER_NAME = os.environ.get("SELLER_NAME", "")
SELLER_ADDRESS = os.environ.get("SELLER_ADDRESS", "")
SELLER_NIP = os.environ.get("SELLER_NIP", "")
"""Whose the sale of tickets is, as invoices name it; none is issued without all three. `; ` parts the address."""

HOLD_WATCH = timedelta(hours=int(os.environ.get("HOLD_WATCH_HOURS", "12")))
"""A hold that still stands so long after its stay's end is complained about for the driver."""

ResidentPricePolicy = Literal["per_day", "per_stay"]
"""Which vehicle of a card has the resident's price: `per_day`, the day's first; `per_stay`, one at a time."""


def resident_price_policy(name: str) -> ResidentPricePolicy:
    """Return the policy; raises ValueError for another name, so that a process with a wrong one never starts."""
    for policy in get_args(ResidentPricePolicy):
        if policy == name:
            return policy  # type: ignore[no-any-return]
    raise ValueError(f"RESIDENT_PRICE_POLICY: no policy is named {name!r}")


RESIDENT_PRICE_POLICY = resident_price_policy(os.environ.get("RESIDENT_PRICE_POLICY", "per_day"))

TIME_TICKETS = os.environ.get("TIME_TICKETS", "off") == "on"
"""Whether tickets by time may be paid for in the app; until then it sells period tickets alone."""

DUE_SHARDS = int(os.environ.get("DUE_SHARDS", "1"))


def table_name(name: str) -> str:
    """Return the table's full name in this stage; `infra/each_table.yaml` builds the same one."""
    return f"mkrakow-{STAGE}-{name}"


def parameter_name(name: str) -> str:
    """Return the SSM path of a secret in this stage."""
    return f"/mkrakow/{STAGE}/{name}"
