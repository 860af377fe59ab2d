"""The secrets of one laptop: made once, kept in the state folder, readable by their owner only."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class SharedWith:
    """What we and one of the city's systems both know, in files that it reads too."""

    client_secret_file: Path
    notification_key_file: Path

    def secrets(self, name: str) -> dict[str, str]:
        return {
            f"{name}/client-secret": self.client_secret_file.read_text(encoding="ascii"),
            f"{name}/notification-key": self.notification_key_file.read_text(encoding="ascii"),
        }


@dataclass(frozen=True)
class Keys:
    """`token_private_key` is PEM; `token_public_key` base64 of its DER SubjectPublicKeyInfo; `identity_keys` JSON."""

    autopay_shared_key: str
    autopay_shared_key_file: Path
    cursor_key: str
    token_private_key: str
    token_public_key: str
    identity_keys: str
    ticket_keys: str
    cards: SharedWith
    families: SharedWith
    mpk_client_secret: str
    mpk_client_secret_file: Path
    meters_api_key: str


def keys(folder: Path) -> Keys:
    """Return the folder's keys, making what is missing."""
    shared = folder / "autopay-key"
    mpk_secret = folder / "mpk-client-secret"
    private = _kept(folder / "token-key.pem", _new_private_key)
    public = serialization.load_pem_private_key(private.encode(), None).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Keys(
        autopay_shared_key=_kept(shared, lambda: secrets.token_hex(20)),
        autopay_shared_key_file=shared,
        cursor_key=_kept(folder / "cursor-key", lambda: secrets.token_hex(32)),
        token_private_key=private,
        token_public_key=base64.b64encode(der).decode(),
        identity_keys=_kept(folder / "identity-keys", _new_identity_keys),
        ticket_keys=_kept(folder / "ticket-keys", _new_ticket_keys),
        cards=_shared(folder, "cards"),
        families=_shared(folder, "families"),
        mpk_client_secret=_kept(mpk_secret, lambda: secrets.token_hex(32)),
        mpk_client_secret_file=mpk_secret,
        meters_api_key=_kept(folder / "meters-api-key", lambda: secrets.token_hex(20)),
    )


def seed(known: Keys, stage: str, ssm: Any) -> None:
    """Write the secrets where the functions read them."""
    for name, value in {
        "autopay/shared-key": known.autopay_shared_key,
        "tokens/private-key": known.token_private_key,
        "cursors/key": known.cursor_key,
        "identity/keys": known.identity_keys,
        "tickets/signing-keys": known.ticket_keys,
        "mpk/client-secret": known.mpk_client_secret,
        "partners/keys": json.dumps({"meters": hashlib.sha256(known.meters_api_key.encode()).hexdigest()}),
        **known.cards.secrets("cards"),
        **known.families.secrets("families"),
    }.items():
        ssm.put_parameter(Name=f"/mkrakow/{stage}/{name}", Value=value, Type="SecureString", Overwrite=True)


def _kept(file: Path, make: Callable[[], str]) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(make(), encoding="ascii")
    return file.read_text(encoding="ascii")


def _shared(folder: Path, name: str) -> SharedWith:
    shared = SharedWith(folder / f"{name}-client-secret", folder / f"{name}-notification-key")
    for file in (shared.client_secret_file, shared.notification_key_file):
        _kept(file, lambda: secrets.token_hex(32))
    return shared


def _new_identity_keys() -> str:
    return json.dumps({"current": "k1", "keys": {"k1": _random_key()}})


def _new_ticket_keys() -> str:
    key = {"private": _random_key(), "not_before": "2026-01-01T00:00:00Z", "not_after": "2036-01-01T00:00:00Z"}
    return json.dumps({"keys": [key], "marks": _random_key()})


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _new_private_key() -> str:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()
