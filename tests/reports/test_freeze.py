"""What belongs to a report, what it counts, and its place in the chain."""

import asyncio
from datetime import UTC, datetime

import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.events.models import EventState
from events_svc.media.models import Source
from events_svc.reports import canonical, check, freeze, publication, queries, scope
from events_svc.reports.errors import NothingToReport
from events_svc.reports.freeze import preview
from events_svc.reports.models import FrozenReport
from events_svc.stats import report as statistics
from tests.accounts.factories import make_organisation
from tests.checkin.factories import make_door, make_ticket, scan_ticket
from tests.events.factories import make_event
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
)
from tests.reports.factories import frozen_series, make_episodes, make_series
from tests.reports.test_recompute import tamper
from tests.stats.factories import make_view, make_watch
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


def totals(content: dict[str, object]) -> dict[str, object]:
    return {one["key"]: one["value"] for one in content["totals"]}  # type: ignore[attr-defined]  # JSON


async def test_tickets_and_arrivals_stand_beside_the_views_of_an_event() -> None:
    event = await make_event()
    await make_order(event, await make_type(event), 3)
    door = await make_door(event)
    await scan_ticket(door, await make_ticket(door.ticket_type, number=90))
    source = await make_live_source(await make_session(event))
    await make_view(source, is_live=True)

    content = await preview(scope.of_event(event))

    (told,) = content["events"]
    assert told["door"] == {
        "tickets_sold": 4, "tickets_held": 0, "arrivals": 1, "ticket_rows": 4, "scan_rows": 1,
    }  # fmt: skip
    found = totals(content)
    assert (found["tickets-sold"], found["arrivals"], found["view@10s"]) == (4, 1, 1)


async def test_our_own_figures_are_those_of_the_statistics() -> None:
    event = await make_event()
    source = await make_live_source(await make_session(event))
    for number in range(3):
        key = bytes([number]) * 16
        await make_watch(source, key=key, is_live=True, unique_seconds=50)
        await make_view(source, key=key, is_live=True)
    await make_watch(source, key=b"p" * 16, is_bot=True)

    found = totals(await preview(scope.of_event(event)))
    report = await statistics.of_event(event)

    assert found["view@10s"] == report.views(10) == 3
    assert found["watch-time"] == report.total("watch_ms") == 180_000
    assert found["unique-seconds"] == report.total("unique_seconds") == 150
    assert found["viewers"] == [3, 3]
    assert found["peak"] == 3
    assert found["programs"] == report.total("programs") == 1


async def test_a_year_has_what_began_in_it_by_the_clock_of_the_place() -> None:
    organisation = await make_organisation()
    ends = datetime(2023, 1, 5, tzinfo=UTC)
    for slug, begins in (
        ("still-2022", datetime(2022, 12, 31, 15, 59, tzinfo=UTC)),
        ("new-year", datetime(2022, 12, 31, 16, 0, tzinfo=UTC)),  # midnight in Shanghai
    ):
        await make_event(slug, organisation=organisation, starts_at=begins, ends_at=ends)

    slugs = [
        [event["slug"] for event in (await preview(scope.of_year(organisation, year)))["events"]]
        for year in (2022, 2023)
    ]

    assert slugs == [["still-2022"], ["new-year"]]


async def test_an_organisation_reports_with_its_branches_and_each_thing_counts_once() -> None:
    parent = await make_organisation()
    branch = await make_organisation("branch", parent=parent)
    await make_organisation("elsewhere")
    event = await make_event(organisation=parent)
    recording = await make_recording(branch, event=event)
    await make_view(await make_recording_source(recording))
    await make_recording(await make_organisation("stranger"), slug="not-ours")

    content = await preview(scope.of_organisation(parent))

    assert [(one["slug"], one["events"], one["titles"]) for one in content["units"]] == [
        ("cameta", 1, 0),
        ("branch", 0, 1),
    ]
    assert totals(content)["plays-across-platforms"] == 1


async def test_drafts_and_recordings_that_are_not_public_are_in_no_report() -> None:
    organisation = await make_organisation()
    await make_event(organisation=organisation, state=EventState.DRAFT)
    await make_recording(organisation, published_at=None)

    with pytest.raises(NothingToReport):
        await freeze.freeze(scope.of_organisation(organisation))
    assert await FrozenReport.all().count() == 0


async def test_each_report_of_an_organisation_is_linked_to_the_one_before() -> None:
    first = await frozen_series()
    series = await make_series(first.organisation, slug="other")
    await series.fetch_related("organisation")
    await make_episodes(series, count=1)
    second = await freeze.freeze(scope.of_series(series))

    assert (first.number, second.number) == (1, 2)
    assert queries.content(second)["previous"] == first.link
    assert second.link == canonical.link(first.link, second.sha256)
    assert await check.broken() == []


async def test_two_who_freeze_at_once_get_two_numbers() -> None:
    event = await make_event()
    await asyncio.gather(*(freeze.freeze(scope.of_event(event), note=str(n)) for n in range(3)))

    numbers = await FrozenReport.all().order_by("number").values_list("number", flat=True)
    assert [*numbers] == [1, 2, 3]
    assert await check.broken() == []


async def test_freezing_and_publishing_are_written_in_the_log() -> None:
    report = await frozen_series()
    await publication.publish(report)
    await publication.publish(report)
    await publication.withdraw(report)

    actions = await AuditEntry.filter(subject=f"report:{report.id}").order_by("id")
    assert [one.action for one in actions] == [
        "report.frozen", "report.published", "report.withdrawn",
    ]  # fmt: skip


async def test_the_audit_names_the_row_the_report_and_the_torn_chain() -> None:
    first = await frozen_series()
    series = await make_series(first.organisation, slug="other")
    await series.fetch_related("organisation")
    await make_episodes(series, count=1)
    await freeze.freeze(scope.of_series(series))
    await tamper("counter_snapshot", 1, "value = 7")
    await tamper("frozen_report", first.id, f"link = '{'0' * 64}'")

    assert await check.broken() == [
        f"the reports of organisation {first.organisation_id} are torn at number 1",
        f"the reports of organisation {first.organisation_id} are torn at number 2",
        "report 1: counter_snapshot 1 has changed",
    ]


async def test_a_live_link_whose_recording_came_counts_once() -> None:
    event = await make_event()
    session = await make_session(event)
    recording = await make_recording(event.organisation, event=event, session=session)
    source = await make_live_source(session, recording=recording)
    await make_view(source, at=clock.now())

    content = await preview(scope.of_event(event))

    assert await Source.all().count() == 1
    assert totals(content)["view@10s"] == 1
