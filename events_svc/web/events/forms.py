"""What organisers write about an event, as forms and API bodies say it, checked."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from events_svc.events.models import Event, Kind, Mode, PartyRole
from events_svc.events.slugs import PATTERN
from events_svc.web.fields import Colour, Id, Line, Lines
from events_svc.web.rules import checked

TIMEZONES = [  # offered first; every zone of the tz database is accepted
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
]

Prose = Annotated[str, msgspec.Meta(max_length=20_000)]
Proses = dict[str, Prose]
Slug = Annotated[str, msgspec.Meta(pattern=PATTERN, max_length=80)]
Address = Annotated[str, msgspec.Meta(max_length=1000)]
Edition = Annotated[int, msgspec.Meta(ge=1, le=9999)]


class NewEvent(msgspec.Struct):
    """As few fields as an event can begin with."""

    title: Lines
    kind: Kind
    starts_at: datetime
    ends_at: datetime
    mode: Mode = Mode.ONSITE
    city: Lines = {}
    timezone: Line = "Asia/Shanghai"
    organisation_id: Id | None = None


class Settings(msgspec.Struct):
    """Everything that an event says of itself."""

    title: Lines
    kind: Kind
    mode: Mode
    slug: Slug
    starts_at: datetime
    ends_at: datetime
    timezone: Line
    currency: Line
    accent: Colour
    subtitle: Lines = {}
    description: Proses = {}
    city: Lines = {}
    external_parent: Lines = {}
    venue_id: Id | None = None
    series_id: Id | None = None
    edition: Edition | None = None
    parent_id: Id | None = None
    url: Address | None = None


class NewParty(msgspec.Struct):
    """An organisation that is known, or the name of a new partner."""

    role: PartyRole
    organisation_id: Id | None = None
    name: Lines = {}


class SeriesForm(msgspec.Struct):
    """A series; its address is made from the name."""

    name: Lines
    description: Proses = {}
    organisation_id: Id | None = None


def columns(given: msgspec.Struct) -> dict[str, Any]:
    """The values as columns, wall-clock times as instants; raises Malformed by field."""
    values = msgspec.to_builtins(given, builtin_types=(datetime,))
    values = {key: value for key, value in values.items() if value is not msgspec.UNSET}
    return checked(values, values.get("timezone", "UTC"))


def typed_values(event: Event) -> dict[str, Any]:
    """What stands in the event, as the fields of its form show it."""
    values: dict[str, Any] = {
        name: getattr(event, name)
        for name in ("slug", "timezone", "currency", "accent", "edition", "url")
    }
    values |= {"kind": event.kind.value, "mode": event.mode.value}
    values |= {f"{n}_id": getattr(event, f"{n}_id") or "" for n in ("venue", "series", "parent")}
    for name in ("title", "subtitle", "description", "city", "external_parent"):
        values |= {f"{name}_{lang}": words for lang, words in getattr(event, name).items()}
    zone = ZoneInfo(event.timezone)
    for name in ("starts_at", "ends_at"):
        values[name] = getattr(event, name).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    return values
