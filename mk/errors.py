"""What the operator's own tools refuse. Texts under `desk.errors.<code>`.

* LocalSystemDown  (Unavailable) nothing runs on this machine
* QueueUnknown     (Missing)     the stage has no dead-letter queue of that name
* NotRedrivable    (Conflict)    what a stream gave up comes from no queue
* TooLate          (Conflict)    nobody waits for what is in that queue any more
* PartnerKnown     (Conflict)    the partner has a key already
* PartnerUnknown   (Missing)     no partner of that name has a key
* PlanUnknown      (Missing)     the stage has no usage plan for partners
* DaysReversed     (Invalid)     the last day is before the first, so nothing would be proved
"""

from chalicelib.errors import Conflict, Invalid, Missing, Unavailable


class LocalSystemDown(Unavailable):
    code = "local_system_down"


class QueueUnknown(Missing):
    """`known`: the names that there are."""

    code = "queue_unknown"


class NotRedrivable(Conflict):
    code = "not_redrivable"


class TooLate(Conflict):
    """`queue`: its short name, as in the runbook's sections."""

    code = "too_late"


class DaysReversed(Invalid):
    code = "days_reversed"


class PartnerKnown(Conflict):
    code = "partner_known"


class PartnerUnknown(Missing):
    code = "partner_unknown"


class PlanUnknown(Missing):
    code = "plan_unknown"
