"""Why there is no invoice.

* InvoiceAskedTooLate     (Conflict) three months after the end of the month of the sale are over
* InvoiceForAnotherBuyer  (Conflict) the sale has an invoice with other data, or asked for by another phone
* InvoiceUnknown          (Missing)  no such document
* NipInvalid              (Invalid)  not ten digits, or its check digit is wrong
* NothingToInvoice        (Conflict) not paid, or all of it went back
* NotForKsef              (Conflict) the document does not go through KSeF, or KSeF has given it another number
* SellerUnknown           (Unavailable) this stage was not told whose the sales are
"""

from chalicelib.errors import Conflict, Invalid, Missing, Unavailable


class InvoiceAskedTooLate(Conflict):
    """`last_day`: until when it could be asked for, e.g. `2027-02-28`."""

    code = "invoice_asked_too_late"


class InvoiceForAnotherBuyer(Conflict):
    code = "invoice_for_another_buyer"


class InvoiceUnknown(Missing):
    code = "invoice_unknown"


class NipInvalid(Invalid):
    code = "nip_invalid"


class NothingToInvoice(Conflict):
    code = "nothing_to_invoice"


class NotForKsef(Conflict):
    code = "not_for_ksef"


class SellerUnknown(Unavailable):
    code = "seller_unknown"
