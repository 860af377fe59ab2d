"""How many codes may be sent: to one number, for one person, from one phone, and in all. Rules only.

A message costs money and a code is a chance to guess, so both have an end. Who is above a limit is not told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.activation.code import RESEND_AFTER
from chalicelib.warsaw import in_warsaw


@dataclass(frozen=True)
class Budget:
    """Days and months are Kraków's. A person without an SMS goes to a service point (`issue_desk_code`).

    The sum of a person's month is NIST SP 800-63B §3.2.2, a hundred failures for an account: 20 codes of 5 tries.
    The rest is ours; NIST and OWASP leave it open. 3,000 a day are all holders of a card (191,620 in 2019) in nine
    weeks, and about 450 zł.
    """

    number_day: int = 5
    person_day: int = 5
    person_month: int = 20
    device_day: int = 10
    all_day: int = 3000


BUDGET = Budget()


@dataclass(frozen=True)
class Limit:
    """One counter that a message is counted on: at most `most` under `counter_id`, which no later day has.

    `pause`: what has to lie between two askings.
    """

    name: str
    counter_id: str
    most: int
    expires_at: datetime
    pause: timedelta = timedelta()


def limits(number: str, person: str, device_id: str, asked_at: datetime, budget: Budget = BUDGET) -> list[Limit]:
    """Return all limits of one message; `number` and `person` are keyed hashes. The nearest to the person first."""
    local = in_warsaw(asked_at)
    day, month = f"{local:%Y-%m-%d}", f"{local:%Y-%m}"
    after_day, after_month = asked_at + timedelta(days=2), asked_at + timedelta(days=33)
    return [
        Limit("number_day", f"number#{number}#{day}", budget.number_day, after_day, RESEND_AFTER),
        Limit("person_day", f"person#{person}#{day}", budget.person_day, after_day),
        Limit("person_month", f"person#{person}#{month}", budget.person_month, after_month),
        Limit("device_day", f"device#{device_id}#{day}", budget.device_day, after_day),
        Limit("all_day", f"all#{day}", budget.all_day, after_day),
    ]
