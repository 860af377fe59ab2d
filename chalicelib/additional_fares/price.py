"""What a demand costs on a day, by the price list of the day of the inspection. Rules only. None: it was not found."""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.additional_fares.demand import Demand
from chalicelib.tariff.additional_fare import DAYS_TO_PAY_LESS, AdditionalFare, Offence, to_pay
from chalicelib.tariff.edition import Edition
from chalicelib.tariff.published_editions import edition_on


@dataclass(frozen=True)
class Tariff:
    """An offence on a price list; `ride` is what some lists put on top."""

    fare: AdditionalFare
    ride: int
    handling_grosze: int | None

    def to_inspector(self, day: date) -> int | None:
        """Return what settles it on the spot."""
        return to_pay(self.fare, day, day, at_inspector=True, ride=self.ride)

    def on(self, day: date, inspected_on: date) -> int | None:
        """Return what settles it on a day."""
        return to_pay(self.fare, inspected_on, day, at_inspector=False, ride=self.ride)

    @property
    def full(self) -> int | None:
        return self.fare.full.grosze + self.ride if self.fare.full else None


def tariff_of(offence: Offence, inspected_on: date) -> Tariff:
    """Return what the list of that day says; raises TariffUnknown where there is none."""
    edition = edition_on(inspected_on)
    fare = next(one for one in edition.additional_fares if one.offence == offence)
    handling = edition.fees.get("handling")
    return Tariff(fare, _ride(edition), handling.grosze if handling else None)


def due_on(demand: Demand, day: date) -> int | None:
    """Return what is to be paid on a day; 0 when nothing is."""
    match demand.state:
        case "demanded":
            return tariff_of(demand.offence, demand.inspected_on).on(day, demand.inspected_on)
        case "handling_fee_due":
            return demand.handling_grosze
        case _:
            return 0


def last_day_to_pay_less(demand: Demand) -> date | None:
    """Return the last day of the reduced amount; None where the list reduces nothing."""
    if tariff_of(demand.offence, demand.inspected_on).fare.no_reduction:
        return None
    return demand.inspected_on + timedelta(days=DAYS_TO_PAY_LESS)


def _ride(edition: Edition) -> int:
    rule = edition.rules.ride_on_top
    return edition.price(edition.product(rule.product), "normal").grosze if rule else 0
