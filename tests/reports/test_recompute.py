"""What a report notices of the rows it stands on, and what may go on beneath it."""

from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.database import execute, is_postgres, rows
from events_svc.media.models import Source
from events_svc.reports import freeze, recompute, scope
from events_svc.reports.evidence import Finding
from events_svc.reports.models import FrozenReport
from events_svc.reports.recompute import Verdict
from events_svc.stats import counters
from events_svc.stats.counters import Reading
from events_svc.stats.models import View, Watch
from events_svc.tickets.cancel import cancel
from events_svc.tickets.models import Ticket
from tests.checkin.factories import make_door, make_ticket, scan_ticket
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session
from tests.reports.factories import befall, frozen_series
from tests.stats.factories import make_view, make_watch
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


async def tamper(table: str, row_id: int, change: str) -> None:
    """Change a row behind the guards' back, as somebody with the database in hand can."""
    if is_postgres():
        await execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        await execute(f'UPDATE "{table}" SET {change} WHERE id = $1', [row_id])
        await execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        return
    name = f"{table}_append_only"
    found = await rows("SELECT sql FROM sqlite_master WHERE name = $1", [name])
    if found:
        await execute(f"DROP TRIGGER {name}")
    await execute(f'UPDATE "{table}" SET {change} WHERE id = $1', [row_id])
    if found:
        await execute(found[0]["sql"])


async def again(report: FrozenReport) -> Verdict:
    return await recompute.verdict(await FrozenReport.get(id=report.id))


async def watched_event() -> tuple[FrozenReport, Source]:
    """A report of an event with a live link that one person watches just now, a ticket and an arrival."""
    event = await make_event()
    source = await make_live_source(await make_session(event))
    await make_watch(source, is_live=True)
    await make_view(source, is_live=True)
    door = await make_door(event)
    await scan_ticket(door, await make_ticket(door.ticket_type))
    return await freeze.freeze(scope.of_event(event)), source


async def test_rows_that_come_later_change_no_frozen_report() -> None:
    report = await frozen_series(count=3)
    await befall(await Source.all().order_by("id"))

    assert (await again(report)).is_sound


async def test_a_changed_counter_is_noticed_and_named() -> None:
    report = await frozen_series()
    await tamper("counter_snapshot", 2, "value = value + 1")

    verdict = await again(report)

    assert (verdict.is_same, verdict.is_intact) == (False, True)
    assert verdict.findings == [Finding("counter_snapshot", 2, "changed")]


async def test_a_row_that_changes_no_figure_is_noticed_too() -> None:
    report = await frozen_series()
    await tamper("counter_snapshot", 3, "author = 'Eve'")

    assert (await again(report)).findings == [Finding("counter_snapshot", 3, "changed")]


async def test_rows_that_are_gone_or_slipped_in_below_the_mark_are_noticed() -> None:
    report = await frozen_series()
    await View.filter(id=5).delete()
    await View.filter(id=6).delete()
    (old,) = await Source.filter(id=1)
    await make_view(old, id=5, key=b"z" * 16)

    assert (await again(report)).findings == [
        Finding("view", 5, "changed"),
        Finding("view", 6, "missing"),
    ]


async def test_a_playing_that_goes_on_changes_no_frozen_report() -> None:
    report, _ = await watched_event()
    (playing,) = await Watch.all()
    await Watch.filter(id=playing.id).update(
        last_at=playing.last_at + timedelta(minutes=5),
        credited_ms=playing.credited_ms + 300_000,
    )

    assert (await again(report)).is_sound


async def test_a_playing_that_shrinks_is_noticed() -> None:
    report, _ = await watched_event()
    await Watch.all().update(credited_ms=1)

    verdict = await again(report)

    assert (verdict.is_same, verdict.findings) == (True, [Finding("watch", 1, "changed")])


async def test_a_view_may_go_when_its_playing_turns_out_to_be_a_programs() -> None:
    report, source = await watched_event()
    await View.filter(source=source).delete()
    missed = (await again(report)).findings
    await Watch.all().update(is_bot=True)

    assert missed == [Finding("view", 1, "missing")]
    assert (await again(report)).is_sound


async def test_a_ticket_that_is_cancelled_later_was_sold_then() -> None:
    event = await make_event()
    order = await make_order(event, await make_type(event), 2)
    report = await freeze.freeze(scope.of_event(event))
    await cancel(order)

    verdict = await again(report)

    assert verdict.is_sound
    assert b'"tickets_sold":2' in verdict.body


async def test_a_ticket_that_changes_without_its_orders_history_is_noticed() -> None:
    event = await make_event()
    await make_order(event, await make_type(event), 2)
    report = await freeze.freeze(scope.of_event(event))
    await Ticket.filter(id=2).update(state="cancelled")

    assert (await again(report)).findings == [Finding("ticket", 2, "changed")]


async def test_an_altered_report_does_not_fit_its_hash() -> None:
    report = await frozen_series()
    await tamper("frozen_report", report.id, "body = replace(body, '9352', '9999')")

    verdict = await again(report)

    assert (verdict.is_intact, verdict.is_same, verdict.is_sound) == (False, False, False)


async def test_a_corrected_reading_shows_in_the_next_report_not_in_the_frozen_one() -> None:
    report = await frozen_series()
    link = await Source.get(id=2)
    await counters.enter(link, Reading(5_000, clock.now()))
    before = (await again(report)).body

    assert before == report.body.encode()
