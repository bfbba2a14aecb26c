"""A report that stands on many rows is frozen by the worker, once, and is the one that was asked for."""

import asyncio
from typing import cast

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Series
from events_svc.jobs import Context
from events_svc.jobs.reports import HANDLERS
from events_svc.outbox.models import Job, JobState
from events_svc.reports import check, freeze, freezing, readings, scope, verify, weight
from events_svc.reports.errors import NothingToReport
from events_svc.reports.models import FrozenReport
from events_svc.reports.reading_models import ReadingState, ReportReading
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.reports.factories import make_episodes, make_series

LIGHT = 4  # rows that are waited for in these tests


@pytest.fixture
async def series(database: None, monkeypatch: pytest.MonkeyPatch) -> Series:
    """Twenty views and eight counters."""
    monkeypatch.setattr(weight, "WAITED_FOR", LIGHT)
    made = await make_series()
    await made.fetch_related("organisation")
    await make_episodes(made, count=2)
    return made


async def work_at(asked: ReportReading) -> ReportReading:
    await HANDLERS["report.freeze"](cast("Context", None), {"reading_id": asked.id})
    return await ReportReading.get(id=asked.id)


async def test_what_a_report_stands_on_is_counted(
    series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    about, empty = scope.of_series(series), scope.of_organisation(await make_organisation("new"))
    assert (await weight.rows_behind(about), await weight.rows_behind(empty)) == (28, 0)
    heavy = []
    for most in (1, 37, 38):  # 28 rows, two titles with eight links
        monkeypatch.setattr(weight, "WAITED_FOR", most)
        heavy.append(await weight.is_heavy(about))
    assert heavy == [True, True, False]
    assert not await weight.is_heavy(empty)


async def test_a_heavy_report_is_frozen_by_the_worker_and_stands(series: Series) -> None:
    asked = (await freezing.ask(scope.of_series(series), note="for the board")).reading
    assert asked is not None
    assert (asked.state, await FrozenReport.all().count()) == (ReadingState.RUNNING, 0)

    over = await work_at(asked)

    report = await FrozenReport.get(id=over.report_id or 0).select_related("organisation")
    assert (over.state, report.note, report.number) == (ReadingState.DONE, "for the board", 1)
    assert (await verify.verify(report)).is_sound
    assert await check.broken() == []


async def test_a_light_report_is_frozen_at_once(
    series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weight, "WAITED_FOR", 100)
    asked = await freezing.ask(scope.of_series(series))
    assert (asked.reading, asked.report is not None) == (None, True)


async def test_the_job_done_twice_at_once_freezes_once(series: Series) -> None:
    asked = await freezing.begin(scope.of_series(series))

    await asyncio.gather(*(work_at(asked) for _ in range(3)))
    over = await work_at(asked)

    (report,) = await FrozenReport.all()
    assert over.report_id == report.id
    assert await check.broken() == []


async def test_asked_for_twice_at_once_it_is_frozen_once(series: Series) -> None:
    about = scope.of_series(series)
    asked = await asyncio.gather(*(freezing.begin(about, note="n") for _ in range(3)))
    assert len({one.id for one in asked}) == 1
    assert await ReportReading.all().count() == 1


async def test_the_rows_that_are_read_are_counted_for_who_looks(series: Series) -> None:
    over = await work_at(await freezing.begin(scope.of_series(series)))
    assert (over.total, over.done) == (28, 28)


async def died(asked: ReportReading) -> None:
    await Job.filter(id=asked.job_id).update(state=JobState.DEAD, attempts=12)


async def test_one_whose_job_is_dead_goes_on_when_it_is_asked_for_again(series: Series) -> None:
    about = scope.of_series(series)
    asked = await freezing.begin(about, note="n")
    await died(asked)

    again = await asyncio.gather(*(freezing.begin(about, note="n") for _ in range(3)))
    await asyncio.gather(*(work_at(asked) for _ in range(2)))

    assert {one.id for one in again} == {asked.id}
    assert await Job.all().values_list("kind", "state") == [("report.freeze", JobState.WAITING)]
    assert await FrozenReport.all().count() == 1


async def test_a_dead_one_says_so_and_is_tried_again_by_who_may_freeze(
    client: httpx.AsyncClient, series: Series
) -> None:
    asked = await freezing.begin(scope.of_series(series))
    await died(asked)
    page, api = f"/organiser/reports/readings/{asked.id}", f"/api/v1/reports/freezings/{asked.id}"
    await sign_in(client, await make_user(role=Role.VIEWER, organisation=series.organisation))
    seen = await client.get(page)
    refused = await client.post(f"{page}/again", headers={"x-csrf-token": await csrf(client)})
    assert ("It failed" in seen.text, "Try again" in seen.text) == (True, False)
    assert (refused.status_code, (await Job.get(id=asked.job_id)).state) == (404, JobState.DEAD)

    client.cookies.clear()
    person = await make_user("b@example.org", role=Role.FINANCE, organisation=series.organisation)
    await sign_in(client, person)
    told = [(await client.get(api)).json()["state"]]
    await client.post(f"{page}/again", headers={"x-csrf-token": await csrf(client)})
    told.append((await client.get(api)).json()["state"])

    assert told == ["failed", "running"]
    assert "Being frozen" in (await client.get(page)).text


async def test_one_that_is_over_is_not_tried_again(series: Series) -> None:
    asked = await freezing.begin(scope.of_series(series))
    over = await work_at(asked)
    await died(asked)
    await readings.try_again(over)
    assert await Job.all().values_list("state", flat=True) == [JobState.DEAD]


async def test_a_chain_stays_one_line_while_the_worker_and_others_freeze(series: Series) -> None:
    about = scope.of_series(series)
    asked = [await freezing.begin(about, note=str(n)) for n in range(2)]

    await asyncio.gather(
        *(work_at(one) for one in asked), *(freeze.freeze(about, note=f"now {n}") for n in range(2))
    )

    frozen = await FrozenReport.all().order_by("number")
    assert [one.number for one in frozen] == [1, 2, 3, 4]
    assert await check.broken() == []


async def test_what_is_gone_or_empty_by_then_ends_and_says_so(series: Series) -> None:
    empty = await make_organisation("new")
    nothing = await freezing.begin(scope.of_organisation(empty))
    gone = await freezing.begin(scope.of_series(series))
    await ReportReading.filter(id=gone.id).update(series_id=999)

    ended = [(await work_at(one)).state for one in (nothing, gone)]

    assert ended == [ReadingState.EMPTY, ReadingState.GONE]
    with pytest.raises(NothingToReport):
        await freezing.ask(scope.of_organisation(empty))
    assert await FrozenReport.all().count() == 0


async def test_the_page_says_that_it_is_being_frozen_and_then_leads_to_it(
    client: httpx.AsyncClient, series: Series
) -> None:
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=series.organisation))
    client.headers["x-csrf-token"] = await csrf(client)

    sent = await client.post("/organiser/series/capek/report", data={"note": "board"})
    waiting = await client.get(sent.headers["location"])
    asked = await ReportReading.all().get()
    over = await work_at(asked)
    done = await client.get(sent.headers["location"])

    assert sent.headers["location"].endswith(f"/organiser/reports/readings/{asked.id}")
    assert ("Being frozen" in waiting.text, "look-again" in waiting.text) == (True, True)
    assert f'href="/organiser/reports/{over.report_id}"' in done.text
    assert (await client.get(f"/organiser/reports/{over.report_id}")).status_code == 200


async def test_the_api_has_it_frozen_and_refuses_to_be_waited_for(
    client: httpx.AsyncClient, series: Series
) -> None:
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=series.organisation))
    client.headers["x-csrf-token"] = await csrf(client)

    refused = await client.post("/api/v1/series/capek/reports", json={})
    asked = await client.post("/api/v1/series/capek/reports/freezings", json={"note": "n"})
    over = await work_at(await ReportReading.get(id=asked.json()["id"]))
    told = (await client.get(f"/api/v1/reports/freezings/{over.id}")).json()

    assert (refused.status_code, asked.status_code) == (409, 202)
    assert "freezings" in refused.json()["detail"]
    assert (told["state"], told["report"], told["note"]) == ("done", over.report_id, "n")


async def test_a_heavy_report_is_read_for_who_asks_for_it_and_not_for_who_passes_by(
    client: httpx.AsyncClient, series: Series
) -> None:
    user = await make_user(role=Role.FINANCE, organisation=series.organisation)
    await sign_in(client, user)

    passing = await client.get("/organiser/series/capek/report")
    asked = await client.get("/organiser/series/capek/report?now=yes")

    assert (passing.status_code, asked.status_code) == (200, 200)
    assert "More than 4 rows stand behind this report." in passing.text
    assert 'href="/organiser/series/capek/report?now=yes#now"' in passing.text
    assert "Freeze this report" in passing.text
    assert 'id="every"' not in passing.text
    assert 'id="every"' in asked.text
    assert "More than" not in asked.text
