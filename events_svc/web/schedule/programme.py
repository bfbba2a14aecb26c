"""The released agenda as the public page shows it: days, tracks, rooms, the grid of a day.

All of it follows from the release, the zone and the language, so it is kept.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from events_svc.events.models import Event
from events_svc.schedule.entries import EntryRoom, EntryTrack, Item
from events_svc.schedule.models import Release
from events_svc.schedule.queries import taking_place
from events_svc.web import i18n, pages
from events_svc.web.schedule import asked as asking
from events_svc.web.schedule import grid
from events_svc.web.schedule.asked import Asked
from events_svc.web.schedule.grid import Grid
from events_svc.web.schedule.kept import Kept


@dataclass(frozen=True, slots=True)
class Programme:
    """All days of a release in a time zone."""

    days: dict[date, list[Item]]
    tracks: list[EntryTrack]
    rooms: list[EntryRoom]
    languages: list[str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A day laid out, and its cells as HTML."""

    grid: Grid
    body: Markup


_programmes: Kept[Programme] = Kept(8)
_drawn: Kept[Drawn] = Kept(24)


def programme(event: Event, release: Release, asked: Asked) -> Programme:
    """The programme of the release in the zone that is asked for."""

    def make() -> Programme:
        items = taking_place(release, event)
        spoken = sorted({one for item in items for one in asking.languages_of(item)})
        days = grid.by_day(items, asked.tzinfo)
        return Programme(days, tracks_of(items), rooms_of(items), spoken)

    return _programmes.get(_key(event, release, asked), make)


def draw(event: Event, release: Release, asked: Asked, day: date) -> Drawn:
    """The grid of a day of the programme."""

    def make() -> Drawn:
        whole = programme(event, release, asked)
        laid = grid.lay_out(day, whole.days[day], asked.tzinfo)
        words = {
            "event": event,
            "grid": laid,
            "zone": asked.zone,
            "moved": moved(release),
            "numbers": {track["key"]: number for number, track in enumerate(whole.tracks, 1)},
            "lang": i18n.language.get(),
        }
        body = pages.environment().get_template("schedule/_grid.html").render(words)
        return Drawn(laid, Markup(body))  # noqa: S704 escaped by Jinja

    return _drawn.get((_key(event, release, asked), day, i18n.language.get()), make)


def tracks_of(items: Sequence[Item]) -> list[EntryTrack]:
    """The tracks of these sessions, in the order of their keys."""
    found = {item["track"]["key"]: item["track"] for item in items if item["track"]}
    return [found[key] for key in sorted(found)]


def rooms_of(items: Sequence[Item]) -> list[EntryRoom]:
    """The rooms of these sessions in the order of the columns."""
    found = {
        room["id"]: room for item in items for room in (item["room"], *item["more_rooms"]) if room
    }
    return sorted(found.values(), key=lambda room: (room["position"], room["id"]))


def moved(release: Release) -> dict[str, dict[str, Any]]:
    """By code: where and when the sessions stood that the release has moved."""
    return {change["code"]: timed(change)["before"] for change in release.changes["moved"]}


def timed(change: Mapping[str, Any]) -> dict[str, Any]:
    """A change of a release with its instants as datetimes."""
    return {**change, "before": _spot(change["before"]), "after": _spot(change["after"])}


def _spot(spot: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if spot is None:
        return None
    times = {name: datetime.fromisoformat(spot[name]) for name in ("starts_at", "ends_at")}
    return {**spot, **times}


def _key(event: Event, release: Release, asked: Asked) -> Hashable:
    return release.id, release.released_at, event.slug, asked.zone
