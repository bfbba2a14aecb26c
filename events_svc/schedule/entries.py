"""The shape of `Release.entries`: what a release says of each session, for pages and feeds alike.

One entry for every session that any release of the event ever had, in the order of time, then room.
A session that is no longer in the agenda stays, as CANCELLED, with the place and time it last had.
Everything is JSON: instants are ISO 8601 in UTC (`2026-08-26T01:00:00+00:00`), guids are strings,
texts are `{"zh": …, "en": …}` without empty languages. Texts may come from imports and hold HTML or
Markdown: `prose.plain` and `prose.paragraphs` make text of them.
"""

from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from events_svc.text import Text

Status = Literal["CONFIRMED", "CANCELLED"]


class EntryTrack(TypedDict):
    key: str
    slug: str
    name: Text
    color: str  # `#rrggbb`


class EntryRoom(TypedDict):
    id: int
    guid: str
    key: str
    name: Text
    venue: Text
    capacity: int | None
    position: int  # the order of the columns


class EntrySpeaker(TypedDict):
    id: int
    guid: str
    slug: str
    name: Text
    affiliation: Text
    code: NotRequired[str]


class EntryFile(TypedDict):
    title: str
    url: str
    media_type: str


class Entry(TypedDict):
    """A session in a release."""

    id: int  # of the row `session`; what other nouns join by
    guid: str  # for life: UID of feeds
    number: int  # `id` in schedule.xml
    code: str  # `[0-9A-Z]{6}`, the address of the page
    title: Text
    subtitle: Text
    abstract: Text
    description: Text
    kind: str
    is_break: bool
    language: str
    track: EntryTrack | None
    room: EntryRoom | None
    more_rooms: NotRequired[list[EntryRoom]]  # where it is shown too; absent: nowhere
    speakers: list[EntrySpeaker]  # in the order of the page
    starts_at: str
    ends_at: str
    logo: str
    links: list[dict[str, Any]]  # {"url": …, "title": …}
    attachments: list[dict[str, Any]]  # {"url": …, "title": …}
    files: NotRequired[list[EntryFile]]  # slides and the like that are public
    extra: dict[str, Any]  # as in Session.extra
    status: Status
    sequence: int  # iCalendar SEQUENCE: +1 when start, end, room or status changed
    created_at: str  # of the release in which it first stood
    modified_at: str  # of the release in which anything of it last changed


class Item(TypedDict):
    """An entry as pages want it: instants are datetimes. See `queries.programme`."""

    id: int
    guid: str
    code: str
    slug: str
    title: Text
    subtitle: Text
    abstract: Text
    kind: str
    is_break: bool
    language: str
    track: EntryTrack | None
    room: EntryRoom | None
    more_rooms: list[EntryRoom]
    speakers: list[EntrySpeaker]
    starts_at: datetime
    ends_at: datetime
    status: Status
