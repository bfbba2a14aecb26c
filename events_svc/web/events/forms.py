"""What organisers write about an event, as forms and API bodies say it, checked."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from babel import numbers

from events_svc.events.models import Event, Kind, Mode, PartyRole
from events_svc.events.slugs import PATTERN
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.pages import local_to_utc
from events_svc.web.state import Request

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

Line = Annotated[str, msgspec.Meta(max_length=200)]
Prose = Annotated[str, msgspec.Meta(max_length=20_000)]
Lines = dict[str, Line]
Proses = dict[str, Prose]
Slug = Annotated[str, msgspec.Meta(pattern=PATTERN, max_length=80)]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
Address = Annotated[str, msgspec.Meta(max_length=1000)]
Id = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
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


def checked(values: dict[str, Any], timezone: str) -> dict[str, Any]:
    """The values with instants in UTC and no blank texts; raises Malformed for what no type can say."""
    values = {name: _trimmed(value) for name, value in values.items()}
    errors = {name: message for name, message in _wrong(values) if message}
    if errors:
        raise Malformed(errors)
    for name in ("starts_at", "ends_at"):
        if name in values:
            values[name] = local_to_utc(values[name], timezone)
    if "starts_at" in values and "ends_at" in values and values["ends_at"] <= values["starts_at"]:
        raise Malformed({"ends_at": gettext("The end must be after the start.")})
    return values


async def typed(request: Request) -> dict[str, str]:
    """What was typed, to be shown again beside what is wrong with it."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


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


def _trimmed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    sides = {lang: words.strip() for lang, words in value.items()}
    return {lang: words for lang, words in sides.items() if words}


def _wrong(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields that no type can judge, each with a message or an empty string."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield name, _about_text(value, is_needed=name in {"title", "name"})
        elif isinstance(value, datetime):
            yield name, "" if 1970 <= value.year <= 2200 else gettext("A date and time, please.")
        elif name in _RULES and isinstance(value, str):
            is_right, words = _RULES[name]
            yield name, "" if is_right(value) else words()


def _about_text(text: dict[str, str], *, is_needed: bool) -> str:
    if not {*text} <= {"zh", "en"}:
        return gettext("Chinese (zh) or English (en), please.")
    return gettext("Please fill this in.") if is_needed and not text else ""


_RULES: dict[str, tuple[Callable[[str], bool], Callable[[], str]]] = {
    "timezone": (
        lambda name: name in available_timezones(),
        lambda: gettext("There is no such time zone."),
    ),
    "currency": (
        lambda code: code in numbers.list_currencies(),
        lambda: gettext("There is no such currency."),
    ),
    "url": (
        lambda url: url.startswith(("https://", "http://")),
        lambda: gettext("A link begins with https://"),
    ),
}
