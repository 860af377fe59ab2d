"""What the routes of the family register work with, hung on the Flask application."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from sandbox.city import notices, records
from sandbox.city.clock import SharedClock
from sandbox.city.notices import Notices
from sandbox.city.settings import Settings
from sandbox.families.register import Register
from sandbox.store import Store

_TABLES = records.TABLE + notices.TABLES
_VERSION = 1


@dataclass(frozen=True)
class Parts:
    settings: Settings
    store: Store
    clock: SharedClock
    notices: Notices
    register: Register

    @classmethod
    def assembled(cls, settings: Settings) -> "Parts":
        store, clock = Store(settings.state, _TABLES, _VERSION), SharedClock(settings.clock_url)
        told = Notices("families", store, clock, settings)
        return cls(settings, store, clock, told, Register(store, clock, told))


def parts() -> Parts:
    """Return the parts of the application that answers this request."""
    return cast(Parts, current_app.extensions["families"])
