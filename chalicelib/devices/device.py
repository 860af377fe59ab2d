"""A phone: its key, and what the city knows of it. Rules only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.devices.access_token import Scope

Platform = Literal["ios", "android", "web"]
Language = Literal["pl", "en", "uk"]
Role = Literal["inspector"]


@dataclass(frozen=True)
class Device:
    """A registered phone. `role` is granted by an operator; `push_registered` tells whether it gets pushes."""

    device_id: str
    public_key: ec.EllipticCurvePublicKey
    platform: Platform
    language: Language
    name: str
    registered_at: datetime
    push_registered: bool = False
    role: Role | None = None

    @property
    def scope(self) -> Scope:
        """What its access tokens are good for: an inspector's phone parks no car."""
        return self.role or "device"
