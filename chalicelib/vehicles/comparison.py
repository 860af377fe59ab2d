"""One night's comparison of all lists with the card system, page by page, as far as it is. Rules only."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Comparison:
    """`cursor`: where the next page begins, empty before the first. `complete`: there is none left.

    Of `cards` that the card system listed so far, `differing` were taken over anew and `failed` could not be.
    """

    night: date
    cursor: str = ""
    cards: int = 0
    differing: int = 0
    failed: int = 0
    complete: bool = False
    version: int = 0


def after_page(comparison: Comparison, next_cursor: str | None, cards: int, differing: int, failed: int) -> Comparison:
    """Return the comparison with one more page; `next_cursor`: where the next one begins, None after the last."""
    return replace(
        comparison,
        cursor=next_cursor or "",
        cards=comparison.cards + cards,
        differing=comparison.differing + differing,
        failed=comparison.failed + failed,
        complete=next_cursor is None,
    )
