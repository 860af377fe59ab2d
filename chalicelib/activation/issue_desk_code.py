"""Use case of a service point: a code without an SMS, for a person who stands there with phone and document."""

from datetime import datetime

from chalicelib.activation import kept_codes
from chalicelib.activation.code import DESK_CODE_LIFE, code_hash, new_code, unsealed
from chalicelib.activation.errors import DeskCodeRefused
from chalicelib.audit.audited import audited
from chalicelib.audit.entry import Entry
from chalicelib.keyed_hash import identity_keys
from chalicelib.pesel import HASHED_AS, Pesel
from chalicelib.storage import commit, decide

AREA = "activation"


def issue_desk_code(challenge_id: str, pesel: Pesel, operator: str, why: str, now: datetime) -> str:
    """Return a new code, which nobody can be shown again; the person types it where a code from an SMS goes.

    `pesel` is read from the person's document, so nobody gets a code for somebody else. Works for half an hour, as
    often tried as any code, until another is asked for. Issued in one transaction with its audit entry. Raises
    DeskCodeRefused when the challenge is another person's, is over, or belongs to nobody the register knows.
    """

    def attempt() -> str:
        challenge, keys = kept_codes.get(challenge_id), identity_keys()
        if challenge is None or challenge.used_at:
            raise DeskCodeRefused()
        holder = unsealed(challenge.sealed, challenge_id, keys)
        if not keys.matches(HASHED_AS, pesel.digits, holder.person) or not holder.known:
            raise DeskCodeRefused()
        code = new_code()
        after = {"live_until": (now + DESK_CODE_LIFE).isoformat()}
        entry = Entry(AREA, now, operator, "issue_code", challenge_id, why, {}, after)
        commit(kept_codes.made_at_desk(challenge, code_hash(challenge_id, now, code, keys), now), audited(entry))
        return code

    return decide(attempt)
