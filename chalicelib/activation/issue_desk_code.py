"""Use case of a service point: a code without an SMS, for a person who stands there with phone and document."""

from datetime import datetime

from chalicelib.activation import started_activations
from chalicelib.activation.activation import helped_at_desk
from chalicelib.activation.code import asked_at_desk, code_hash, new_code, unsealed
from chalicelib.activation.errors import DeskCodeRefused
from chalicelib.audit.audited import audited
from chalicelib.audit.entry import AuditEntry
from chalicelib.keyed_hash import identity_keys
from chalicelib.pesel import HASHED_AS, Pesel
from chalicelib.storage import commit, decide

AREA = "activation"


def issue_desk_code(activation_id: str, pesel: Pesel, operator: str, why: str, now: datetime) -> str:
    """Return a new code, which nobody can be shown again; the person types it where a code from an SMS goes.

    `pesel` is read from the person's document, so nobody gets a code for somebody else. Works for half an hour, which
    the activation then lasts too, as often tried as any code, until another is asked for. Issued in one transaction
    with its audit entry. Raises DeskCodeRefused when the activation waits for no code or is over, is another person's,
    or belongs to nobody the register knows.
    """

    def attempt() -> str:
        before, keys = started_activations.get(activation_id), identity_keys()
        if before is None or before.challenge is None or now >= before.expires_at:
            raise DeskCodeRefused()
        holder = unsealed(before.challenge.sealed, activation_id, keys)
        if not keys.matches(HASHED_AS, pesel.digits, holder.person) or not holder.known:
            raise DeskCodeRefused()
        code = new_code()
        challenge = asked_at_desk(before.challenge, code_hash(activation_id, now, code, keys), now)
        live_until = challenge.live_until.isoformat()
        entry = AuditEntry(AREA, now, operator, "issue_code", activation_id, why, {}, {"live_until": live_until})
        commit(started_activations.replacing(before, helped_at_desk(before, challenge, now)), audited(entry))
        return code

    return decide(attempt)
