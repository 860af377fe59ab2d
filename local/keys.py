"""The secrets of one laptop: made once, kept in the state folder, readable by their owner only."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class Keys:
    """`token_private_key` is PEM; `token_public_key` base64 of its DER SubjectPublicKeyInfo."""

    autopay_shared_key: str
    autopay_shared_key_file: Path
    cursor_key: str
    token_private_key: str
    token_public_key: str


def keys(folder: Path) -> Keys:
    """Return the folder's keys, making what is missing."""
    shared = folder / "autopay-key"
    private = _kept(folder / "token-key.pem", _new_private_key)
    public = serialization.load_pem_private_key(private.encode(), None).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Keys(
        autopay_shared_key=_kept(shared, lambda: secrets.token_hex(20)),
        autopay_shared_key_file=shared,
        cursor_key=_kept(folder / "cursor-key", lambda: secrets.token_hex(32)),
        token_private_key=private,
        token_public_key=base64.b64encode(der).decode(),
    )


def seed(known: Keys, stage: str, ssm: Any) -> None:
    """Write the secrets where the functions read them."""
    for name, value in {
        "autopay/shared-key": known.autopay_shared_key,
        "tokens/private-key": known.token_private_key,
        "cursors/key": known.cursor_key,
    }.items():
        ssm.put_parameter(Name=f"/mkrakow/{stage}/{name}", Value=value, Type="SecureString", Overwrite=True)


def _kept(file: Path, make: Callable[[], str]) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(make(), encoding="ascii")
    return file.read_text(encoding="ascii")


def _new_private_key() -> str:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()
