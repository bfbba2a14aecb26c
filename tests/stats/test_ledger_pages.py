"""The ledger of a link: rows by hand with their evidence, corrections, what is read next."""

from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.events.models import Event
from events_svc.media.models import Source
from events_svc.stats import check, counters, plans
from events_svc.stats.counters import Reading
from events_svc.stats.files import Upload
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.reading_models import CounterFile, PlatformHost, PlatformThing, ReadingPlan
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
TUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def source(event: Event) -> Source:
    return await make_live_source(await make_session(event), platform="youtube", url=TUBE)


@pytest.fixture
async def finance(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    await sign_in(client, await make_user(role=Role.FINANCE, organisation=event.organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


def url(source: Source) -> str:
    return f"/organiser/sources/{source.id}/counters"


async def test_every_row_says_who_when_how_and_with_what(
    finance: httpx.AsyncClient, source: Source
) -> None:
    for value, day in ((100, 4), (90, 3), (None, 2)):
        reading = Reading(value, clock.now() - timedelta(days=day), evidence="screenshot 3")
        row = await counters.enter(source, reading)
    await counters.correct(row, Reading(120, clock.now() - timedelta(days=2), reason="misread"))

    page = (await finance.get(url(source))).text

    for words in (
        "screenshot 3", "misread", "corrects row 3", "fell", "hidden", "by hand",
        "viewCount, views as YouTube counts them", "<dd>120<",
    ):  # fmt: skip
        assert words in page
    assert "style=" not in page


async def test_a_screenshot_is_kept_with_its_row_and_seen_by_the_team_alone(
    finance: httpx.AsyncClient, source: Source, event: Event
) -> None:
    form = {"metric": "views", "value": "7", "observed_at": "2026-01-02T10:00"}

    answer = await finance.post(url(source), data=form, files={"file": ("截图.png", PNG)})

    assert answer.status_code == 303
    row, file = await CounterSnapshot.get(), await CounterFile.get()
    assert (row.file_id, row.raw_sha256) == (file.id, file.digest)
    seen = await finance.get(f"{url(source)}/files/{file.id}")
    assert (seen.content, seen.headers["content-type"]) == (PNG, "image/png")
    await sign_in(finance, await make_user("x@x.org", role=Role.DOOR))
    assert (await finance.get(f"{url(source)}/files/{file.id}")).status_code == 404


@pytest.mark.parametrize(
    "body", [b"<script>", b"\x89PNG\r\n\x1a\n" + b"0" * (5 * 2**20)], ids=["script", "large"]
)
async def test_what_is_no_picture_is_refused_and_nothing_is_written(
    finance: httpx.AsyncClient, source: Source, body: bytes
) -> None:
    form = {"metric": "views", "value": "7", "observed_at": "2026-01-02T10:00"}

    answer = await finance.post(url(source), data=form, files={"file": ("a.png", body)})

    assert answer.status_code == 422
    assert (await CounterSnapshot.all().count(), await CounterFile.all().count()) == (0, 0)


async def test_the_next_reading_is_shown_and_made_due_now(
    finance: httpx.AsyncClient, source: Source
) -> None:
    await plans.make()
    await ReadingPlan.all().update(
        due_at=clock.now() + timedelta(days=3), outcome="limited", words="429", failures=2
    )
    await PlatformHost.create(
        name="youtube", free_at=clock.now() + timedelta(hours=1), failures=4, reason="429 again"
    )
    page = (await finance.get(url(source))).text
    for words in ("asked too often", "2 times in a row", "the host rests until", "429 again"):
        assert words in page

    answer = await finance.post(f"{url(source)}/reading")

    assert answer.status_code == 303
    plan = await ReadingPlan.get()
    assert plan.due_at is not None
    assert plan.due_at <= clock.now()
    assert await AuditEntry.filter(action="counter.asked").count() == 1


async def test_who_was_asked_a_moment_ago_is_not_asked_again(
    finance: httpx.AsyncClient, event: Event
) -> None:
    session = await make_session(event, code="BBBBBB")
    bili = "https://www.bilibili.com/video/BV1xx411c7mD"
    source = await make_live_source(session, platform="bilibili", url=bili)
    await plans.make()
    await PlatformThing.create(host="bilibili", thing="BV1xx411c7mD", asked_at=clock.now())

    answer = await finance.post(f"{url(source)}/reading")

    assert answer.status_code == 409
    assert "not before" in answer.text


async def test_what_is_not_asked_by_itself_says_so(
    finance: httpx.AsyncClient, event: Event
) -> None:
    session = await make_session(event, code="CCCCCC")
    source = await make_live_source(
        session, platform="wechat_channels", url="https://channels.weixin.qq.com/x"
    )

    page = (await finance.get(url(source))).text

    assert "Nobody asks this platform by itself" in page
    assert (await finance.post(f"{url(source)}/reading")).status_code == 409


async def test_long_ledgers_come_by_page(finance: httpx.AsyncClient, source: Source) -> None:
    for number in range(52):
        await counters.enter(source, Reading(number, clock.now()))

    first = (await finance.get(url(source))).text
    second = (await finance.get(f"{url(source)}?before=3")).text

    assert 'href="?before=3"' in first
    assert [f'id="row-{number}"' in second for number in (1, 2, 3)] == [True, True, False]


async def test_nobody_changes_a_row_or_its_evidence(source: Source) -> None:
    row = await counters.enter(source, Reading(7, clock.now()))
    for statement in (
        CounterSnapshot.filter(id=row.id).update(value=8),
        CounterFile.all().update(name="x"),
    ):
        if statement.model is CounterFile:
            await CounterFile.create(
                source=source, name="a", media_type="image/png", digest="0" * 64, body=b"a",
                uploaded_by="Ada", uploaded_at=clock.now(),
            )  # fmt: skip
        with pytest.raises(Exception, match="append only"):
            await statement


async def test_the_audit_finds_evidence_that_is_not_what_was_read(source: Source) -> None:
    row = await counters.enter(source, Reading(7, clock.now(), upload=Upload("a.png", PNG)))
    assert await check.broken() == []
    stray = await CounterSnapshot.create(
        source=source, value=8, definition={}, method="manual", observed_at=row.observed_at,
        recorded_at=row.recorded_at, file_id=row.file_id, raw_sha256="0" * 64,
    )  # fmt: skip

    assert await check.broken() == [f"counter {stray.id} has lost the file that shows it"]
