"""A text message that costs the price of one: at most 160 characters of the GSM 03.38 alphabet. Rules only."""

from dataclasses import dataclass, field

from chalicelib.texts import text

ONE_SEGMENT = 160
_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("\f^{}\\[~]|€")
"""These take two places."""


class NotOneSegment(ValueError):
    """The message has a letter that makes every letter twice as dear, or is too long."""


@dataclass(frozen=True)
class Sms:
    """`to` is E.164. `identifier` names the message in logs and in the sandbox; its words are in neither."""

    identifier: str
    to: str = field(repr=False)
    body: str = field(repr=False)

    def __post_init__(self) -> None:
        if septets(self.body) > ONE_SEGMENT:
            raise NotOneSegment()


def code_text(code: str, minutes: int, language: str, domain: str) -> str:
    """Return what is said with a code. No link: nobody shall learn to tap on one in a message.

    The last line is the form of origin-bound codes (WICG), by which iOS and Android fill a code in for the app and
    the site of `domain` alone.
    """
    return f"{text('sms.code', language, code=code, minutes=minutes)}\n\n@{domain} #{code}"


def septets(body: str) -> int:
    """Return how many of the 160 places a text takes; raises NotOneSegment for a letter that GSM 03.38 lacks."""
    if not _GSM_7.union(_ESCAPED).issuperset(body):
        raise NotOneSegment()
    return len(body) + sum(letter in _ESCAPED for letter in body)
