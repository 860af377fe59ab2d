"""A whole life of a phone in the city, and every trace of its holder that may be found afterwards."""

from dataclasses import dataclass

from chalicelib.complaints.complaint import Decision
from chalicelib.complaints.decide_complaint import decide_complaint, review_complaint
from tests.complaints.cases import nothing_back
from tests.safety.phone import Phone
from tests.safety.town import Town, encoded

PESEL, NUMBER = "51820201010", "600100200"
EMAIL, DESCRIPTION, FILE_NAME = "canary.driver@example.com", "Kanarek był wtedy w domu.", "kanarek.png"
CALL_BACK = "511222333"
BUYER = {"name": "Nabywca Kanarkowy", "address": ["ul. Kanarkowa 1", "30-000 Kraków"]}
PLATE, OTHER_PLATE = "KR1AB23", "KR5XY99"


@dataclass(frozen=True)
class Life:
    stays: list[str]
    ticket: str
    complaint: str
    attachment: str


def live(phone: Phone, town: Town) -> Life:
    """Two cards, a vehicle, a ticket with its invoice, a decided complaint with evidence, and two paid stays.

    One of the stays is at the resident's price.
    """
    town.has_resident(PESEL, NUMBER, PLATE)
    phone.activates("kk", PESEL, NUMBER)
    phone.activates("kkr3", PESEL, NUMBER)
    phone.said("GET", "/vehicles")
    phone.said("POST", "/vehicles", {"plate": OTHER_PLATE}, 201)
    card = phone.said("GET", "/cards")["items"][0]["card_id"]
    ticket = phone.buys(EMAIL, resident_card=card)
    phone.said("POST", f"/tickets/{ticket}/invoices", BUYER, 201)
    stays = [phone.parks(PLATE, EMAIL, resident_card=card), phone.parks("KR7CD45", EMAIL)]
    town.later(hours=1)
    for stay_id in stays:
        phone.stops(stay_id)
    complaint, attachment = _complains(phone, town, stays[0])
    return Life(stays, ticket, complaint, attachment)


def decide(complaint_id: str, town: Town) -> None:
    review_complaint(complaint_id, "operator", town.now)
    decide_complaint(complaint_id, Decision("rejected", 0, "Opłata była należna."), "operator", town.now, nothing_back)
    town.settle()


def over(phone: Phone, town: Town) -> None:
    """Wait until the last ticket is over."""
    town.later(days=35)
    town.settle()
    town.tick("take_due_tickets", "refresh_cards")
    phone.sign_in()


def traces(phone: Phone) -> dict[str, str]:
    """Return every value that leads to the phone's holder, by what it is."""
    return {
        "device": phone.device_id,
        "device name": "Telefon kierowcy",
        "push token": "push-token-7f3a",
        "e-mail": EMAIL,
        "number": NUMBER,
        "number in a complaint": CALL_BACK,
        "PESEL": PESEL,
        "words": DESCRIPTION,
        "file": FILE_NAME,
        "first name": "Rodzic",
        "holder": "Z.K. 1990",
    }


def found(phone: Phone, town: Town) -> set[tuple[str, str]]:
    """Return which traces stand in which table."""
    stored = {table: encoded(items) for table, items in town.stored().items()}
    named = traces(phone).items()
    return {(what, table) for what, value in named for table, items in stored.items() if value in items}


def _complains(phone: Phone, town: Town, stay_id: str) -> tuple[str, str]:
    order = {"stay_id": stay_id, "reason": "other", "description": DESCRIPTION, "phone": CALL_BACK}
    complaint = phone.said("POST", "/complaints", order, 201)["complaint_id"]
    wanted = {"file_name": FILE_NAME, "content_type": "image/png", "size": 10}
    attachment = phone.said("POST", f"/complaints/{complaint}/attachments", wanted, 201)["attachment_id"]
    town.files.come(complaint, attachment)
    town.settle()
    return complaint, attachment
