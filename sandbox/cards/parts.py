"""What the routes of the card system work with, hung on the Flask application."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from sandbox.cards import sign_in
from sandbox.cards.card_system import CardSystem
from sandbox.cards.sign_in import SignIn
from sandbox.city import notices, records
from sandbox.city.clock import SharedClock
from sandbox.city.notices import Notices
from sandbox.city.settings import Settings
from sandbox.store import Store

_TABLES = records.TABLE + notices.TABLES + sign_in.TABLES
_VERSION = 1


@dataclass(frozen=True)
class Parts:
    settings: Settings
    store: Store
    clock: SharedClock
    notices: Notices
    cards: CardSystem
    sign_in: SignIn

    @classmethod
    def assembled(cls, settings: Settings) -> "Parts":
        store, clock = Store(settings.state, _TABLES, _VERSION), SharedClock(settings.clock_url)
        told = Notices("cards", store, clock, settings)
        return cls(settings, store, clock, told, CardSystem(store, clock, told), SignIn(store, clock))


def parts() -> Parts:
    """Return the parts of the application that answers this request."""
    return cast(Parts, current_app.extensions["cards"])
