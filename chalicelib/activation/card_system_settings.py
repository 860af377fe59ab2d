"""The card system of this stage, for whoever speaks to it: cards here, their vehicles in another slice."""

import os

from chalicelib.json_service import ServiceSettings
from chalicelib.secret_values import secret


def card_system_settings() -> ServiceSettings:
    """Return where it is and who we are there. Environment: CARD_SYSTEM_URL, CARD_SYSTEM_CLIENT_ID."""
    return ServiceSettings(
        name="card system",
        url=os.environ["CARD_SYSTEM_URL"].rstrip("/"),
        client_id=os.environ["CARD_SYSTEM_CLIENT_ID"],
        client_secret=lambda: secret("cards/client-secret"),
    )
