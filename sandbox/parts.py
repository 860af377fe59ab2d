"""What the routes work with, hung on the Flask application."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from sandbox.clock import VirtualClock
from sandbox.gateway import Gateway
from sandbox.notifier import Notifier
from sandbox.schedules import Schedules
from sandbox.settings import Settings
from sandbox.store import Store
from sandbox.tables import TABLES, VERSION


@dataclass(frozen=True)
class Parts:
    settings: Settings
    store: Store
    clock: VirtualClock
    gateway: Gateway
    notifier: Notifier
    schedules: Schedules

    @classmethod
    def assembled(cls, settings: Settings) -> "Parts":
        store = Store(settings.state, TABLES, VERSION)
        clock = VirtualClock(store)
        gateway = Gateway(store, clock, settings)
        return cls(
            settings, store, clock, gateway, Notifier(store, clock, gateway, settings), Schedules(settings, clock)
        )


def parts() -> Parts:
    """Return the parts of the application that answers this request."""
    return cast(Parts, current_app.extensions["sandbox"])
