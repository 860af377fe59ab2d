"""What one phone has, so that another one can reach for it."""

from dataclasses import dataclass

from tests.safety.phone import Phone
from tests.safety.town import PARTNERS, Town

PLATE = "KR1AB23"
PESEL, NUMBER, EMAIL = "51820201010", "600100200", "driver@example.com"
OTHER_PESEL, OTHER_NUMBER = "52830301022", "600100201"
LISTS = "/parking/stays", "/complaints", "/tickets"
"""Of a phone's own things, a page at a time."""


@dataclass(frozen=True)
class Belongings:
    """Of the phone, by the name of a path parameter or of a body's field."""

    ids: dict[str, str]
    cursors: dict[str, str]
    """By path: a cursor of the phone's own list."""


def acquire(phone: Phone, town: Town) -> Belongings:
    """Let the phone have something of everything: two cards, a vehicle, stays, complaints, an activation on its way."""
    town.has_resident(PESEL, NUMBER, PLATE)
    phone.activates("kk", PESEL, NUMBER)
    phone.activates("kkr3", PESEL, NUMBER)
    phone.said("GET", "/vehicles")  # the first look at the card's list
    card, _ = phone.said("GET", "/cards")["items"]
    waiting = phone.said("POST", "/activations", {"service": "kkr3"}, 201)
    stays, complaints = [], []
    for plate in ("KR5XY99", PLATE):
        stay_id = phone.parks(plate, EMAIL)
        stays.append(stay_id)
        words = {"stay_id": stay_id, "reason": "other", "description": "Opis."}
        complaints.append(phone.said("POST", "/complaints", words, 201)["complaint_id"])
    path, key = f"/partners/resident-discount/{PLATE}/claims", {"X-Api-Key": PARTNERS["meters"]}
    tickets = [phone.buys(EMAIL, resident_card=card["card_id"]) for _ in range(2)]
    buyer = {"name": "Przykładowa Osoba", "address": ["ul. Przykładowa 1", "30-000 Kraków"]}
    invoice = phone.said("POST", f"/tickets/{tickets[1]}/invoices", buyer, 201)
    monthly = {"product": "5plus1-z1", "method": "card", "total": {"amount": 51500}}
    first_month = phone.buys(EMAIL, resident_card=card["card_id"], **monthly)
    claim = phone.said("POST", path, **key)
    return Belongings(
        ids={
            "activation_id": waiting["activation_id"],
            "card_id": card["card_id"],
            "resident_card": card["card_id"],
            "stay_id": stays[1],
            "order_id": f"{stays[1]}_1",
            "complaint_id": complaints[1],
            "ticket_id": tickets[1],
            "subscription_id": phone.said("GET", f"/tickets/{first_month}")["subscription"]["subscription_id"],
            "invoice_id": invoice["invoice_id"],
            "plate": PLATE,
            "claim_id": claim["claim_id"],
        },
        cursors={path: phone.said("GET", f"{path}?limit=1")["next_cursor"] for path in LISTS},
    )


def unlike(known_id: str) -> str:
    """Return an id of the same form that nobody has."""
    return known_id[:-2] + ("22" if known_id[-2:] != "22" else "33")
