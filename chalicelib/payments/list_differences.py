"""Use case of an operator: the differences that wait for a decision, oldest first, a page at a time."""

from chalicelib.cursor import seal, unseal
from chalicelib.payments import found_differences
from chalicelib.payments.difference import Difference
from chalicelib.secret_values import secret

_LIST_NAME = "operator:differences"


def list_differences(limit: int, cursor: str | None) -> tuple[list[Difference], str | None]:
    """Return one page and the cursor of the next; raises InvalidCursor. What is decided stands in the audit."""
    after = unseal(cursor, _LIST_NAME, secret("cursors/key")) if cursor else None
    differences, position = found_differences.undecided(limit, after)
    return differences, seal(position, _LIST_NAME, secret("cursors/key")) if position else None
