"""Who asks for something that must not happen twice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """A phone and one request of it: `key` is its Idempotency-Key, `fingerprint` tells two bodies apart."""

    device_id: str
    language: str
    key: str
    fingerprint: str
