"""Small timetables of the kinds that real tools write, and released agendas."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from events_svc.events.models import Event
from events_svc.feeds import standing
from events_svc.feeds.agenda import Agenda
from events_svc.schedule.entries import Entry
from events_svc.schedule.importing import apply, schedule_xml
from events_svc.schedule.models import Release
from events_svc.schedule.release import release
from tests.events.factories import make_event

URL = "https://events.example.org"
GUIDS = UUID("11111111-2222-5333-8444-555555555555")


def guid(name: str) -> str:
    return str(uuid5(GUIDS, name))


def event_xml(
    title: str = "Opening",
    *,
    at: str = "2026-08-26T09:00:00+08:00",
    duration: str = "00:30",
    room: str = "Hall",
    people: Sequence[str] = (),
    more: str = "",
    number: str = "1",
    name: str = "",
) -> str:
    persons = "".join(f'<person guid="{guid(one)}">{one}</person>' for one in people)
    return (
        f'<event id="{number}" guid="{guid(name or title)}"><title>{title}</title>'
        f"<date>{at}</date><start>{at[11:16]}</start><duration>{duration}</duration>"
        f"<room>{room}</room><track>Main</track><type>talk</type>"
        f"<persons>{persons}</persons>{more}</event>"
    )


def schedule_of(*events: str, conference: str = "", before: str = "") -> bytes:
    """A schedule.xml with these events on one day, each in the room that it names."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<schedule><version>1</version>'
        f"<conference><title>Robots</title><acronym>robots</acronym>"
        f"<time_zone_name>Asia/Shanghai</time_zone_name>{conference}</conference>"
        f'<day index="1" date="2026-08-26"><room name="Hall">{"".join(events)}</room></day>'
        "</schedule>"
    ).encode()


THREE = (
    event_xml("Opening", number="1", people=["Ada", "Grace"]),
    event_xml("机器人与人", at="2026-08-26T10:00:00+08:00", number="2", people=["Ada"]),
    event_xml("Closing", at="2026-08-26T11:00:00+08:00", number="3", room="Garden"),
)


async def bring_in(event: Event, *events: str) -> apply.Difference:
    return await apply.bring_in(event, schedule_xml.read(schedule_of(*events), timezone="UTC"))


async def released_event(
    slug: str = "summit", *events: str, **columns: Any
) -> tuple[Event, Release]:
    """An event in August 2026 with a released agenda, the three sessions when none are given."""
    defaults: dict[str, Any] = {
        "starts_at": datetime(2026, 8, 26, 1, tzinfo=UTC),
        "ends_at": datetime(2027, 8, 27, 10, tzinfo=UTC),
    }
    event = await make_event(slug, **{**defaults, **columns})
    await bring_in(event, *(events or THREE))
    return event, await release(event, {"en": "First"})


def make_entry(number: int = 1, **columns: Any) -> Entry:
    """An entry of a release; `columns` replace."""
    entry: dict[str, Any] = {
        "id": number,
        "guid": guid(str(number)),
        "number": number,
        "code": f"AAAA{number:02}",
        "title": {"en": f"Talk {number}"},
        "subtitle": {},
        "abstract": {},
        "description": {},
        "kind": "talk",
        "is_break": False,
        "language": "",
        "track": None,
        "room": make_room("Hall"),
        "speakers": [],
        "starts_at": "2026-08-26T01:00:00+00:00",
        "ends_at": "2026-08-26T01:30:00+00:00",
        "logo": "",
        "links": [],
        "attachments": [],
        "extra": {},
        "status": "CONFIRMED",
        "sequence": 0,
        "created_at": "2026-08-01T00:00:00+00:00",
        "modified_at": "2026-08-01T00:00:00+00:00",
    }
    return {**entry, **columns}  # type: ignore[typeddict-item]  # whatever the test names


def make_room(name: str, number: int = 1) -> Any:
    return {
        "id": number,
        "guid": guid(f"room {name}"),
        "key": name,
        "name": {"en": name},
        "venue": {"zh": "会议中心", "en": "Centre"},
    }


def make_agenda(*entries: Entry, **columns: Any) -> Agenda:
    defaults: dict[str, Any] = {
        "slug": "robots-2026",
        "title": {"zh": "机器人峰会", "en": "Robot Summit"},
        "description": {},
        "timezone": "Asia/Shanghai",
        "accent": "#a8321f",
        "starts_at": datetime(2026, 8, 26, 1, tzinfo=UTC),
        "ends_at": datetime(2026, 8, 27, 10, tzinfo=UTC),
        "released_at": datetime(2026, 8, 1, tzinfo=UTC),
        "version": "1",
        "public_url": "https://events.example.org",
        "generator_version": "0.1.0",
        "entries": list(entries),
    }
    return Agenda(**{**defaults, **columns})


def released_agenda(event: Event, made: Release, public_url: str = URL) -> Agenda:
    """The agenda of a release as the writers get it; the event's venue is loaded."""
    return standing.facts_of(event, made, public_url).with_entries(made.entries)
