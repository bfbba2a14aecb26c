from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events_svc.tickets.models import Order
from events_svc.tickets.selling.days import MOST_DAYS, Sold, Span, by_span, over_time
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2026, 3, 2, 16, tzinfo=UTC)  # of Tuesday, 3 March, in Shanghai


@pytest.mark.engineless
def test_a_day_ends_at_midnight_of_the_event_and_none_is_left_out() -> None:
    before, after = MIDNIGHT - timedelta(minutes=15), MIDNIGHT + timedelta(days=1)
    told = by_span(
        [Sold(before, 1, 2, 200), Sold(after, 1, 1, 100), Sold(after, 2, 3, 0)], SHANGHAI
    )
    assert (told.is_by_week, told.spans) == (
        False,
        [
            Span(date(2026, 3, 2), Counter({1: 2}), 200),
            Span(date(2026, 3, 3)),
            Span(date(2026, 3, 4), Counter({1: 1, 2: 3}), 100),
        ],
    )


@pytest.mark.engineless
def test_a_long_sale_is_told_by_weeks_that_begin_on_monday() -> None:
    last = MIDNIGHT + timedelta(days=MOST_DAYS)
    told = by_span([Sold(MIDNIGHT, 1, 1, 100), Sold(last, 1, 1, 100)], SHANGHAI)
    assert told.is_by_week
    assert {one.day.weekday() for one in told.spans} == {0}
    assert (told.spans[0].day, len(told.spans)) == (date(2026, 3, 2), 10)
    assert sum(one.minor for one in told.spans) == 200


@pytest.mark.engineless
def test_without_sales_there_is_nothing_to_tell() -> None:
    assert by_span([], SHANGHAI).spans == []


@pytest.mark.usefixtures("database")
async def test_valid_tickets_count_on_the_day_of_their_payment() -> None:
    event = await make_event()
    free, dear = await make_type(event), await make_type(event, price_minor=100)
    await make_order(event, dear)  # not paid
    for at, count in ((MIDNIGHT - timedelta(seconds=1), 2), (MIDNIGHT, 3)):
        order = await make_order(event, free, count)
        await Order.filter(id=order.id).update(paid_at=at)
    told = await over_time(event)
    assert told.spans == [
        Span(date(2026, 3, 2), Counter({free.id: 2}), 0),
        Span(date(2026, 3, 3), Counter({free.id: 3}), 0),
    ]
