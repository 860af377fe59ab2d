"""Use case of an operator: the differences that wait for a decision, oldest first, a page at a time."""

from chalicelib.cursor import paged
from chalicelib.payments import found_differences
from chalicelib.payments.difference import Difference

_LIST_NAME = "operator:differences"


def list_differences(limit: int, cursor: str | None) -> tuple[list[Difference], str | None]:
    """Return one page and the cursor of the next; raises InvalidCursor. What is decided stands in the audit."""
    return paged(_LIST_NAME, cursor, lambda after: found_differences.undecided(limit, after))
