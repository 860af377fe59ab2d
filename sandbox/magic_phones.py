"""Magic phone numbers: what goes wrong for whoever is reached by one, told by its last three digits.

All synthetic phones are of 999 000 xxx. No area code and no mobile prefix begins with 99, so nobody has them.
"""

RANGE = "999000"

SMS = {
    "901": ("late", "the SMS comes two minutes late by the virtual clock"),
    "902": ("never", "the SMS is accepted and never comes"),
    "903": ("twice", "the SMS comes twice"),
    "904": ("down", "the provider answers 503; nothing is sent"),
    "905": ("silent", "the SMS is sent, but the provider's answer never comes"),
}
"""Played by the sandbox's own provider, `POST /sms`; what goes through SNS comes as it is."""

SYSTEMS = {
    "911": ("slow", "every answer about this person takes ten seconds"),
    "912": ("down", "every call about this person is answered 503; nothing is done"),
    "913": ("cut-off", "the call is done, but the connection ends in the middle of the answer"),
    "914": ("wrong-data", "every value in the answer is null"),
    "915": ("page", "the call is done, but the answer is an HTML page with status 200"),
    "921": ("revoked-early", "revoked right after PESEL and phone matched, before the code can be typed in"),
    "922": ("revoked-late", "revoked right after the phone was connected"),
    "931": ("told-twice", "every notification is delivered twice"),
    "932": ("told-forged", "the first delivery of every notification is signed with another key"),
    "933": ("told-old", "the first delivery of every notification has a signature that is ten minutes old"),
    "934": ("told-lost", "the first delivery of every notification is lost; only its repeat comes"),
}
"""Played by the card system and the family register. The register takes every magic number as anybody's own."""


def is_magic(phone: str) -> bool:
    return bool(sms_wish(phone) or system_wish(phone))


def sms_wish(phone: str) -> str:
    """Return the name of what the number wants of the SMS provider; empty for an honest number."""
    return _wish(SMS, phone)


def system_wish(phone: str) -> str:
    """Return the name of what the number wants of the card system or the register; empty for an honest number."""
    return _wish(SYSTEMS, phone)


def _wish(of: dict[str, tuple[str, str]], phone: str) -> str:
    nine = phone.removeprefix("+48")
    return of.get(nine[6:], ("", ""))[0] if len(nine) == 9 and nine.startswith(RANGE) else ""
