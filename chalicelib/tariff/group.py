"""Rides for everyone at an event: sold to its organiser by groups of up to 100 people.

From the page of the kinds of tickets, part V, note 2: up to 5000 people 1 % off for each group of 100, rounded to
1 zł half up; each further group half price. Read as k % off the whole multiple of k groups from the second group
on, because it says "for each group" and then comes to exactly the 50 % of every further group at 5000 people. No
worked example was published.
"""

from chalicelib.tariff.product import Grosze

GROUP_OF = 100
_FULL_REBATE_GROUPS = 50
_ZLOTY = 100


def groups_of(people: int) -> int:
    """Return how many groups so many people make; the last one may be smaller."""
    return -(-people // GROUP_OF)


def rebate_percent(groups: int) -> int:
    """Return how many percent several groups have off: 1 % for each, at most half."""
    return min(groups, _FULL_REBATE_GROUPS)


def event_group_price(one_group: Grosze, people: int) -> int:
    """Return what an organiser pays, given the price of one group for the same days; `people` is at least 1."""
    groups = groups_of(people)
    if groups == 1:
        return one_group
    hundredths = one_group * groups * (100 - rebate_percent(groups))
    return _ZLOTY * ((hundredths + 50 * _ZLOTY) // (100 * _ZLOTY))
