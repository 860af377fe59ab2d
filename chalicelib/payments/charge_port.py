"""What we ask of a gateway that takes money at once, in our words: the transport operator's, which sells tickets.

Nothing is held first, so there is nothing to capture or release. Reports and refunds are those of `port`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from chalicelib.payments.port import RefundState, Report

ChargeMethod = Literal["card", "transfer", "blik", "google_pay", "apple_pay"]


@dataclass(frozen=True)
class Mandate:
    """The customer's leave to charge a card without asking; the gateway has the card, we its `alias` and nothing more.

    The alias is ours (1-32 of A-Za-z0-9_-). With `until` the customer gives the mandate, good until then, by paying;
    without it the order is charged under it at once.
    """

    alias: str
    until: datetime | None = None


@dataclass(frozen=True)
class ChargeOrder:
    """A charge to be made; `order_id` is used once for ever (1-32 of A-Za-z0-9_-).

    After `valid_until` the customer can no longer pay. `description` is what the customer reads, in any script.
    """

    order_id: str
    amount_grosze: int
    method: ChargeMethod
    email: str
    language: str
    description: str
    return_url: str
    valid_until: datetime
    mandate: Mandate | None = None


@dataclass(frozen=True)
class ChargeStarted:
    """The gateway knows the order; the customer pays at `redirect_url`."""

    remote_id: str
    redirect_url: str


class ChargeGateway(Protocol):
    """Every call may raise GatewayUnknown: then nobody knows. Starts and refunds may be sent again as they were."""

    acknowledgement: bytes
    """The answer that the gateway wants to a notification that was read; without it the notification comes again."""

    def start_charge(self, order: ChargeOrder) -> ChargeStarted:
        """Ask for a charge. The same order again is the same charge, under the same remote id.

        Raises GatewayRefused when nothing was and will be taken; GatewayUnknown also for an order that differs
        from the first one by its id.

        An order under a mandate is accepted whatever the bank says, which reports tell: a declined one may be paid
        by the customer at `redirect_url`, or charged again, until its `valid_until`.
        """

    def charge_again(self, remote_id: str, reference: str) -> None:
        """Charge a declined order under its mandate once more, as a further transaction that reports tell of.

        `reference` is 1-64 of A-Za-z0-9_-; the same call again is accepted again and charges once. Raises
        GatewayRefused when the order is paid, waits for its customer, or is too old.
        """

    def withdraw_mandate(self, alias: str) -> None:
        """End a mandate for good, whether it is there or not: nothing more can be charged under it."""

    def reports(self, order_id: str) -> list[Report]:
        """Return what the gateway knows of an order, one report a transaction; empty for an unknown order.

        Outcomes are `pending`, `paid` and `failed`; the last two are final for their remote id, and what went back
        of a paid one stays `paid`. A customer who pays twice makes two transactions of one order.
        """

    def refund(self, remote_id: str, amount_grosze: int, reference: str) -> None:
        """Ask to send back at least a grosz of what was paid; no report follows, `refund_state` is to be asked.

        Refunds of parts may add up to what was paid. The same call again is accepted again and executed once.
        Raises GatewayRefused, e.g. when it is too much or not paid at all; GatewayUnknown also for a reference that
        was used for something else.
        """

    def refund_state(self, reference: str) -> RefundState:
        """Return what became of an accepted refund. `failed` is final: another try needs another reference.

        Raises GatewayRefused when the gateway knows no refund by that reference.
        """

    def read_notification(self, body: bytes, signature: str) -> Report:
        """Return what a notification says; `signature` is its `X-JWS-Signature` header.

        Raises NotAuthentic when it is not the gateway's or cannot be read; GatewayUnknown when the gateway's keys
        cannot be had now, so that it has to come again.
        """
