"""The hours at which somebody can come to an event, between the fields of a form and instants. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from events_svc.events.models import Event
from events_svc.web import forms
from events_svc.web.i18n import gettext
from speakers import available
from speakers.available import Span, Windows

MOST_DAYS = 31
WINDOWS = (1, 2)
ALL, NONE, SOME = "all", "none", "some"


def days(event: Event) -> list[date]:
    """The days of the event in its zone, at most a month of them."""
    zone = ZoneInfo(event.timezone)
    ends = event.starts_at, event.ends_at - timedelta(seconds=1)  # midnight ends the day before
    first, last = (one.astimezone(zone).date() for one in ends)
    count = min((last - first).days + 1, MOST_DAYS)
    return [first + timedelta(days=number) for number in range(count)]


def whole(event: Event) -> Span:
    """From the first midnight to the last."""
    found = days(event)
    return _midnight(event, found[0]), _midnight(event, found[-1] + timedelta(days=1))


def given(event: Event, form: FormData) -> Windows:
    """The form as windows; raises Malformed for times that are none, or the wrong way round."""
    errors: dict[str, str] = {}
    possible: list[Span] = []
    preferred: list[Span] = []
    for number, day in enumerate(days(event)):
        choice = form.get(f"day{number}")
        if choice == SOME:
            spans = [_span(event, day, form, f"d{number}w{w}", errors) for w in WINDOWS]
            possible += [span for span in spans if span]
        elif choice != NONE:
            possible.append((_midnight(event, day), _midnight(event, day + timedelta(days=1))))
        rather = _span(event, day, form, f"d{number}p", errors)
        preferred += [rather] if rather else []
    if errors:
        raise forms.Malformed(errors)
    return Windows(possible, preferred)


def standing(event: Event, declared: Windows) -> dict[str, Any]:
    """What was declared, as the fields of the form show it."""
    values: dict[str, Any] = {}
    for number, day in enumerate(days(event)):
        span = (_midnight(event, day), _midnight(event, day + timedelta(days=1)))
        possible = available.clipped(declared.possible, span)
        is_whole = possible == [span] or not declared.possible
        values[f"day{number}"] = ALL if is_whole else SOME if possible else NONE
        if not is_whole:
            for window, one in zip(WINDOWS, possible, strict=False):
                values |= _times(event, f"d{number}w{window}", one)
        for one in available.clipped(declared.preferred, span)[:1]:
            values |= _times(event, f"d{number}p", one)
    return values


def _span(
    event: Event, day: date, form: FormData, name: str, errors: dict[str, str]
) -> Span | None:
    """From `name_from` to `name_to` on this day, None when both are blank; midnight ends the day."""
    first, last = (str(form.get(f"{name}_{side}") or "").strip() for side in ("from", "to"))
    if not first and not last:
        return None
    try:
        start, end = time.fromisoformat(first or "00:00"), time.fromisoformat(last or "00:00")
    except ValueError:
        errors[name] = gettext("Times like 09:30, please.")
        return None
    starts_at = _instant(event, day, start)
    ends_at = _instant(event, day if end > time(0) else day + timedelta(days=1), end)
    if ends_at <= starts_at:
        errors[name] = gettext("The end must be after the start.")
        return None
    return starts_at, ends_at


def _times(event: Event, name: str, span: Span) -> dict[str, str]:
    zone = ZoneInfo(event.timezone)
    start, end = (one.astimezone(zone).strftime("%H:%M") for one in span)
    return {f"{name}_from": start, f"{name}_to": end}


def _midnight(event: Event, day: date) -> datetime:
    return _instant(event, day, time(0))


def _instant(event: Event, day: date, at: time) -> datetime:
    local = datetime.combine(day, at.replace(tzinfo=None), ZoneInfo(event.timezone))
    return local.astimezone(UTC)
