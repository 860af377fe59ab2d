"""Autopay's wire format, written from its document alone: hashes, field order, XML.

Hash = lower-case hex SHA-256 of the non-empty values joined by `|`, in the documented order, with the shared
key at the end. Source: developers.autopay.pl, "Bezpieczeństwo" and "Dane transakcji".
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias
from xml.etree import ElementTree as xml

from defusedxml import ElementTree as untrusted_xml

from sandbox.clock import WARSAW

START_FIELDS = (
    *("ServiceID", "OrderID", "Amount", "Description", "GatewayID", "Currency", "CustomerEmail", "Language"),
    *("CustomerNRB", "SwiftCode", "ForeignTransferMode", "TaxCountry", "CustomerIP", "Title", "ReceiverName"),
    *("Products", "CustomerPhone", "CustomerPesel", "ValidityTime", "CustomerNumber", "InvoiceNumber"),
    *("CompanyName", "Nip", "Regon", "VerificationFName", "VerificationLName", "VerificationStreet"),
    *("VerificationStreetHouseNo", "VerificationStreetStaircaseNo", "VerificationStreetPremiseNo"),
    *("VerificationPostalCode", "VerificationCity", "VerificationNRB", "LinkValidityTime"),
    *("RecurringAcceptanceState", "RecurringAction", "ClientHash", "OperatorName", "ICCID", "AuthorizationCode"),
    *("ScreenType", "BlikUIDKey", "BlikUIDLabel", "BlikAMKey", "ReturnURL", "TransactionSettlementMode"),
    *("PaymentToken", "DocNumber", "RecurringAcceptanceID", "RecurringAcceptanceTime"),
    *("DefaultRegulationAcceptanceState", "DefaultRegulationAcceptanceID", "DefaultRegulationAcceptanceTime"),
    *("WalletType", "RecurringValidityTime", "ServiceURL", "MCC", "BlikPPLabel", "BlikPPRefuseNotSupported"),
    *("ReceiverNameForFront", "AccountHolderName", "UserAgent"),
)
"""Numbers 1-62 of a start, in the order in which their values are hashed. `Hold` has no printed number."""

CLEAR_FIELDS = ("ServiceID", "MessageID", "RemoteID", "Amount", "Products")
CANCEL_FIELDS = ("ServiceID", "MessageID", "RemoteID", "OrderID")
STATUS_FIELDS = ("ServiceID", "OrderID")
REFUND_FIELDS = ("ServiceID", "MessageID", "RemoteID", "Amount", "Currency")
OUT_DETAILS_FIELDS = ("serviceId", "messageId", "method")

Node: TypeAlias = "tuple[str, str | list[Node]]"
"""An element: its name, and its text or its children."""


def hash_of(values: Iterable[str], key: str) -> str:
    """Return the hash of the values in the order given; an empty one leaves neither itself nor a separator."""
    joined = "|".join([*(value for value in values if value), key])
    return hashlib.sha256(joined.encode()).hexdigest()


def is_signed(fields: Mapping[str, str], order: Iterable[str], key: str) -> bool:
    """Tell whether `Hash` is the hash of the fields in that order."""
    expected = hash_of((fields.get(name, "") for name in order), key)
    return hmac.compare_digest(fields.get("Hash", "").lower().encode(), expected.encode())


def document(root: str, children: list[Node], key: str = "") -> bytes:
    """Return an XML document without its empty elements; with a key, closed by the hash of its texts."""
    kept = _without_empty(children)
    if key:
        kept.append(("hash", hash_of(_texts(kept), key)))
    return bytes(xml.tostring(_element((root, kept)), encoding="UTF-8", xml_declaration=True))


def notification_body(transactions: bytes) -> str:
    """Return what the form field `transactions` of a notification carries."""
    return base64.b64encode(transactions).decode()


def confirmation_in(answer: bytes, service_id: str, order_id: str, key: str) -> str:
    """Return CONFIRMED or NOTCONFIRMED from the answer to a notification.

    Raises ValueError, saying what is wrong, for an answer which the gateway would not accept.
    """
    try:
        root = untrusted_xml.fromstring(answer)
    except (xml.ParseError, ValueError) as error:
        raise ValueError("the answer is not XML") from error
    path = "transactionsConfirmations/transactionConfirmed/"
    texts = {
        "serviceID": (root.findtext("serviceID") or "").strip(),
        "orderID": (root.findtext(path + "orderID") or "").strip(),
        "confirmation": (root.findtext(path + "confirmation") or "").strip(),
    }
    if root.tag != "confirmationList" or (texts["serviceID"], texts["orderID"]) != (service_id, order_id):
        raise ValueError("the answer confirms something else")
    if (root.findtext("hash") or "").strip().lower() != hash_of(texts.values(), key):
        raise ValueError("the answer has a wrong hash")
    if texts["confirmation"] not in {"CONFIRMED", "NOTCONFIRMED"}:
        raise ValueError(f"the answer says {texts['confirmation']!r}")
    return texts["confirmation"]


def amount_text(grosze: int) -> str:
    """Return grosze as the wire writes them: `14.00`."""
    return f"{grosze // 100}.{grosze % 100:02d}"


def grosze(text: str) -> int:
    """Return an amount of the wire in grosze. Raises ValueError unless it looks like `14.00`."""
    if not re.fullmatch(r"[0-9]{1,14}\.[0-9]{2}", text):
        raise ValueError(f"not an amount: {text!r}")
    return int(text.replace(".", ""))


def payment_date(happened_at: str) -> str:
    """Return a stored moment as notifications write it: Warsaw's wall clock, `YYYYMMDDhhmmss`."""
    return datetime.fromisoformat(happened_at).astimezone(WARSAW).strftime("%Y%m%d%H%M%S")


def validity_time(text: str) -> datetime:
    """Return the moment, in UTC, that `ValidityTime` names on Warsaw's wall clock. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=WARSAW).astimezone(UTC)


def _without_empty(children: list[Node]) -> list[Node]:
    pruned: list[Node] = [
        (name, content if isinstance(content, str) else _without_empty(content)) for name, content in children
    ]
    return [(name, content) for name, content in pruned if content != ""]


def _texts(children: list[Node]) -> list[str]:
    texts: list[str] = []
    for _, content in children:
        texts += [content] if isinstance(content, str) else _texts(content)
    return texts


def _element(node: Node) -> xml.Element:
    name, content = node
    element = xml.Element(name)
    if isinstance(content, str):
        element.text = content
    else:
        element.extend(_element(child) for child in content)
    return element
