"""Use cases: hand a report of a gateway to the slice whose order it is about. One slice's use case alone is loaded."""

from datetime import datetime

from chalicelib.payments.port import Report


def tell_of_parking(report: Report, now: datetime) -> None:
    """Let a stay follow a report of the parking gateway; one about an order of nobody calls a person."""
    from chalicelib.parking.confirm import confirm

    confirm(report, now)


def tell_of_charge(report: Report, now: datetime) -> None:
    """Let what it paid for follow a report of the operator's gateway; an order's id begins with whose it is.

    Raises PaymentUnknown, so that the gateway tells it again, for an order of nobody: tickets say so and call a person.
    """
    from chalicelib.additional_fares.demand import PREFIX

    if report.order_id.partition("_")[0] == PREFIX:
        from chalicelib.additional_fares.confirm import confirm
    else:
        from chalicelib.tickets.confirm import confirm
    confirm(report, now)
