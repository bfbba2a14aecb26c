"""What no type can say of an event's texts, times, zones, currencies and links."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from babel import numbers

from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.pages import local_to_utc


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
