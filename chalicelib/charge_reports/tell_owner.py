"""Use case: hand a report of the transport operator's gateway to the slice whose order it is about."""

from datetime import datetime

from chalicelib.payments.port import Report


def tell_owner(report: Report, now: datetime) -> None:
    """Let the owner follow the report; an order's id begins with whose it is. One owner alone is loaded.

    Raises PaymentUnknown, so that the gateway tells it again, for an order of nobody: tickets say so and call a person.
    """
    match report.order_id.partition("_")[0]:
        case "fare":
            from chalicelib.additional_fares.confirm import confirm
        case _:
            from chalicelib.tickets.confirm import confirm
    confirm(report, now)
