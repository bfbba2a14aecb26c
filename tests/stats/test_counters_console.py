"""Many counters at once: the board, the CSV, keys of platforms, signed notices."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.accounts.sealing import SealBroken
from events_svc.config import Settings
from events_svc.events.models import Event
from events_svc.media.models import Source
from events_svc.stats import bringing, counters, plans, platform_keys, scope, signing
from events_svc.stats.bringing import Table
from events_svc.stats.counters import Reading
from events_svc.stats.models import CounterSnapshot
from events_svc.stats.reading_models import PlatformHost, PlatformKey, ReadingPlan
from events_svc.web.stats import notices_api
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.asked import asked
from tests.events.factories import make_event
from tests.media.factories import make_live_source, make_session

CHANNELS = "https://channels.weixin.qq.com/1"
CSV = f"url,metric,value,read_at\n{CHANNELS},views,36390,2022-12-30 10:00\n"


@pytest.fixture
async def event(database: None) -> Event:
    return await make_event()


@pytest.fixture
async def source(event: Event) -> Source:
    session = await make_session(event)
    return await make_live_source(session, platform="wechat_channels", url=CHANNELS)


@pytest.fixture
async def owner(client: httpx.AsyncClient, event: Event) -> httpx.AsyncClient:
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    client.headers["x-csrf-token"] = await csrf(client)
    return client


async def link(event: Event, code: str, platform: str, url: str) -> Source:
    return await make_live_source(await make_session(event, code=code), platform=platform, url=url)


async def test_the_board_says_what_is_stale_dead_flagged_and_read_next(
    owner: httpx.AsyncClient, event: Event, source: Source
) -> None:
    now = clock.now()
    await counters.enter(source, Reading(70_001, now - timedelta(days=8)))
    tube = await link(event, "TUBE01", "youtube", "https://youtu.be/dQw4w9WgXcQ")
    await counters.enter(tube, Reading(80_002, now - timedelta(days=2)))
    await counters.enter(tube, Reading(None, now - timedelta(days=1)))
    await plans.make()
    gone = {"gone_at": now, "outcome": "gone", "due_at": now + timedelta(days=7)}
    await ReadingPlan.filter(source_id=tube.id).update(**gone)
    await PlatformHost.create(
        name="youtube", free_at=now + timedelta(hours=1), failures=3, reason="quotaExceeded"
    )

    pages = {
        show: (await owner.get(f"/organiser/counters?show={show}")).text
        for show in ("all", "stale", "dead", "flagged")
    }

    shown = {key: ("70,001" in page, "80,002" in page) for key, page in pages.items()}
    assert shown == {
        "all": (True, True),
        "stale": (True, False),
        "dead": (False, True),
        "flagged": (False, True),
    }
    for words in ("not there any more", "quotaExceeded", "older than 7 days", "the host rests"):
        assert words in pages["all"]
    event_page = (await owner.get("/organiser/events/summit/counters")).text
    assert "70,001" in event_page


async def test_nobody_sees_counters_of_others(client: httpx.AsyncClient, source: Source) -> None:
    await counters.enter(source, Reading(70_001, clock.now()))
    other = await make_organisation("other")
    await sign_in(client, await make_user("o@x.org", role=Role.OWNER, organisation=other))

    page = await client.get("/organiser/counters")

    assert (page.status_code, "70,001" in page.text) == (200, False)


async def test_a_csv_is_shown_first_and_then_written_with_its_digest(
    owner: httpx.AsyncClient, source: Source
) -> None:
    await counters.enter(source, Reading(40_000, datetime(2022, 12, 1, tzinfo=UTC)))
    shown = await owner.post(
        "/organiser/counters/import", files={"file": ("read.csv", CSV.encode())}
    )
    assert (shown.status_code, await CounterSnapshot.filter(method="import").count()) == (200, 0)
    assert "40,000" in shown.text
    assert "falls" in shown.text

    carried = {
        name: re.search(f'name="{name}" value="([^"]*)"', shown.text)[1]  # type: ignore[index]  # the page has it
        for name in ("carried", "name")
    }
    answers = [await owner.post("/organiser/counters/imports", data=carried) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    row = await CounterSnapshot.get(method="import")
    assert (row.value, row.evidence, row.author, len(row.raw_sha256)) == (
        36_390, "read.csv:2", "Ada", 64,
    )  # fmt: skip
    assert await AuditEntry.filter(action="counters.imported").count() == 2


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("https://nowhere.example/,views,5,2022-12-30", "line 3 · column url · There is no such link among yours"),
        (f"{CHANNELS},views,many,2022-12-30", "line 3 · column value · A whole number"),
        (f"{CHANNELS},views,5,2999-01-01", "line 3 · column read_at · A counter cannot have been read in the future."),
    ],
    ids=["link", "value", "future"],
)  # fmt: skip
async def test_a_csv_with_one_wrong_cell_stores_nothing(
    owner: httpx.AsyncClient, source: Source, lines: str, words: str
) -> None:
    for path in ("import", "imports"):
        answer = await owner.post(f"/organiser/counters/{path}", data={"pasted": CSV + lines})

        assert answer.status_code == 422
        assert words in answer.text
    assert await CounterSnapshot.all().count() == 0


async def test_the_same_table_at_once_is_written_once(source: Source) -> None:
    given = Table(CSV.encode(), "read.csv", "Asia/Shanghai")
    everything = scope.links_of((await source.session).event)  # type: ignore[misc,union-attr]  # the source has a session
    made = await asyncio.gather(*(bringing.bring_in(everything, given) for _ in range(4)))

    assert sorted(made) == [0, 0, 0, 1]
    assert await CounterSnapshot.all().count() == 1


async def test_a_csv_writes_no_link_of_others(client: httpx.AsyncClient, source: Source) -> None:
    other = await make_organisation("other")
    await sign_in(client, await make_user("o@x.org", role=Role.OWNER, organisation=other))
    client.headers["x-csrf-token"] = await csrf(client)

    answer = await client.post("/organiser/counters/imports", data={"pasted": CSV})

    assert (answer.status_code, await CounterSnapshot.all().count()) == (422, 0)


async def test_a_key_is_sealed_and_never_shown_again(
    owner: httpx.AsyncClient, event: Event, settings: Settings
) -> None:
    form = {"platform": "youtube", "key": "AIza-secret-of-ours"}

    assert (await owner.post("/organiser/counters/keys", data=form)).status_code == 303

    kept = await PlatformKey.get()
    assert "AIza" not in kept.sealed
    assert platform_keys.words_of(kept, settings.secret_key) == "AIza-secret-of-ours"
    with pytest.raises(SealBroken):
        platform_keys.words_of(kept, "another-key-of-thirty-two-letters")
    page = (await owner.get("/organiser/counters/keys")).text
    assert ("…ours" in page, "AIza-secret" in page) == (True, False)
    logged = json.dumps(await AuditEntry.all().values("detail", "action"), default=str)
    assert ("platform_key.brought" in logged, "AIza" in logged) == (True, False)
    await owner.post(f"/organiser/counters/keys/{kept.id}/removal")
    assert await PlatformKey.all().count() == 0


async def test_a_key_that_is_none_is_refused_and_not_shown(owner: httpx.AsyncClient) -> None:
    form = {"platform": "youtube", "key": "has blanks in it"}

    answer = await owner.post("/organiser/counters/keys", data=form)

    assert (answer.status_code, "has blanks in it" in answer.text) == (422, False)
    assert await PlatformKey.all().count() == 0


@pytest.fixture
async def secret(event: Event, settings: Settings) -> str:
    return await platform_keys.make_secret(
        event.organisation, "wechat_channels", secret_key=settings.secret_key
    )


async def notice(
    client: httpx.AsyncClient, secret: str, body: dict[str, Any], **changed: str
) -> httpx.Response:
    raw = json.dumps(body).encode()
    said = {"timestamp": str(int(clock.now().timestamp())), "nonce": "nonce-0001"} | changed
    signature = signing.signature(raw, key=secret, timestamp=said["timestamp"], nonce=said["nonce"])
    headers = {
        "content-type": "application/json",
        "events-key": str((await PlatformKey.get()).id),
        "events-timestamp": said["timestamp"],
        "events-nonce": said["nonce"],
        "events-signature": changed.get("signature", signature),
    }
    return await client.post("/api/v1/counter-notices", content=raw, headers=headers)


def told(source: Source, **figures: int | None) -> dict[str, Any]:
    return {"source_id": source.id, "observed_at": clock.now().isoformat(), **figures}


async def test_a_signed_notice_writes_rows_once(
    client: httpx.AsyncClient, source: Source, secret: str
) -> None:
    body = told(source, total_audience_count=36_390, max_online_count=None, audiences_avg_seconds=9)

    answers = [(await notice(client, secret, body)).json() for _ in range(2)]

    assert answers == [{"rows": 3}, {"rows": 0}]
    rows = await CounterSnapshot.all().order_by("id").values_list("metric", "value", "method")
    assert rows == [
        ("views", 36_390, "webhook"),
        ("peak", None, "webhook"),
        ("average_seconds", 9, "webhook"),
    ]


@pytest.mark.parametrize(
    "changed",
    [{"signature": "0" * 64}, {"signature": "é"}, {"timestamp": "1000"}, {"nonce": "x"}],
    ids=["signature", "letters", "old", "nonce"],
)
async def test_a_forged_notice_writes_nothing(
    client: httpx.AsyncClient, source: Source, secret: str, changed: dict[str, str]
) -> None:
    if changed.get("signature") == "é":
        changed = {"signature": "e" * 63}
    answer = await notice(client, secret, told(source, total_audience_count=1), **changed)

    assert (answer.status_code, await CounterSnapshot.all().count()) == (403, 0)


async def test_a_notice_writes_only_links_of_its_platform_and_organisation(
    client: httpx.AsyncClient, event: Event, source: Source, secret: str
) -> None:
    tube = await link(event, "TUBE01", "youtube", "https://youtu.be/dQw4w9WgXcQ")
    elsewhere = await make_event("elsewhere", organisation=await make_organisation("other"))
    foreign = await link(elsewhere, "OTHER1", "wechat_channels", "https://x.cn/2")

    statuses = [
        (await notice(client, secret, told(one, total_audience_count=1), nonce=f"nonce-{n:04}")).status_code
        for n, one in enumerate((tube, foreign))
    ]  # fmt: skip
    wrong = await notice(client, secret, told(source, live_viewers_num=1))

    assert (statuses, wrong.status_code) == ([404, 404], 422)
    assert await CounterSnapshot.all().count() == 0


async def test_tencents_number_is_who_watches_now_and_after_the_end_all_who_came(
    client: httpx.AsyncClient, event: Event, settings: Settings
) -> None:
    session = await make_session(event, code="MEET01")
    url = "https://meeting.tencent.com/dm/1"
    source = await make_live_source(session, platform="tencent_meeting", url=url)
    organisation = event.organisation
    secret = await platform_keys.make_secret(
        organisation, "tencent_meeting", secret_key=settings.secret_key
    )
    assert session.ends_at is not None
    for number, at in enumerate((session.ends_at - timedelta(minutes=60), session.ends_at)):
        clock.shift(timedelta(hours=number))
        body = {
            "source_id": source.id,
            "observed_at": at.isoformat(),
            "live_viewers_num": 31 + number,
        }
        await notice(client, secret, body, nonce=f"nonce-{number:04}")

    rows = await CounterSnapshot.all().order_by("id").values_list("metric", "value")
    assert rows == [("concurrent", 31), ("views", 32)]


async def test_a_secret_is_shown_once(owner: httpx.AsyncClient) -> None:
    made = await owner.post("/organiser/counters/keys/secrets", data={"signs": "tencent_meeting"})
    later = (await owner.get("/organiser/counters/keys")).text

    secret = re.search(r"<code>([\w-]{43})</code>", made.text)
    assert secret is not None
    assert (made.headers["cache-control"], secret[1] in later) == ("no-store", False)


async def test_one_and_three_links_take_the_same_number_of_queries(
    owner: httpx.AsyncClient, event: Event
) -> None:
    counts = []
    for number in (1, 2, 3):
        one = await link(event, f"LINK0{number}", "youtube", f"https://youtu.be/dQw4w9WgXc{number}")
        await counters.enter(one, Reading(number, clock.now()))
        await plans.make()
        async with asked() as heard:
            await owner.get("/organiser/counters")
        counts.append(len(heard))

    assert counts[0] == counts[2] > 0


async def test_who_sends_notices_without_end_is_slowed_down(
    client: httpx.AsyncClient, source: Source, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices_api, "MOST", 1)
    body = told(source, total_audience_count=1)

    answers = [await notice(client, secret, body, nonce=f"nonce-{n:04}") for n in (1, 2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert await CounterSnapshot.all().count() == 1


async def test_forged_notices_from_elsewhere_do_not_silence_a_bridge(
    app: Starlette, client: httpx.AsyncClient, source: Source, secret: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    async def served(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "state": dict(app.state.lifespan)}, receive, send)

    monkeypatch.setattr(notices_api, "MOST", 1)
    body = told(source, total_audience_count=1)
    elsewhere = httpx.ASGITransport(served, client=("203.0.113.9", 5000))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://testserver") as stranger:
        forged = [await notice(stranger, secret, body, signature="0" * 64) for _ in range(2)]

    answer = await notice(client, secret, body)

    assert [one.status_code for one in forged] == [403, 429]
    assert (answer.status_code, await CounterSnapshot.all().count()) == (200, 1)


async def test_what_wechat_calls_viewers_is_its_count_of_plays(
    owner: httpx.AsyncClient, source: Source
) -> None:
    table = f"链接,读取时间,观看人数\n{CHANNELS},2022-12-30,36390\n"
    await owner.post("/organiser/counters/imports", data={"pasted": table})
    row = await CounterSnapshot.get()
    form = {"metric": "viewers", "value": 36_391, "observed_at": "2022-12-30T10:00"}
    await owner.post(
        f"/organiser/sources/{source.id}/counters",
        data={**form, "corrects": row.id, "reason": "one more"},
    )

    rows = await CounterSnapshot.all().order_by("id").values_list("metric", "value")
    assert rows == [("views", 36_390), ("views", 36_391)]
    assert row.definition["zh"] == "观看人数（视频号 total_audience_count）"
