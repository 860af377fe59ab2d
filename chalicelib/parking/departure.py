"""What is left of a stay when its driver's phone is erased. Rules only.

The fee, the vehicle and the money stay for as long as the books and the claim to the fee do (art. 74 of the accounting
act, art. 40d of the act on public roads). Who paid it goes, and so do the traces of their requests: with a hash of a
body that is otherwise known, an address could be guessed.
"""

from dataclasses import replace

from chalicelib.parking.errors import StayStillRunning
from chalicelib.parking.stay import Hold, Stay
from chalicelib.payments.errors import MoneyNotSettled


def expect_over(stay: Stay) -> None:
    """Return when nothing more will happen to the stay; raises StayStillRunning or MoneyNotSettled."""
    if stay.state == "running":
        raise StayStillRunning()
    if stay.state == "awaiting_payment" or stay.due_at is not None or stay.reviewed:
        raise MoneyNotSettled()


def without_driver(stay: Stay, nobody: str) -> Stay:
    """Return the stay of `nobody`, a name that leads nowhere. Raises StayStillRunning or MoneyNotSettled."""
    expect_over(stay)
    holds = tuple(_without_request(hold) for hold in stay.holds)
    return replace(stay, device_id=nobody, email="", resident_card="", holds=holds)


def _without_request(hold: Hold) -> Hold:
    return replace(hold, payment=replace(hold.payment, redirect_url=""), key_hash="", fingerprint="")
