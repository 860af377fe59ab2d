"""What the routes of the transport operator's gateway work with, hung on the Flask application."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from sandbox.city.clock import SharedClock
from sandbox.mpk import kept, notifier, signing
from sandbox.mpk.gateway import Gateway
from sandbox.mpk.notifier import Notifier
from sandbox.mpk.settings import Settings
from sandbox.mpk.signing import SigningKeys
from sandbox.mpk.tokens import Tokens
from sandbox.store import Store

_TABLES = kept.TABLES + notifier.TABLES + signing.TABLE
_VERSION = 2


@dataclass(frozen=True)
class Parts:
    settings: Settings
    store: Store
    clock: SharedClock
    keys: SigningKeys
    notifier: Notifier
    gateway: Gateway
    tokens: Tokens

    @classmethod
    def assembled(cls, settings: Settings) -> "Parts":
        store, clock = Store(settings.state, _TABLES, _VERSION), SharedClock(settings.clock_url)
        keys = SigningKeys(store)
        told = Notifier(store, clock, keys, settings)
        tokens = Tokens(settings.token_seconds)
        return cls(settings, store, clock, keys, told, Gateway(store, clock, settings), tokens)


def parts() -> Parts:
    """Return the parts of the application that answers this request."""
    return cast(Parts, current_app.extensions["mpk"])
