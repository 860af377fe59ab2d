"""Identifiers: random where nothing is known yet, derived where a repeat must meet the first attempt."""

import base64
import hashlib
import secrets


def random_id(prefix: str) -> str:
    """Return a fresh identifier of 80 random bits, e.g. `insp_k3…`."""
    return f"{prefix}_{_base32(secrets.token_bytes(10))}"


def derived_id(prefix: str, *parts: str) -> str:
    """Return the identifier that the same parts always give (120 bits of SHA-256), e.g. `stay_…`.

    A POST repeated with the same Idempotency-Key derives the id of its first attempt, so the first
    transaction's own condition finds the repeat.
    """
    digest = hashlib.sha256("\x1f".join((prefix, *parts)).encode()).digest()
    return f"{prefix}_{_base32(digest[:15])}"


def fingerprint(body: bytes) -> str:
    """Return what tells two request bodies apart when they come with the same Idempotency-Key."""
    return hashlib.sha256(body).hexdigest()[:32]


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
