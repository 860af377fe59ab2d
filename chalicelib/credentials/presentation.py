"""What a phone shows an inspector: its credential, signed afresh with the phone's own key for that second. Rules only.

    0   2   `MK`
    2   1   version, 1
    3   4   the second of showing, since 1970, big-endian
    7  64   the phone's ECDSA P-256 signature, r then s, of SHA-256 of: PURPOSE, the four bytes above, the credential
    71  …   the credential, as the phone was given it

A phone needs no CBOR for this. The bytes go into a QR code as they are (byte mode).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from chalicelib.devices.es256 import COORDINATE_BYTES

MAGIC = b"MK"
VERSION = 1
PURPOSE = b"mkrakow-shown-1"

_SHOWN_AT = slice(3, 7)
_R = slice(7, 7 + COORDINATE_BYTES)
_S = slice(_R.stop, _R.stop + COORDINATE_BYTES)
_CREDENTIAL_AT = _S.stop
_ECDSA = ec.ECDSA(SHA256())


class NotATicket(Exception):
    """A code of something else."""


class NewerFormat(Exception):
    """A version that is not spoken here yet."""


@dataclass(frozen=True)
class Presentation:
    """A code taken apart; nothing of it is verified."""

    shown_at: datetime
    signature: tuple[int, int]
    credential: bytes

    def is_of(self, phone_key: ec.EllipticCurvePublicKey) -> bool:
        """Tell whether that phone signed this credential for this second."""
        try:
            phone_key.verify(encode_dss_signature(*self.signature), to_sign(self.credential, self.shown_at), _ECDSA)
        except InvalidSignature:
            return False
        return True


def to_sign(credential: bytes, shown_at: datetime) -> bytes:
    """Return what the phone signs."""
    return PURPOSE + int(shown_at.timestamp()).to_bytes(4) + credential


def take_apart(shown: bytes) -> Presentation:
    """Return the parts of a scanned code; raises NotATicket or NewerFormat."""
    if not shown.startswith(MAGIC) or len(shown) <= _CREDENTIAL_AT or shown[2] < VERSION:
        raise NotATicket()
    if shown[2] > VERSION:
        raise NewerFormat()
    shown_at = datetime.fromtimestamp(int.from_bytes(shown[_SHOWN_AT]), UTC)
    signature = int.from_bytes(shown[_R]), int.from_bytes(shown[_S])
    return Presentation(shown_at, signature, shown[_CREDENTIAL_AT:])
