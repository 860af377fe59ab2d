"""One line of the audit: what an operator decided, when and why. Rules only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

State = Mapping[str, str | int]
"""What the decision changed, by name: identifiers, words and numbers, and no personal data."""


@dataclass(frozen=True)
class AuditEntry:
    """`area` is the slice that decided, e.g. `complaints`; `subject_id` names the thing decided about.

    `who` is the operator as the machine or AWS knows them. `before` and `after` are the subject's state.
    """

    area: str
    at: datetime
    who: str
    what: str
    subject_id: str
    why: str
    before: State
    after: State


def operator_named(name: str) -> str:
    """Return how the history of a thing names the operator who moved it on."""
    return f"operator:{name}"
