"""The registers of this stage, made when first needed, and what the stage says about the older app."""

import os
import time
from datetime import date
from functools import cache

from chalicelib import config
from chalicelib.activation.card import Source
from chalicelib.activation.port import CardSystem, FamilyRegister, Registers
from chalicelib.activation.service import Neighbour
from chalicelib.secret_values import secret

RETURN_PATH = "/activations/sign-in/return"
_KNOWN_SECONDS = 30.0
_answering: dict[Neighbour, tuple[float, bool]] = {}


@cache
def card_system() -> CardSystem:
    """Return the process's only card system."""
    from chalicelib.activation.card_system import KrakowCardSystem
    from chalicelib.activation.card_system_settings import card_system_settings

    return KrakowCardSystem(card_system_settings(), config.PUBLIC_URL + RETURN_PATH)


@cache
def family_register() -> FamilyRegister:
    """Return the process's only family register. Environment: FAMILY_REGISTER_URL, FAMILY_REGISTER_CLIENT_ID."""
    from chalicelib.activation.family_register import KrakowFamilyRegister
    from chalicelib.json_service import ServiceSettings

    return KrakowFamilyRegister(
        ServiceSettings(
            name="family register",
            url=os.environ["FAMILY_REGISTER_URL"].rstrip("/"),
            client_id=os.environ["FAMILY_REGISTER_CLIENT_ID"],
            client_secret=lambda: secret("families/client-secret"),
        )
    )


def registers() -> Registers:
    """Return the register of each kind of card."""
    return {"kk": card_system(), "kkr3": family_register()}


def answers(neighbour: Neighbour) -> bool:
    """Tell whether a register or a gateway can be reached, as of at most half a minute ago."""
    asked_at, answering = _answering.get(neighbour, (float("-inf"), False))
    if time.monotonic() - asked_at > _KNOWN_SECONDS:
        answering = _answers_now(neighbour)
        _answering[neighbour] = (time.monotonic(), answering)
    return answering


def _answers_now(neighbour: Neighbour) -> bool:
    match neighbour:
        case "city" | "mpk":
            from chalicelib.payments.reach_gateway import gateway_answers

            return gateway_answers(neighbour)
        case "kk" | "kkr3":
            return registers()[neighbour].answers()


def notification_key(source: Source) -> str:
    """Return the key that signs a register's notifications."""
    return secret({"kk": "cards/notification-key", "kkr3": "families/notification-key"}[source])


def old_app_ends_on() -> date | None:
    """Return the last day of the older app, from OLD_CARD_APP_ENDS_ON; None while the city has not set it."""
    day = os.environ.get("OLD_CARD_APP_ENDS_ON", "")
    return date.fromisoformat(day) if day else None
