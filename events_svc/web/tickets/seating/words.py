"""Seats in words."""

from typing import Protocol

from events_svc.web.i18n import gettext


class Named(Protocol):
    """A seat of the database or of a plan."""

    zone: str
    row: str
    number: int


def seat_words(seat: Named) -> str:
    """How people find the seat: “Balcony, row 3, seat 12”."""
    place = gettext("Row {row}, seat {number}").format(row=seat.row, number=seat.number)
    if not seat.zone or seat.zone.startswith("~"):  # of a seat that is not in the plan any more
        return place
    return gettext("{zone}, {place}").format(zone=seat.zone, place=place)


def row_words(seat: Named) -> str:
    """The row of the seat, as the list of seats heads it."""
    row = gettext("Row {row}").format(row=seat.row)
    if not seat.zone:
        return row
    return gettext("{zone}, {place}").format(zone=seat.zone, place=row)
