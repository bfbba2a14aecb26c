"""How a phone at the door is, in words: what it said of itself, and what somebody should look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.checkin.models import DeviceKind
from events_svc.checkin.overview import Phone
from events_svc.web.i18n import gettext, ngettext

SILENT = timedelta(minutes=3)
STALE = timedelta(minutes=20)  # what it knows of people
SKEW = 5_000  # milliseconds by which a clock may be wrong
LOW = 0.2


@dataclass(frozen=True, slots=True)
class State:
    """A mark, a word and its class: ok, wait, stop, note."""

    css: str
    mark: str
    word: str


def name_of(phone: Phone) -> str:
    """What people call it."""
    if phone.name:
        return phone.name
    if phone.kind is DeviceKind.HUB:
        return gettext("Hub")
    return gettext("Phone %(number)s") % {"number": phone.id}


def states(phone: Phone) -> list[State]:
    """What is to be said of it, the worst first; at least one."""
    report, now = phone.report, clock.now()
    found: list[State] = []
    if phone.seen_at is None or phone.seen_at < now - SILENT:
        found.append(State("stop", "■", gettext("no contact")))
    if report is None:
        return found or [State("note", "●", gettext("scans online"))]
    if report.unsent:
        words = ngettext("%(num)s scan unsent", "%(num)s scans unsent", report.unsent)
        found.append(State("wait", "▲", words % {"num": report.unsent}))
    if abs(report.clock_offset_ms or 0) > SKEW:
        found.append(State("wait", "▲", gettext("set its clock")))
    if report.battery is not None and report.battery < LOW:
        found.append(State("wait", "▲", gettext("battery low")))
    if report.snapshot_at is not None and report.snapshot_at < now - STALE:
        found.append(State("wait", "▲", gettext("knows old data")))
    return found or [_ready(is_ready=report.is_ready)]


def clock_words(offset_ms: int | None) -> str:
    """How wrong its clock is; the offset is the server's time minus its own."""
    if offset_ms is None:
        return "–"
    seconds = abs(offset_ms) / 1000
    if seconds < 1:
        return gettext("exact")
    told = f"{seconds:.0f}"
    if offset_ms > 0:
        return gettext("%(seconds)s s slow") % {"seconds": told}
    return gettext("%(seconds)s s fast") % {"seconds": told}


def battery_words(battery: float | None) -> str:
    """How full its battery is."""
    return "–" if battery is None else f"{battery:.0%}"


def last_seen(phone: Phone) -> datetime | None:
    """Its last contact, to the minute: a page that changes with every second says nothing new."""
    return phone.seen_at.replace(second=0, microsecond=0) if phone.seen_at else None


def _ready(*, is_ready: bool) -> State:
    if is_ready:
        return State("ok", "✓", gettext("ready offline"))
    return State("note", "●", gettext("scans online"))
