"""Marks: up to them every row is there, for ever."""

import asyncio

import pytest

from events_svc import clock
from events_svc.database import in_transaction, is_postgres
from events_svc.reports import freeze, marks, recompute, scope, tables
from events_svc.stats.models import View
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session
from tests.stats.factories import make_view

pytestmark = pytest.mark.usefixtures("database")


async def test_a_row_that_is_being_written_below_the_mark_is_waited_for() -> None:
    event = await make_event()
    source = await make_live_source(await make_session(event))
    written, go_on = asyncio.Event(), asyncio.Event()

    async def slow_writer() -> None:
        async with in_transaction():
            await make_view(source, key=b"slow" * 4)
            written.set()
            await go_on.wait()

    writer = asyncio.create_task(slow_writer())
    await written.wait()
    if is_postgres():  # SQLite has one writer at a time: nobody overtakes
        await make_view(source, key=b"fast" * 4)
    freezing = asyncio.create_task(freeze.freeze(scope.of_event(event)))
    await asyncio.sleep(0.05)
    go_on.set()
    await writer

    verdict = await recompute.verdict(await freezing)

    assert verdict.is_sound
    assert not is_postgres() or verdict.rows == await View.all().count() == 2


async def test_a_table_without_rows_has_the_mark_nought() -> None:
    found = await marks.settled(clock.now())

    assert found.upto == dict.fromkeys((*tables.TABLES, marks.HISTORY), 0)
    assert found == await marks.seen(clock.now())


async def test_rows_are_read_a_page_at_a_time_in_the_order_of_owner_and_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "PAGE", 2)
    event = await make_event()
    session = await make_session(event)
    links = [await make_live_source(session) for _ in range(3)]
    for number in range(5):
        await make_view(links[2 - number % 2], key=bytes([number]) * 16)
    await make_view(links[0], key=b"later" * 3)

    pages = [
        [row["id"] for row in page]
        async for page in tables.read(tables.TABLES["view"], [link.id for link in links], upto=5)
    ]

    assert pages == [[2, 4], [1, 3], [5]]  # 6 lies beyond the mark
