"""Use case: complain for a driver whose hold does not end."""

from datetime import datetime

from chalicelib.parking.stay import Stay


def complain(stay: Stay, now: datetime) -> None:
    """Open the complaint about a hold that was not released, with all that the city asks for, and tell the driver.

    Safe to repeat: there is one such complaint for a stay.
    """
    # Rare: the minute schedule and the stream start without complaints.
    from chalicelib.complaints.open_by_system import open_by_system
    from chalicelib.parking.find_subject import subject_of

    open_by_system(subject_of(stay), "hold_not_released", now)
