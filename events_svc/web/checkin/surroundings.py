"""What the pages of lists need of the event around them: types, gates, sessions, days, by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events_svc.checkin.models import Gate
from events_svc.events.models import Event
from events_svc.schedule.models import Session, SessionState
from events_svc.text import in_language
from events_svc.tickets.offered import types_of
from events_svc.web.checkin.list_words import day
from events_svc.web.checkin.rule_words import Names
from events_svc.web.i18n import language

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`names` of types and gates, `sessions` by id, `days` of the event as (written, words)."""

    names: Names
    gates: list[Gate]
    sessions: Mapping[int, str]
    days: list[tuple[str, str]]

    @property
    def types(self) -> list[tuple[int, str]]:
        return [*self.names.type.items()]


async def of(event: Event) -> Surroundings:
    """The event's types, gates, sessions with a time, and days."""
    lang, zone = language.get(), ZoneInfo(event.timezone)
    kinds = await types_of(event)
    gates = await Gate.filter(event_id=event.id).order_by("id")
    held = Session.filter(event_id=event.id, is_break=False, starts_at__isnull=False)
    sessions = await held.exclude(state=SessionState.CANCELLED).order_by("starts_at", "id")
    names = Names(
        event.timezone,
        type={one.id: in_language(one.name, lang) for one in kinds},
        gate={one.id: in_language(one.name, lang) for one in gates},
    )
    told = {
        one.id: f"{one.starts_at.astimezone(zone):%m-%d %H:%M} {in_language(one.title, lang)}"
        for one in sessions
        if one.starts_at
    }
    return Surroundings(names, gates, told, _days(event))


def _days(event: Event) -> list[tuple[str, str]]:
    zone = ZoneInfo(event.timezone)
    first, last = event.starts_at.astimezone(zone).date(), event.ends_at.astimezone(zone).date()
    count = min((last - first).days + 1, MOST_DAYS)
    written = [(first + timedelta(days=n)).isoformat() for n in range(count)]
    return [(one, day(one)) for one in written]


def local(at: datetime, event: Event) -> str:
    """An instant as the field of a form shows it, at the event's place."""
    return at.astimezone(ZoneInfo(event.timezone)).strftime("%Y-%m-%dT%H:%M")
