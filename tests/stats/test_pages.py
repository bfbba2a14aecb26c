"""The statistics pages: figures, ledger, who may see them."""

from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.events.models import Event, EventState, Series
from events_svc.media.models import Source
from events_svc.stats import counters, publication
from events_svc.stats.counters import Reading
from events_svc.stats.models import CounterSnapshot
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.asked import asked
from tests.conftest import browser
from tests.events.factories import make_event
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
)
from tests.stats.factories import make_view, make_watch

FORM = {"metric": "views", "value": "1204", "observed_at": "2026-01-02T10:00"}


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def source(event: Event) -> Source:
    return await make_live_source(await make_session(event))


@pytest.fixture
async def finance(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    await sign_in(client, await make_user(role=Role.FINANCE, organisation=event.organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


async def test_the_console_shows_figures_each_with_its_definition(
    finance: httpx.AsyncClient, source: Source
) -> None:
    await make_watch(source, is_live=True)
    await make_view(source, is_live=True)

    page = await finance.get("/organiser/events/summit/statistics")

    assert page.status_code == 200
    for words in ("view@10s v1", "live 1 · replay 0", "Watching live", "Views of each day"):
        assert words in page.text
    assert "style=" not in page.text


async def test_the_statistics_are_the_teams_until_they_are_opened(
    finance: httpx.AsyncClient, app: Starlette, event: Event, source: Source
) -> None:
    stranger = browser(app)
    before = await stranger.get("/events/summit/statistics")
    await sign_in(
        finance, await make_user("o@x.org", role=Role.ORGANISER, organisation=event.organisation)
    )
    finance.headers["x-csrf-token"] = await csrf(finance)

    await finance.post("/organiser/events/summit/statistics/publication")
    opened = await stranger.get("/events/summit/statistics")
    await finance.post("/organiser/events/summit/statistics/withdrawal")
    closed = await stranger.get("/events/summit/statistics")

    assert [answer.status_code for answer in (before, opened, closed)] == [404, 200, 404]
    assert "/organiser/sources/" not in opened.text


async def test_a_counter_is_written_down_by_hand_and_adds_to_the_plays(
    finance: httpx.AsyncClient, source: Source
) -> None:
    answer = await finance.post(f"/organiser/sources/{source.id}/counters", data=FORM)

    row = await CounterSnapshot.get()
    assert (answer.status_code, row.value, row.method, row.author) == (303, 1204, "manual", "Ada")
    assert row.observed_at.isoformat() == "2026-01-02T02:00:00+00:00"
    page = (await finance.get("/organiser/events/summit/statistics")).text
    assert "1,204 plays" in page
    assert "1 of 1 counters older than 7 days" in page


async def test_a_correction_is_a_new_row_and_needs_its_reason(
    finance: httpx.AsyncClient, source: Source
) -> None:
    row = await counters.enter(source, Reading(9_999_999, clock.now() - timedelta(days=1)))
    form = {**FORM, "value": "9999", "corrects": row.id}

    silent = await finance.post(f"/organiser/sources/{source.id}/counters", data=form)
    spoken = await finance.post(
        f"/organiser/sources/{source.id}/counters", data={**form, "reason": "a zero too many"}
    )

    assert (silent.status_code, spoken.status_code) == (422, 303)
    assert "A correction needs its reason." in silent.text
    found = await CounterSnapshot.all().order_by("id").values_list("value", "corrects", "reason")
    assert found == [(9_999_999, None, ""), (9999, row.id, "a zero too many")]


async def test_a_hidden_counter_is_not_zero(finance: httpx.AsyncClient, source: Source) -> None:
    form = {"metric": "views", "observed_at": "2026-01-02T10:00"}

    blank = await finance.post(f"/organiser/sources/{source.id}/counters", data=form)
    hidden = await finance.post(
        f"/organiser/sources/{source.id}/counters", data={**form, "hidden": "on"}
    )

    assert (blank.status_code, hidden.status_code) == (422, 303)
    assert [row.value for row in await CounterSnapshot.all()] == [None]


async def test_a_counter_of_tomorrow_is_refused(finance: httpx.AsyncClient, source: Source) -> None:
    form = {**FORM, "observed_at": "2999-01-01T00:00"}

    answer = await finance.post(f"/organiser/sources/{source.id}/counters", data=form)

    assert (answer.status_code, await CounterSnapshot.all().count()) == (422, 0)
    assert "future" in answer.text


async def test_the_rows_behind_the_figures_are_listed(
    finance: httpx.AsyncClient, source: Source
) -> None:
    watch = await make_watch(source)
    view = await make_view(source)

    page = (await finance.get(f"/organiser/sources/{source.id}/figures")).text

    for words in (f'"num">{view.id}<', f'"num">{watch.id}<', "6b6b6b6b"):
        assert words in page


async def test_a_viewer_may_read_the_rows_but_not_write(
    client: httpx.AsyncClient, event: Event, source: Source
) -> None:
    await sign_in(client, await make_user(role=Role.VIEWER, organisation=event.organisation))
    client.headers["x-csrf-token"] = await csrf(client)

    read = await client.get(f"/organiser/sources/{source.id}/figures")
    wrote = await client.post(f"/organiser/sources/{source.id}/counters", data=FORM)

    assert (read.status_code, wrote.status_code) == (200, 404)
    assert "Write down" not in read.text
    assert await CounterSnapshot.all().count() == 0


async def test_a_series_adds_up_its_episodes_over_all_platforms(client: httpx.AsyncClient) -> None:
    organisation = await make_organisation()
    series = await Series.create(organisation=organisation, slug="capek", name={"en": "Capek"})
    for number, (bilibili, wechat) in enumerate([(600, 300), (40, 60)], 1):
        recording = await make_recording(organisation, slug=f"e{number}", series=series)
        await make_view(await make_recording_source(recording))
        for platform, value in {"bilibili": bilibili, "wechat_channels": wechat}.items():
            link = await make_recording_source(recording, platform=platform)
            await counters.enter(link, Reading(value, clock.now()))
    await sign_in(client, await make_user(role=Role.VIEWER, organisation=organisation))

    page = await client.get("/series/capek/statistics")

    assert page.status_code == 200
    assert "1,002 plays" in page.text
    assert "own 2" in page.text
    assert "Bilibili 640" in page.text
    assert "WeChat Channels 360" in page.text


async def test_one_and_three_episodes_take_the_same_number_of_queries(
    client: httpx.AsyncClient,
) -> None:
    organisation = await make_organisation()
    series = await Series.create(organisation=organisation, slug="capek", name={"en": "Capek"})
    await sign_in(client, await make_user(role=Role.VIEWER, organisation=organisation))
    counts = []
    for number in (1, 2, 3):
        recording = await make_recording(organisation, slug=f"e{number}", series=series)
        source = await make_recording_source(recording)
        await make_watch(source)
        await make_view(source)
        await counters.enter(source, Reading(number, clock.now()))
        async with asked() as heard:
            await client.get("/series/capek/statistics")
        counts.append(len(heard))

    assert counts[0] == counts[2] > 0


async def test_an_organisation_adds_up_its_events_and_recordings_and_those_below_it(
    client: httpx.AsyncClient, app: Starlette
) -> None:
    association = await make_organisation()
    branch = await make_organisation("branch", parent=association)
    for organisation in (association, branch):
        recording = await make_recording(organisation, slug=f"of-{organisation.slug}")
        await make_view(await make_recording_source(recording))
    await make_view(await make_recording_source(await make_recording(slug="foreign")))
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=association))
    client.headers["x-csrf-token"] = await csrf(client)
    url = "/organiser/organisations/cameta/statistics"

    console = await client.get(url)
    before = await browser(app).get("/organisations/cameta/statistics")
    await client.post(f"{url}/publication")
    opened = await browser(app).get("/organisations/cameta/statistics")

    assert [answer.status_code for answer in (console, before, opened)] == [200, 404, 200]
    for page in (console.text, opened.text):
        assert "2 plays" in page
    assert "/organiser/" not in opened.text


async def test_every_playing_can_be_looked_at_and_names_nobody(
    finance: httpx.AsyncClient, source: Source
) -> None:
    made = [await make_watch(source, country="CN", is_bot=number == 0) for number in range(27)]

    first = (await finance.get(f"/organiser/sources/{source.id}/playings")).text
    rest = (await finance.get(f"/organiser/sources/{source.id}/playings?before={made[2].id}")).text

    shown = [f'<tr><td class="num">{one.id}<' in first for one in made]
    assert shown == [False, False, *[True] * 25]
    assert [f'<tr><td class="num">{one.id}<' in rest for one in made] == [True, True, *[False] * 25]
    assert f"?before={made[2].id}" in first
    assert "Program" in rest
    assert "China" not in first + rest


async def test_the_rows_of_each_threshold_stand_by_themselves(
    finance: httpx.AsyncClient, source: Source
) -> None:
    ten, thirty = await make_view(source), await make_view(source, threshold=30)

    page = (await finance.get(f"/organiser/sources/{source.id}/views?threshold=30")).text

    assert (f'"num">{thirty.id}<' in page, f'"num">{ten.id}<' in page) == (True, False)


async def test_the_page_of_a_link_draws_its_retention_and_what_others_would_count(
    finance: httpx.AsyncClient, event: Event
) -> None:
    recording = await make_recording(event.organisation, duration_seconds=60)
    source = await make_recording_source(recording)
    await make_watch(source, coverage=b"\xff" * 4, unique_seconds=32, has_played=True)

    page = (await finance.get(f"/organiser/sources/{source.id}/figures")).text

    for words in ("Retention", "share of 1 viewers", "100%", "PeerTube’s rule", "retention v1"):
        assert words in page
    assert "style=" not in page


async def test_strangers_share_a_page_for_ten_seconds_at_most(
    app: Starlette, event: Event, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publication.open_to_all(event)
    stranger, now = browser(app), [clock.now().replace(second=0)]
    monkeypatch.setattr(clock, "now", lambda: now[0])

    plays = []
    for seconds in (0, 9, 10):
        await make_view(source, key=bytes([seconds]) * 16)
        now[0] = now[0].replace(second=seconds)
        page = (await stranger.get("/events/summit/statistics")).text
        plays.append(next(count for count in (1, 2, 3) if f">{count} play" in page))

    assert plays == [1, 1, 3]


async def test_strangers_are_told_nothing_of_drafts_and_unpublished_recordings(
    app: Starlette, event: Event
) -> None:
    draft = await make_event(slug="draft", organisation=event.organisation, state=EventState.DRAFT)
    secret = await make_session(draft, code="SECRET", title={"zh": "未公开", "en": "Not yet told"})
    recording = await make_recording(
        event.organisation, slug="hidden", title={"en": "Not yet told"}, published_at=None
    )
    shown = await make_live_source(await make_session(event))
    silent = await make_session(event, code="SILENT", title={"en": "Not yet told"})
    await make_live_source(silent)
    for source in (await make_live_source(secret), await make_recording_source(recording), shown):
        await make_view(source)
    await publication.open_to_all(event.organisation)

    page = (await browser(app).get(f"/organisations/{event.organisation.slug}/statistics")).text

    assert "1 play" in page
    assert "Not yet told" not in page
