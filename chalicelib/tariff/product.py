"""A ticket as a price list has it: what it is good for, and what it costs at each rate.

Prices are grosze. A rate in `prices` is on sale and known; one in `unknown` is on sale at a price that was not
found; any other is not on sale. Nothing is guessed.
"""

from typing import Annotated, Literal

import msgspec

Zone = Literal["I", "II", "III"]
Network = Literal["kmk", "tele_bus", "rail", "local_bus"]
Lines = Literal["one", "two", "all"]
LineNumber = Annotated[str, msgspec.Meta(max_length=3, pattern="^[1-9][0-9]{0,2}$", examples=["50"])]
"""A line as its vehicles show it: digits alone, none before them, so that one line has one name."""
Service = Literal["day", "night", "day_and_night"]
Days = Literal["all", "mon_fri", "weekend"]
Confidence = Literal["high", "medium", "low"]
Kind = Literal[
    "single_ride",
    "ride_or_time",
    "two_ride",
    "group_ride",
    "time",
    "week",
    "weekend_family",
    "joint_time",
    "period",
    "metropolitan",
    "half_year",
    "five_plus_one",
    "student_year",
    "semester",
    "social",
    "activating",
    "rail_stamp",
    "rail_integrated",
    "tourist_card",
    "event_group",
]
Rate = Literal["normal", "city", "special", "council", "statute", "reduced", "resident", "resident_reduced"]
"""`council` and `statute` are the two reductions of 2008; later lists have one `reduced` price for both."""

REDUCED: frozenset[Rate] = frozenset({"council", "statute", "reduced", "resident_reduced"})
RESIDENT: frozenset[Rate] = frozenset({"resident", "resident_reduced"})
STAMPED: frozenset[Kind] = frozenset(
    {"single_ride", "ride_or_time", "two_ride", "group_ride", "time", "week", "weekend_family", "joint_time"}
)
"""Valid from the moment of stamping; every other kind from a chosen day."""
IN_CALENDAR_MONTHS: dict[Kind, int] = {
    "period": 1,
    "metropolitan": 1,
    "social": 1,
    "activating": 1,
    "rail_stamp": 1,
    "rail_integrated": 1,
    "half_year": 6,
    "five_plus_one": 6,
    "student_year": 12,
}
PERIODS: frozenset[Kind] = frozenset(
    {"period", "metropolitan", "half_year", "five_plus_one", "student_year", "semester"}
)
"""For riding day by day; left out: those whose right only a counter can see."""
BY_THE_MONTH: frozenset[Kind] = frozenset({"period", "metropolitan"})
"""Sold for one month or for several at once."""
SUBSCRIBED: frozenset[Kind] = frozenset({"five_plus_one"})
"""Bought month by month, charged without the buyer; the list has the price of the whole and of each month."""

Grosze = Annotated[int, msgspec.Meta(ge=0)]
LINES_NAMED: dict[Lines, int] = {"one": 1, "two": 2, "all": 0}
"""How many lines a ticket names; 0: it is good on all of them."""
_WIDTH: dict[Lines, int] = {"one": 1, "two": 2, "all": 3}


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One cell of a price list: the amount, and why we believe it. `sources` are keys of the edition's `sources`."""

    grosze: Grosze
    confidence: Confidence
    sources: tuple[str, ...]
    because: str = ""
    """Why not `high`, for the reader of the file."""
    instalments: tuple[Grosze, ...] = ()
    """What each month costs of a ticket that is paid month by month, as printed or reckoned with the amount itself."""

    def __post_init__(self) -> None:
        if self.instalments and sum(self.instalments) != self.grosze:
            raise ValueError(f"{self.grosze} is not the sum of its instalments")


class Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of a price list."""

    id: str
    """The same ticket has the same id in every edition."""
    printed: str
    """As the city's own list names it, in Polish."""
    kind: Kind
    zones: tuple[Zone, ...]
    prices: dict[Rate, Price] = {}
    unknown: tuple[Rate, ...] = ()
    lines: Lines = "all"
    service: Service | None = None
    """Day or night lines; null where the list does not say."""
    days: Days = "all"
    networks: tuple[Network, ...] = ("kmk",)
    people: int | None = 1
    """How many may ride on it at most; null where the list gives no number."""
    named: bool = False
    minutes: int | None = None
    """How long a stamp lasts."""
    consecutive_days: int | None = None
    up_to_km: int | None = None
    statutory_rebates: tuple[int, ...] = ()
    """Percentages of the railway's statutory reductions, off the normal price."""
    same_price_as: str | None = None
    """The product whose normal price this one costs, at any time."""
    note: str = ""

    def __post_init__(self) -> None:
        if set(self.prices) & set(self.unknown):
            raise ValueError(f"{self.id} has a price that it says is unknown")
        if bool(self.prices or self.unknown) == bool(self.same_price_as):
            raise ValueError(f"{self.id} needs prices of its own or another product's, not both")
        if self.kind in ("time", "ride_or_time", "joint_time") and not self.minutes:
            raise ValueError(f"{self.id} does not say how long it is valid")
        if self.kind in ("week", "semester", "tourist_card", "event_group") and not self.consecutive_days:
            raise ValueError(f"{self.id} does not say for how many days it is valid")
        months = IN_CALENDAR_MONTHS[self.kind] if self.kind in SUBSCRIBED else 0
        if any(len(price.instalments) != months for price in self.prices.values()):
            raise ValueError(f"{self.id} does not say what each of its {months} months costs")

    @property
    def rates(self) -> tuple[Rate, ...]:
        """The rates at which it is on sale, those of unknown price last."""
        return ("normal",) if self.same_price_as else (*self.prices, *self.unknown)

    def reaches(self, other: "Product") -> bool:
        """Tell whether wherever and whenever the other may be used, this one may: zones, lines, days, networks.

        Tele-bus is left out: not every list says whether a ticket is good there.
        """
        return (
            set(self.zones) >= set(other.zones)
            and {*self.networks, "tele_bus"} >= set(other.networks)
            and _WIDTH[self.lines] >= _WIDTH[other.lines]
            and self.service in ("day_and_night", other.service)
            and self.days in ("all", other.days)
            and (other.named or not self.named)
        )
