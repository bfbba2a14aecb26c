"""Seats in words."""

from events_svc.web.i18n import gettext
from events_svc.web.occasion import Named as Named
from events_svc.web.occasion import seat_words as seat_words


def row_words(seat: Named) -> str:
    """The row of the seat, as the list of seats heads it."""
    row = gettext("Row {row}").format(row=seat.row)
    if not seat.zone:
        return row
    return gettext("{zone}, {place}").format(zone=seat.zone, place=row)
