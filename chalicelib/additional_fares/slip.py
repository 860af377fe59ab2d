"""What a passenger takes away from an inspection: a number that can be typed, and a secret. Rules only.

The number has two check digits (ISO/IEC 7064, MOD 97-10, as in a bank account's number). The secret is a keyed hash of
the number, so nothing of it is kept but which of our keys made it; that key stays in the ring while such demands are
open. Twelve digits are no card's number.
"""

import hashlib
import hmac

from chalicelib import base64url
from chalicelib.additional_fares.errors import NumberMistyped
from chalicelib.keyed_hash import KeyRing

_PURPOSE = "demand"
_OWN_DIGITS = 10
_DIGITS = _OWN_DIGITS + 2
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011", " -")
_SECRET_BYTES = 5
_NOBODYS = "000000000000"


def new_number(asked_by: str, attempt: int) -> str:
    """Return the number that one request always gets; its next when another demand has that one."""
    digest = hashlib.sha256(f"{asked_by}|{attempt}".encode()).digest()
    own = int.from_bytes(digest, "big") % 10**_OWN_DIGITS
    return f"{own:0{_OWN_DIGITS}d}{98 - own * 100 % 97:02d}"


def read_number(typed: str) -> str:
    """Return the number as it is kept; spaces and hyphens do not matter. Raises NumberMistyped."""
    number = typed.translate(str.maketrans("", "", " -"))
    if not (number.isascii() and number.isdigit() and len(number) == _DIGITS and int(number) % 97 == 1):
        raise NumberMistyped()
    return number


def shown_number(number: str) -> str:
    """Return the number as it is printed, e.g. `1234 5678 9092`."""
    return " ".join(number[place : place + 4] for place in range(0, _DIGITS, 4))


def secret_of(number: str, key_id: str, ring: KeyRing) -> str | None:
    """Return the secret as it is printed, e.g. `K7QM-3XWD`; None when the key is gone."""
    made = {hashed.partition(":")[0]: hashed.partition(":")[2] for hashed in ring.candidates(_PURPOSE, number)}
    if key_id not in made:
        return None
    bits = int.from_bytes(base64url.decode(made[key_id])[:_SECRET_BYTES], "big")
    signs = [_SIGNS[bits >> 5 * place & 31] for place in reversed(range(8))]
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def is_secret_of(number: str | None, key_id: str, typed: str, ring: KeyRing) -> bool:
    """Tell whether it is the number's secret, in a time that does not depend on the answer or on there being one."""
    expected = secret_of(number or _NOBODYS, key_id or ring.current, ring)
    same = hmac.compare_digest(_plain(typed).encode(), _plain(expected or "").encode())
    return same and number is not None and expected is not None


def _plain(secret: str) -> str:
    """O is read as 0, I and L as 1, and small letters as capitals."""
    return secret.upper().translate(_MISREAD)
