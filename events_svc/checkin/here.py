"""Who decides in this process: the server, or a hub at the venue.

In either log `online` is what was decided there; what a phone is told names the hub.
"""

from events_svc.checkin.models import Basis

_here = Basis.ONLINE


def decide_as(basis: Basis) -> None:
    """From now on this process decides as the server (ONLINE) or as a hub (HUB)."""
    global _here
    _here = basis


def decides() -> Basis:
    """On what basis a phone hears a verdict from this process."""
    return _here


def told(basis: str) -> Basis:
    """The basis of a row of this log, as a phone is told of it."""
    return _here if basis == Basis.ONLINE else Basis(basis)
