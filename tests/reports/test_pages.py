"""Reports in the console and for everybody."""

import hashlib

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.reports import publication
from events_svc.reports.models import FrozenReport, ReportCheck
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.reports.factories import befall, frozen_series, make_episodes, make_series
from tests.reports.test_recompute import tamper


@pytest.fixture
async def report(client: httpx.AsyncClient) -> FrozenReport:
    """A frozen report; the browser is signed in as an organiser of its organisation."""
    report = await frozen_series()
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=report.organisation))
    return report


async def test_an_organiser_freezes_what_the_page_shows(client: httpx.AsyncClient) -> None:
    series = await make_series()
    await series.fetch_related("organisation")
    await befall(await make_episodes(series))
    user = await make_user(role=Role.FINANCE, organisation=series.organisation)
    await sign_in(client, user)
    page = await client.get("/organiser/series/capek/report")
    form = {"note": "Figures of 2022", "csrf": await csrf(client)}

    answer = await client.post("/organiser/series/capek/report", data=form)
    frozen = await client.get(answer.headers["location"])

    assert (page.status_code, answer.status_code, frozen.status_code) == (200, 303, 200)
    for text in (page.text, frozen.text):
        assert "30 episodes · 140,000 plays = own 20 (view@10s v1) + Bilibili 62,400" in text
        assert "not distinct people · 120 of 120 counters older than 7 days" in text
        assert "1 fell · 1 hidden · 1 corrected" in text
        assert "One digit too many" in text
    assert "Figures of 2022" in frozen.text
    assert "Recomputed from 144 rows it has the same bytes." in frozen.text


async def test_a_changed_row_is_named_on_the_page(
    client: httpx.AsyncClient, report: FrozenReport
) -> None:
    await tamper("counter_snapshot", 2, "value = value + 1")

    page = await client.get(f"/organiser/reports/{report.id}")

    assert "Does not stand" in page.text
    assert "Counter row 2 has changed" in page.text


async def test_everybody_reads_what_was_published_and_nothing_else(
    client: httpx.AsyncClient, report: FrozenReport
) -> None:
    client.cookies.clear()
    address = f"/reports/{report.sha256}"
    before = [await client.get(f"{address}{tail}") for tail in ("", "/report.json", "/chain.json")]
    await publication.publish(report)
    page, file = await client.get(address), await client.get(f"{address}/report.json")
    chain = (await client.get(f"{address}/chain.json")).json()["reports"]
    await publication.withdraw(report)

    assert [answer.status_code for answer in before] == [404, 404, 404]
    assert page.status_code == 200
    assert "/organiser/sources/" not in page.text
    assert hashlib.sha256(file.content).hexdigest() == report.sha256
    assert hashlib.sha256(chain[0]["sha256"].encode()).hexdigest() == chain[0]["link"]
    assert (await client.get(address)).status_code == 404


async def test_the_public_page_tells_what_the_last_check_found(
    client: httpx.AsyncClient, report: FrozenReport
) -> None:
    await publication.publish(report)
    await tamper("counter_snapshot", 2, "value = value + 1")
    unchecked = await client.get(f"/reports/{report.sha256}")
    form = {"csrf": await csrf(client)}
    await client.post(f"/organiser/reports/{report.id}/verification", data=form)
    checked = await client.get(f"/reports/{report.sha256}")

    assert "Not checked yet" in unchecked.text
    assert "Counter row 2 has changed" in checked.text
    assert await ReportCheck.all().count() == 1


async def test_what_came_since_is_listed_beside_the_frozen_figures(
    client: httpx.AsyncClient, report: FrozenReport
) -> None:
    same = await client.get(f"/organiser/reports/{report.id}/differences")
    await tamper("recording", 1, "published_at = NULL")
    other = await client.get(f"/organiser/reports/{report.id}/differences")

    assert "A report frozen now would say the same." in same.text
    assert "9,352" in other.text
    assert "4,666" in other.text
    assert "Went since" in other.text


async def test_a_note_that_is_too_long_is_refused_and_nothing_is_frozen(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    form = {"note": "x" * 301, "csrf": await csrf(client)}

    answer = await client.post("/organiser/events/summit/report", data=form)

    assert answer.status_code == 422
    assert await FrozenReport.all().count() == 0


async def test_a_person_of_one_event_sees_and_freezes_its_report_alone(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    await sign_in(client, await make_user(role=Role.ORGANISER, event=event))
    form = {"csrf": await csrf(client)}

    mine = await client.post("/organiser/events/summit/report", data=form)
    theirs = await client.post(f"/organiser/events/{other.slug}/report", data=form)
    index = await client.get("/organiser/reports")

    assert (mine.status_code, theirs.status_code) == (303, 404)
    assert "Report 1 · Robot Summit" in index.text


async def test_a_year_beyond_all_years_is_not_there(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))

    answer = await client.get(f"/organiser/organisations/{event.organisation.slug}/report/99999")

    assert answer.status_code == 404


async def test_a_report_that_does_not_stand_is_not_published(
    client: httpx.AsyncClient, report: FrozenReport
) -> None:
    await tamper("counter_snapshot", 2, "value = value + 1")
    form = {"csrf": await csrf(client)}

    answer = await client.post(f"/organiser/reports/{report.id}/publication", data=form)

    assert answer.status_code == 409
    assert "Freeze a new one to publish." in answer.text
    assert not await publication.is_public(report)
