"""What is said of an entry of a hub's log that the server did not take."""

from events_svc.web.i18n import gettext


def of_why(why: str) -> str:
    """The reason: a word of `hub/receive.py`, else what the server said."""
    known = {
        "phone": gettext("The server does not know the phone as one of this event."),
        "gate": gettext("The event has no such gate."),
        "ticket": gettext("The event has no such ticket."),
        "detail": gettext("The entry says more than the server can read."),
    }
    return known.get(why, why)
