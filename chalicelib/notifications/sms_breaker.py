"""Several SMS providers as one: the first that works. A provider that keeps failing is left alone for a while.

What is known of a provider's health is this process's own: each worker finds out for itself in three messages, and
no message waits for a table.
"""

from collections.abc import Mapping

from pybreaker import CircuitBreaker

from chalicelib.log import logger
from chalicelib.notifications.errors import SmsRefused, SmsUnsent
from chalicelib.notifications.port import SmsSender
from chalicelib.notifications.sms import Sms

_FAILURES = 3
_PAUSE_SECONDS = 30.0


class SmsBreaker:
    """`providers`: by name, in the order in which they are asked."""

    def __init__(self, providers: Mapping[str, SmsSender], pause_seconds: float = _PAUSE_SECONDS) -> None:
        self._circuits = [
            (name, provider, CircuitBreaker(_FAILURES, pause_seconds, exclude=[SmsRefused]))
            for name, provider in providers.items()
        ]

    def send(self, sms: Sms) -> None:
        """Hand the message to one provider. Raises SmsUnsent when none takes it.

        A provider whose answer was lost may have sent it: the next one then sends the same code again.
        """
        for name, provider, circuit in self._circuits:
            try:
                circuit.call(provider.send, sms)
            except Exception as error:  # noqa: BLE001 - whatever a provider does wrong, the next one is asked
                # Only the kind: the words might quote the number.
                logger.warning("an SMS provider failed", provider=name, error=type(error).__name__)
            else:
                return
        raise SmsUnsent()
