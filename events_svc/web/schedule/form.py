"""The form of a session: what it may hold, and what becomes of it."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from events_svc.events.models import Event
from events_svc.schedule import board, content, roster
from events_svc.schedule.content import Content
from events_svc.schedule.errors import OutOfTime
from events_svc.schedule.hold import FIRST_YEAR, LAST_YEAR, Placement, further_rooms
from events_svc.schedule.models import Session
from events_svc.web import pages
from events_svc.web.fields import Id
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext, language
from speakers.profile import Profile

Line = Annotated[str, Meta(max_length=300)]
Prose = Annotated[str, Meta(max_length=20_000)]
KINDS = ("talk", "keynote", "panel", "lightning", "workshop", "lesson", "meeting", "break", "other")
LANGUAGES = ("", "zh", "en", "zh,en")
EMPTY_SPEAKERS = 2


class SessionForm(msgspec.Struct):
    """A session with its people, and its place when it has a beginning."""

    title: dict[str, Line]
    subtitle: dict[str, Line] = {}
    abstract: dict[str, Prose] = {}
    kind: Annotated[str, Meta(max_length=80)] = "talk"
    language: Annotated[str, Meta(max_length=40)] = ""
    track: Id | None = None
    link: Annotated[str, Meta(max_length=1000, pattern="^https?://")] = ""
    speakers: list[Line] = []
    starts_at: datetime | None = None
    minutes: Annotated[int, Meta(ge=1, le=14 * 24 * 60)] = 45
    room: Id | None = None
    shares_room: bool = False
    more_rooms: Annotated[list[Id], Meta(max_length=50)] = []
    version: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None
    adds_people: bool = False

    def placement(self, event: Event) -> Placement | None:
        """Where and when, if the form says when; its times are the event's."""
        if self.starts_at is None:
            return None
        if not FIRST_YEAR <= self.starts_at.year <= LAST_YEAR:
            raise OutOfTime
        start = pages.local_to_utc(self.starts_at, event.timezone)
        end = start + timedelta(minutes=self.minutes)
        return Placement(
            start,
            end,
            self.room,
            is_exclusive=not self.shares_room,
            more_room_ids=tuple(self.more_rooms),
        )

    def words(self, before: Content | None) -> Content:
        """What the session says; what the form does not ask for stays as it was."""
        kept = msgspec.structs.asdict(self)
        names = ("title", "subtitle", "abstract", "kind", "language")
        said: dict[str, Any] = {name: kept[name] for name in names}
        said |= {"track_id": self.track, "is_break": self.kind == "break"}
        links = list(before.links) if before else []
        others = links[1:]
        first = {**(links[0] if links else {"title": ""}), "url": self.link}
        said["links"] = [*([first] if self.link else []), *others]
        said["description"] = before.description if before else {}
        return Content(**said)


async def guard(event: Event, form: SessionForm) -> list[int]:
    """The ids of the form's people, newcomers made known where the form says so; raises Malformed for a person,
    room or track of others.
    """
    errors = {}
    if form.track and form.track not in {track.id for track in await board.tracks(event)}:
        errors["track"] = gettext("Please choose one of the list.")
    wanted = {*form.more_rooms, *([form.room] if form.room else [])}
    if wanted - {room.id for room in await board.rooms(event)}:
        errors["room"] = gettext("Please choose one of the list.")
    known = await _known(event, form.speakers)
    unknown = [words for words in form.speakers if words not in known]
    if unknown and (errors or not form.adds_people):
        errors["speakers"] = gettext("Nobody is called “{name}” here.").format(name=unknown[0])
        errors["adds_people"] = gettext("Add “{name}” to your people").format(
            name=gettext("”, “").join(unknown)
        )
    if errors:
        raise Malformed(errors)
    known |= {words: await _newcomer(event, words) for words in unknown}
    return [known[words] for words in form.speakers]


async def _known(event: Event, said: list[str]) -> dict[str, int]:
    """Who is meant by `name · slug`, a slug, or a name that one person alone has."""
    slugs = {words: words.rpartition(" · ")[2].strip() for words in said}
    ids = await board.speaker_ids(event, [*slugs.values()])
    known = {words: ids[slug] for words, slug in slugs.items() if slug in ids}
    names = [words for words in said if words not in known]
    return known | (await board.ids_by_name(event, names) if names else {})


async def _newcomer(event: Event, name: str) -> int:
    said = name.partition(" · ")[0]
    speaker = await roster.add(event, Profile(name={language.get(): said}))
    return int(speaker.id)


async def standing(session: Session) -> dict[str, Any]:
    """The values of the form for a session as it stands."""
    words = content.content_of(session)
    values: dict[str, Any] = {
        "kind": words.kind,
        "language": words.language,
        "track": words.track_id,
        "link": words.links[0]["url"] if words.links else "",
        "room": session.room.id if session.room else "",
        "shares_room": await board.shares_room(session),
        "more_rooms": await further_rooms(session.id),
        "minutes": session.minutes or 45,
        "version": session.version,
    }
    for name in ("title", "subtitle", "abstract"):
        for tongue, text in getattr(words, name).items():
            values[f"{name}_{tongue}"] = text
    if session.starts_at and session.ends_at:
        local = session.starts_at.astimezone(ZoneInfo(session.event.timezone))
        values["starts_at"] = local.strftime("%Y-%m-%dT%H:%M")
        values["minutes"] = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    return values
