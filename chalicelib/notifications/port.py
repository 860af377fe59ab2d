"""What we ask of push, mail and SMS services and of the endpoints' storage, in our words."""

from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.sms import Sms


@dataclass(frozen=True)
class Alert:
    """A push in the reader's words. A later one with the same `identifier` replaces it on the phone."""

    identifier: str
    category: str
    """What kind of news it is, e.g. `stay_reminder`; the app hangs its buttons on it."""
    title: str
    body: str
    link: str


@dataclass(frozen=True)
class Letter:
    """An e-mail in the reader's words: plain text, its paragraphs parted by an empty line."""

    to: str = field(repr=False)
    language: str
    title: str
    body: str


class PushSender(Protocol):
    """A failure that may pass is raised as it comes, so that the queue tries again."""

    def register(self, device_id: str, platform: str, push_token: str, known_arn: str | None) -> str | None:
        """Return the ARN under which the phone now gets pushes: `known_arn` where it can be kept.

        None where the platform has no push. Raises PushTokenRefused.
        """

    def push(self, endpoint: Endpoint, alert: Alert) -> None:
        """Hand the alert over for delivery. Raises EndpointGone when this token never gets anything again."""

    def forget(self, endpoint: Endpoint) -> None:
        """Delete the phone's token at the push service; no error when it is gone already."""


class MailSender(Protocol):
    def send(self, letter: Letter) -> None:
        """Hand the e-mail over for delivery."""


class SmsSender(Protocol):
    def send(self, sms: Sms) -> None:
        """Hand the text message over for delivery. Raises SmsRefused; any other failure is the provider's own."""


class Endpoints(Protocol):
    """`registered_endpoints` keeps this promise."""

    def of(self, device_id: str) -> Endpoint | None: ...

    def disable(self, endpoint: Endpoint) -> None: ...
