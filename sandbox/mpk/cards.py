"""The cards that customers may pay with, and why the bank refuses each."""

CARDS = {
    "good": ("4444 4444 4444 4000", ""),
    "no-funds": ("4444 4444 4444 7714", "insufficient_funds"),
    "blocked": ("4000 0000 0000 0002", "card_blocked"),
    "expired": ("4444 4444 4444 1018", "card_expired"),
}
"""A name, the number, and the bank's reason; none for a good one."""
