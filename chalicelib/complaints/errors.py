"""What a driver or an operator is told instead of a complaint.

* ComplaintUnknown (Missing)  no such complaint of this phone
* ComplaintClosed  (Conflict) it has been decided
* TooManyFiles     (Conflict) it has as many attachments as it can
* InvalidMoneyBack (Invalid)  money back needs an amount within what was held; no other decision has one
"""

from chalicelib.errors import Conflict, Invalid, Missing


class ComplaintUnknown(Missing):
    code = "complaint_unknown"


class ComplaintClosed(Conflict):
    code = "complaint_closed"


class TooManyFiles(Conflict):
    code = "too_many_files"


class InvalidMoneyBack(Invalid):
    """`most`: the largest possible amount, as text."""

    code = "invalid_money_back"
