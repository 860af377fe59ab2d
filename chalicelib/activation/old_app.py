"""The older app mKK, which carried the Karta Krakowska before. Rules only.

For a time both work side by side: a card that is active there is put on a phone here like any other and stays active
there. When the older app ends is the city's decision, told in advance (`OLD_CARD_APP_ENDS_ON`).
"""

from datetime import date

from chalicelib.activation.card import Card


def runs_beside(card: Card, ends_on: date | None, today: date) -> bool:
    """Tell whether the card's holder should be told of the older app: until its last day, which may be unknown yet."""
    return card.old_app_active and (ends_on is None or today <= ends_on)
