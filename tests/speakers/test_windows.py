"""The days of an event for which somebody says when: pure."""

from datetime import UTC, date, datetime, timedelta

from starlette.datastructures import FormData

from events_svc.events.models import Event
from events_svc.web.speakers import windows
from speakers.available import EVER, Windows

NINE = datetime(2026, 8, 26, 1, tzinfo=UTC)  # in Shanghai


def event(hours: int) -> Event:
    return Event(starts_at=NINE, ends_at=NINE + timedelta(hours=hours), timezone="Asia/Shanghai")


def test_an_event_that_ends_at_midnight_has_no_day_after_it() -> None:
    assert windows.days(event(15)) == [date(2026, 8, 26)]
    assert windows.days(event(16)) == [date(2026, 8, 26), date(2026, 8, 27)]


def test_what_was_said_of_other_times_is_not_shown() -> None:
    begin, end = windows.whole(event(9))
    said = Windows([(EVER[0], begin + timedelta(hours=12)), (end, EVER[1])], [(EVER[0], begin)])
    shown = {"day0": "some", "d0w1_from": "00:00", "d0w1_to": "12:00"}
    assert windows.standing(event(9), said) == shown
    assert windows.given(event(9), FormData(shown)).possible == [
        (begin, begin + timedelta(hours=12))
    ]
