"""A push service, a mail service and a storage of endpoints in memory."""

from dataclasses import dataclass, field, replace

from chalicelib.notifications.endpoint import Endpoint
from chalicelib.notifications.errors import EndpointGone
from chalicelib.notifications.port import Alert, Letter


@dataclass
class FakePush:
    """`gone`: tokens that are dead; `down`: every call fails for now."""

    gone: set[str] = field(default_factory=set)
    down: bool = False
    pushed: list[tuple[str, Alert]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    def register(self, device_id: str, platform: str, push_token: str, known_arn: str | None) -> str | None:
        return known_arn or (None if platform == "web" else f"arn:{device_id}")

    def push(self, endpoint: Endpoint, alert: Alert) -> None:
        self.tried.append(endpoint.push_token)
        if self.down:
            raise ConnectionError()
        if endpoint.push_token in self.gone:
            raise EndpointGone()
        self.pushed.append((endpoint.push_token, alert))

    def forget(self, endpoint: Endpoint) -> None:
        self.gone.add(endpoint.push_token)


@dataclass
class FakeMail:
    sent: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.sent.append(letter)


@dataclass
class FakeEndpoints:
    kept: dict[str, Endpoint] = field(default_factory=dict)

    def of(self, device_id: str) -> Endpoint | None:
        return self.kept.get(device_id)

    def disable(self, endpoint: Endpoint) -> None:
        self.kept[endpoint.device_id] = replace(endpoint, enabled=False)
