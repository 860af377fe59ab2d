"""What we ask of the two neighbours that know cards, in our words.

Every call may raise RegisterUnavailable: no answer, or one that proves nothing. Whether it took effect is then
unknown; every call here may be repeated.
"""

from collections.abc import Mapping
from typing import Protocol

from chalicelib.activation.activation import Holder
from chalicelib.activation.card import Card, Consent, Source, Standing


class Register(Protocol):
    """What both have in common: cards, and whether one is on a phone."""

    def standing(self, entitlement_id: str) -> Standing | None:
        """Return how a card stands; None for one that the register does not know."""

    def tell_connection(self, card: Card) -> None:
        """Tell whether the card is on a phone; no error for one that the register does not know."""

    def answers(self) -> bool:
        """Tell within a second whether the register can be reached; never raises."""


class CardSystem(Register, Protocol):
    """The system of the Karta Krakowska. Its residents sign in on its own page, never here."""

    def sign_in_address(self, state: str, challenge: str) -> str:
        """Return the page to sign in on; `challenge` is the S256 of a code verifier (RFC 7636)."""

    def signed_in(self, code: str, verifier: str) -> Holder:
        """Return whose account it is, with the card that can be put on a phone. A code works once.

        The access token lives for this call alone. Raises SignInRefused, or a reason that only the account's owner
        gets to read: NoMobileCard, CardWithoutPesel, CardNotValid.
        """

    def keep_contact(self, account_id: str, phone: str, consent: Consent) -> None:
        """Give the account its number and what its owner accepted."""

    def recognises(self, account_id: str, pesel: str, phone: str) -> bool:
        """Tell whether PESEL and number are the account's."""


class FamilyRegister(Register, Protocol):
    """The register of the Krakowska Karta Rodzinna 3+."""

    def authorise(self, pesel: str, phone: str) -> Holder | None:
        """Return the member whose PESEL and number these are; None when the register knows no such person."""

    def recognises(self, holder: Holder, pesel: str, phone: str) -> bool:
        """Tell whether PESEL and number are that member's; False for a member that does not exist."""


Registers = Mapping[Source, Register]
