"""Autopay's hash, and the order in which each message's values enter it.

`Hash = hex(SHA256(v1|v2|…|vn|shared key))` over values alone, in the numbered order of Autopay's documentation
("Bramka Płatności Online": parameters, additional-parameters, card-preauthorization, cancel-transaction,
transaction-status, refunds, itn). An absent or empty value gives neither itself nor a separator; "0" is a value.

A joined string has no field boundaries: `a|b`, `c` hashes like `a`, `b|c`, so a true hash can be moved to other
fields. Therefore a hash proves a message only together with `is_safe` of every value that is believed.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Algorithm = Literal["sha256", "sha512"]

START = (
    "ServiceID", "OrderID", "Amount", "Description", "GatewayID", "Currency", "CustomerEmail", "Language",
    "CustomerNRB", "SwiftCode", "ForeignTransferMode", "TaxCountry", "CustomerIP", "Title", "ReceiverName",
    "Products", "CustomerPhone", "CustomerPesel", "ValidityTime", "CustomerNumber", "InvoiceNumber", "CompanyName",
    "Nip", "Regon", "VerificationFName", "VerificationLName", "VerificationStreet", "VerificationStreetHouseNo",
    "VerificationStreetStaircaseNo", "VerificationStreetPremiseNo", "VerificationPostalCode", "VerificationCity",
    "VerificationNRB", "LinkValidityTime", "RecurringAcceptanceState", "RecurringAction", "ClientHash",
    "OperatorName", "ICCID", "AuthorizationCode", "ScreenType", "BlikUIDKey", "BlikUIDLabel", "BlikAMKey",
    "ReturnURL", "TransactionSettlementMode", "PaymentToken", "DocNumber", "RecurringAcceptanceID",
    "RecurringAcceptanceTime", "DefaultRegulationAcceptanceState", "DefaultRegulationAcceptanceID",
    "DefaultRegulationAcceptanceTime", "WalletType", "RecurringValidityTime", "ServiceURL", "MCC", "BlikPPLabel",
    "BlikPPRefuseNotSupported", "ReceiverNameForFront", "AccountHolderName", "UserAgent",
)  # fmt: skip
"""Numbers 1 to 62. `Hold` has no printed number; every one up to 62 is taken, so it is last or not hashed."""

CLEAR = ("ServiceID", "MessageID", "RemoteID", "Amount", "Products")
CANCEL = ("ServiceID", "MessageID", "RemoteID", "OrderID")
STATUS = ("ServiceID", "OrderID")
REFUND = ("ServiceID", "MessageID", "RemoteID", "Amount", "Currency")
REFUND_STATE = ("serviceId", "messageId", "method")

STARTED = ("status", "redirecturl", "orderID", "remoteID")
SETTLED = ("serviceID", "messageID", "confirmation", "reason")
CONFIRMATION = ("serviceID", "orderID", "confirmation")
REFUND_ACCEPTED = ("serviceID", "messageID")
REFUND_STATE_TOLD = ("serviceId", "messageId", "status", "remoteOutId")

TRANSACTION = (
    "orderID", "remoteID", "amount", "currency", "gatewayID", "paymentDate", "paymentStatus", "paymentStatusDetails",
)  # fmt: skip
"""Numbers 2 to 10 of a notification and of a status: what we believe, so it always enters in this order."""

MORE_OF_TRANSACTION = (
    "addressIP", "customerNumber", "title", "fName", "lName", "streetName", "streetHouseNo", "streetStaircaseNo",
    "streetPremiseNo", "postalCode", "city", "nrb", "senderData", "verificationStatus", "verificationStatusReason",
    "startAmount", "recurringAction", "clientHash", "expirationDate", "index", "validityYear", "validityMonth",
    "issuer", "bin", "mask", "gatewayCustomerID", "schemeTransactionID",
)  # fmt: skip
"""Numbers 11 to 101 of a notification: hashed and forgotten."""

_SHAPES = {
    "serviceid": re.compile(r"[0-9]{1,10}"),
    "orderid": re.compile(r"[A-Za-z0-9_-]{1,32}"),
    "messageid": re.compile(r"[A-Za-z0-9]{32}"),
    "remoteid": re.compile(r"[A-Za-z0-9]{1,20}"),
    "amount": re.compile(r"[0-9]{1,14}\.[0-9]{2}"),
    "currency": re.compile(r"[A-Z]{3}"),
    "gatewayid": re.compile(r"[0-9]{1,5}"),
    "paymentdate": re.compile(r"[0-9]{14}"),
    "paymentstatus": re.compile(r"[A-Z_]{1,32}"),
}


def is_safe(name: str, value: str) -> bool:
    """Tell whether a value has its field's shape; a field without a known shape may hold anything but `|`."""
    shape = _SHAPES.get(name.lower())
    return bool(shape.fullmatch(value)) if shape else "|" not in value


def in_order(fields: Mapping[str, str], order: Sequence[str]) -> list[str]:
    """Return the values of the fields in `order`; a field outside it is not hashed."""
    return [fields[name] for name in order if name in fields]


@dataclass(frozen=True)
class Hasher:
    """Makes and checks hashes with the key of one service."""

    shared_key: Callable[[], str]
    algorithm: Algorithm = "sha256"

    def digest(self, values: Iterable[str]) -> str:
        """Return the lower-case hex hash of values that stand in their order already."""
        joined = "|".join([*filter(None, values), self.shared_key()])
        return hashlib.new(self.algorithm, joined.encode()).hexdigest()

    def proves(self, claimed: str, values: Iterable[str]) -> bool:
        """Tell in constant time whether `claimed`, in either case of hex, is the hash of these values."""
        return hmac.compare_digest(self.digest(values).encode(), claimed.lower().encode())
