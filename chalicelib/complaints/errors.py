"""What a driver or an operator is told instead of a complaint.

* ComplaintUnknown (Missing)  no such complaint of this phone
* ComplaintClosed  (Conflict) it has been decided
* TooManyFiles     (Conflict) it has as many attachments as it can
* ComplaintUndecided (Conflict) a phone whose complaint waits for its decision cannot be erased
* InvalidMoneyBack (Invalid)  money back needs an amount within what was held; no other decision has one
"""

from chalicelib.errors import Conflict, Invalid, Missing


class ComplaintUnknown(Missing):
    code = "complaint_unknown"


class ComplaintClosed(Conflict):
    code = "complaint_closed"


class TooManyFiles(Conflict):
    code = "too_many_files"


class ComplaintUndecided(Conflict):
    code = "complaint_undecided"


class InvalidMoneyBack(Invalid):
    """`most`: the largest possible amount, as text."""

    code = "invalid_money_back"
