"""What a driver is told instead of a price, a place or a stay.

* UnknownSubzone          (Invalid)  the edition in force has no such subzone
* DateBeforeFirstEdition  (Invalid)  older than the first edition we hold
* DateBeyondCalendar      (Invalid)  later than the last published free days
* PeriodReversed          (Invalid)  it ends before it begins
* PeriodTooLong           (Invalid)  longer than the public calculator counts
* LimitWanted             (Invalid)  a limited stay needs its end
* LimitNotWanted          (Invalid)  an open stay has none
* LimitInThePast          (Invalid)
* LimitOnAnotherDay       (Invalid)  no stay runs over night
* ParkingIsFree           (Conflict) nothing is to be paid now; says when it will be
* AlreadyParked           (Conflict) a stay runs for this plate
* StayUnknown             (Missing)  no such stay of this phone
* StayNotRunning          (Conflict)
* StayNotLimited          (Conflict) only a limited stay can be extended
* ExtensionInProgress     (Conflict) the one before is not confirmed yet
* ExtensionsUsedUp        (Conflict) it was asked for too often
* ExtensionChangesNothing (Conflict) the stay lasts as long already
* ReceiptNotReady         (Conflict) the stay has not ended
* StayStillRunning        (Conflict) a phone with a running stay cannot be erased
"""

from chalicelib.errors import Conflict, Invalid, Missing


class UnknownSubzone(Invalid):
    code = "unknown_subzone"


class DateBeforeFirstEdition(Invalid):
    code = "date_before_first_edition"


class DateBeyondCalendar(Invalid):
    code = "date_beyond_calendar"


class PeriodReversed(Invalid):
    code = "period_reversed"


class PeriodTooLong(Invalid):
    code = "period_too_long"


class LimitWanted(Invalid):
    code = "limit_wanted"


class LimitNotWanted(Invalid):
    code = "limit_not_wanted"


class LimitInThePast(Invalid):
    code = "limit_in_the_past"


class LimitOnAnotherDay(Invalid):
    code = "limit_on_another_day"


class ParkingIsFree(Conflict):
    code = "parking_is_free"


class AlreadyParked(Conflict):
    code = "already_parked"


class StayUnknown(Missing):
    code = "stay_unknown"


class StayNotRunning(Conflict):
    code = "stay_not_running"


class StayNotLimited(Conflict):
    code = "stay_not_limited"


class ExtensionInProgress(Conflict):
    code = "extension_in_progress"


class ExtensionsUsedUp(Conflict):
    """`extensions`: how many a stay may ask for."""

    code = "extensions_used_up"


class ExtensionChangesNothing(Conflict):
    code = "extension_changes_nothing"


class ReceiptNotReady(Conflict):
    code = "receipt_not_ready"


class StayStillRunning(Conflict):
    code = "stay_still_running"
