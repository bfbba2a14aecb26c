"""Lists of reports, the years that have one, and the clock of the night."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.accounts.person import Person
from events_svc.jobs import reports as jobs
from events_svc.reports import freeze, queries, scope, years
from events_svc.reports.models import FrozenReport, ReportCheck
from tests.accounts.factories import make_organisation, make_user, sign_in
from tests.asked import asked
from tests.events.factories import make_event
from tests.reports.factories import frozen_series, make_episodes, make_series
from tests.reports.test_recompute import tamper

pytestmark = pytest.mark.usefixtures("database")


async def test_one_and_three_reports_take_the_same_number_of_queries(
    client: httpx.AsyncClient,
) -> None:
    report = await frozen_series()
    series = await make_series(report.organisation, slug="other")
    await series.fetch_related("organisation")
    await sign_in(client, await make_user(role=Role.VIEWER, organisation=report.organisation))
    await client.get("/organiser/reports")
    counts = []
    for number in (1, 2, 3):
        async with asked() as heard:
            await client.get("/organiser/reports")
        counts.append(len(heard))
        await make_episodes(series, count=1) if number == 1 else None
        await freeze.freeze(scope.of_series(series), note=str(number))

    assert counts[0] == counts[2] > 0


async def test_one_and_three_episodes_are_reported_by_the_same_number_of_queries() -> None:
    counts = []
    for number in (1, 3):
        series = await make_series(await make_organisation(f"of-{number}"), slug=f"of-{number}")
        await series.fetch_related("organisation")
        await make_episodes(series, count=number)
        async with asked() as heard:
            await freeze.preview(scope.of_series(series))
        counts.append(len(heard))

    assert counts[0] == counts[1] > 0


async def test_a_page_of_reports_goes_on_where_the_one_before_ended() -> None:
    first = await frozen_series()
    series = await make_series(first.organisation, slug="other")
    await series.fetch_related("organisation")
    await make_episodes(series, count=1)
    second = await freeze.freeze(scope.of_series(series))
    person = Person(user_id=1, organisations={first.organisation.path: Role.VIEWER})

    pages = [
        [one.report.id for one in await queries.seen_by(person, before=before, limit=1)]
        for before in (None, second.id, first.id)
    ]

    assert pages == [[second.id], [first.id], []]


async def test_a_stranger_to_the_organisation_sees_none_of_its_reports() -> None:
    await frozen_series()
    person = Person(user_id=1, organisations={"/999/": Role.OWNER}, events={999: Role.OWNER})

    assert await queries.seen_by(person, before=None, limit=10) == []


async def test_a_token_lists_nothing_beyond_its_organisation() -> None:
    event = await make_event()
    await freeze.freeze(scope.of_event(event))
    person = Person(user_id=1, events={event.id: Role.OWNER})
    token = Person(
        user_id=1,
        events={event.id: Role.OWNER},
        scopes=frozenset({"stats:read"}),
        within="/999/",
    )

    found = [await queries.seen_by(one, before=None, limit=10) for one in (person, token)]

    assert [len(one) for one in found] == [1, 0]


async def test_an_organisation_has_the_years_of_what_it_and_its_branches_held() -> None:
    parent = await make_organisation()
    branch = await make_organisation("branch", parent=parent)
    bare = await make_organisation("bare")
    begins = datetime(2021, 12, 31, 16, 0, tzinfo=UTC)  # 2022 in Shanghai
    await make_event(organisation=branch, starts_at=begins, ends_at=begins + timedelta(hours=1))
    await make_episodes(await make_series(parent), count=1)

    found = await years.of_organisations([parent, branch, bare])

    assert found == {parent.id: [2022], branch.id: [2022], bare.id: []}
    assert await years.of_organisations([]) == {}


async def test_every_night_each_report_is_checked_and_the_result_written_down(
    caplog: pytest.LogCaptureFixture,
) -> None:
    report = await frozen_series()
    await jobs.verify_all(None)  # type: ignore[arg-type]  # it needs nothing of its context
    await tamper("counter_snapshot", 1, "value = 7")
    await jobs.verify_all(None)  # type: ignore[arg-type]  # as above

    checks = await ReportCheck.filter(report_id=report.id).order_by("id")
    assert [(one.rows, len(one.findings)) for one in checks] == [(28, 0), (28, 2)]
    assert "1 frozen reports do not stand" in caplog.text
    assert (await FrozenReport.get(id=report.id)).body == report.body
