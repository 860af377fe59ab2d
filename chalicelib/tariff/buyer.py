"""Who may buy a ticket at a rate, and the documents to carry; both as the codes of their texts."""

from typing import Literal

from chalicelib.tariff.concession import Concession
from chalicelib.tariff.product import REDUCED, RESIDENT, Kind, Product, Rate

Buyer = Literal[
    "anyone",
    "entitled",
    "second_purchase",
    "bulk_named",
    "bulk_bearer",
    "resident",
    "family",
    "pupil_or_student",
    "low_income",
    "unemployed",
    "student",
    "travel_agency",
    "event_organiser",
]

_OF_KIND: dict[Kind, Buyer] = {
    "weekend_family": "family",
    "semester": "pupil_or_student",
    "social": "low_income",
    "activating": "unemployed",
    "student_year": "student",
    "tourist_card": "travel_agency",
    "event_group": "event_organiser",
}
_DOCUMENTS_OF_KIND: dict[Kind, tuple[str, ...]] = {
    "semester": ("school_or_student_card",),
    "social": ("welfare_centre_statement", "identity_card"),
    "activating": ("unemployment_certificate",),
    "student_year": ("student_card",),
    "tourist_card": ("tourist_card",),
    "event_group": ("agreement",),
    "rail_stamp": ("rail_ticket",),
}


def buyers(product: Product, rate: Rate) -> tuple[Buyer, ...]:
    """Return everything that a buyer must be at once; `anyone` where nothing is asked."""
    asked: list[Buyer] = []
    if product.kind in _OF_KIND:
        asked.append(_OF_KIND[product.kind])
    elif rate in REDUCED:
        asked.append("entitled")
    if rate in RESIDENT:
        asked.append("resident")
    if rate == "city":
        asked.append("second_purchase")
    if rate == "special":
        asked.append("bulk_named" if product.named else "bulk_bearer")
    return tuple(asked) or ("anyone",)


def free_ride_documents(right: Concession) -> tuple[str, ...]:
    """Return what proves a free ride: the right's own document where it is known, else any that does."""
    return right.documents or ("proof_of_free_ride",)


def documents(product: Product, rate: Rate, concession: Concession | None = None) -> tuple[str, ...]:
    """Return what to carry or to show: the right's own document where it is known, else any that proves the rate."""
    needed = list(_DOCUMENTS_OF_KIND.get(product.kind, ()))
    if rate in REDUCED and product.kind not in _DOCUMENTS_OF_KIND:
        needed += concession.documents if concession and concession.documents else ("proof_of_reduction",)
    if rate in RESIDENT:
        needed.append("krakow_card")
    if rate == "special":
        needed.append("agreement")
    return tuple(needed)
