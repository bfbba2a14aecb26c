"""The three bodies of the collector: what each tells, and that a wrong one counts nothing."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from events_svc.media.models import Source
from events_svc.stats import collect
from events_svc.stats.models import Watch
from tests.media.factories import make_live_source, make_recording_source
from tests.stats.test_beats import BROWSER, pass_seconds, views

SID = "6e2fb550-c457-11e9-bb97-0800200c9a66"
CMCD = {**BROWSER, "content-type": "application/cmcd"}


async def report(client: httpx.AsyncClient, body: str | bytes) -> httpx.Response:
    return await client.post("/beats", content=body, headers=CMCD)


def line(source: Source | int, sn: int, *, pt: int, sta: str = "p", more: str = "e=t,") -> str:
    number = source if isinstance(source, int) else source.id
    return f'cid="{number}",{more}pt={pt},sid="{SID}",sn={sn},sta={sta},v=2\n'


async def watched(client: httpx.AsyncClient, source: Source | int, body: Any) -> httpx.Response:
    number = source if isinstance(source, int) else source.id
    return await client.post(f"/api/v1/videos/{number}/views", json=body, headers=BROWSER)


async def credited() -> list[tuple[str, int, int, str]]:
    """sid, last number, credited seconds and state of each playing."""
    await collect.flush()
    found = await Watch.all().order_by("id")
    return [(w.sid, w.last_sn, round(w.credited_ms / 1000), w.state) for w in found]


def nothing(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, len(collect._waiting)


async def test_reports_of_cmcd_make_a_view(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    first = await report(client, line(source, 0, pt=0, more="e=ps,bs,br=(3200;v 128;a),"))
    await pass_seconds(30)
    await report(client, line(source, 1, pt=10_000) + line(source, 2, pt=20_000) + line(source, 3, pt=30_000))  # fmt: skip
    assert (first.status_code, first.headers["access-control-allow-origin"]) == (204, "*")
    assert await credited() == [(SID, 4, 30, "p")]
    assert await views() == {0: 1, 10: 1, 30: 1}


async def test_a_change_of_state_between_reports_is_kept(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    await report(client, line(source, 0, pt=0))
    await pass_seconds(20)
    await report(client, line(source, 1, pt=5000) + line(source, 2, pt=5000, sta="a"))
    await pass_seconds(20)
    await report(client, line(source, 3, pt=5000))
    assert await credited() == [(SID, 4, 5, "p")]


async def test_forged_reports_in_one_body_make_no_view(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    forged = [
        line(source, n, pt=n * 10_000, sta="pa"[n % 2], more=f"ts={n}0000,") for n in range(9)
    ]
    assert (await report(client, "".join(forged))).status_code == 204
    await collect.flush()
    assert await views() == {0: 1, 10: 0, 30: 0}


async def test_a_live_player_without_a_playhead_is_credited_by_our_clock(
    client: httpx.AsyncClient,
) -> None:
    """The reports of hls.js 1.7, letter by letter."""
    source = await make_live_source()
    first = f'cid="{source.id}",e=t,sf=h,sid="{SID}",sn=0,ts=1795425024700,v=2\n'
    second = f'bl=(3000),br=(0),cid="{source.id}",e=ps,mtp=(9900),sf=h,sid="{SID}",sn=1,st=l,sta=p,ts=1795425025116,v=2\n'
    answers = [await report(client, body) for body in (first, second)]
    await pass_seconds(11)
    answers += [await report(client, second.replace("e=ps", "e=t").replace("sn=1", "sn=2"))]
    assert [answer.status_code for answer in answers] == [204] * 3
    assert await credited() == [(SID, 3, 11, "p")]
    assert (await views())[10] == 1


async def test_refusals_are_readable_everywhere_so_that_nobody_repeats_them(
    client: httpx.AsyncClient,
) -> None:
    answers = [await report(client, body) for body in ("{", line(10**6, 1, pt=0), "a" * 70_000)]
    assert [answer.status_code for answer in answers] == [422, 404, 413]
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {"*"}


async def test_reports_of_requests_are_no_beats(client: httpx.AsyncClient) -> None:
    await make_recording_source()
    answer = await report(client, 'e=rr,rc=200,sid="a",sn=1,ttfb=20,url="https://x.example/a.ts"')
    assert nothing(answer) == (204, 0)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ("", 422),
        ("\n\n", 422),
        ("{}", 422),
        ('cid="1",sta=p', 422),
        ("sn,sta=p", 422),
        ('cid="999999",e=t,pt=1,sid="' + SID + '",sn=1,sta=p,v=2', 404),
        ('cid="film",e=t,pt=1,sid="' + SID + '",sn=1,sta=p,v=2', 404),
        ('cid="1",e=t,pt=-1,sid="' + SID + '",sn=1,sta=p,v=2', 422),
        ('cid="1",e=t,pt=99999999999,sid="' + SID + '",sn=1,sta=p,v=2', 422),
        ('cid="1",e=t,pt=1,sid="' + SID + '",sn=1.5,sta=p,v=2', 422),
        ('cid="1",e=t,pt=1,sid="' + SID + '",sn=99999999999,sta=p,v=2', 422),
        ('cid="1",e=t,pt=1,sid="' + SID + '",sn=1,sta=z,v=2', 422),
        ('cid="1",e=t,pt=1,sid="' + SID + '",sn=1,sta=p,pr=99.5,v=2', 422),
        ('cid="1",e=t,pt=1,sid="x\'; --",sn=1,sta=p,v=2', 422),
        ('cid="1",e=t,pt=1,sid="' + SID + '",sn=1,sta=p,v=1', 422),
        (b"\xff\xfe", 422),
        ("a=(" + "a " * 30_000, 422),
        ("a\n" * 101, 422),
        ("a" * 70_000, 413),
    ],
    ids=range(19),
)
async def test_a_wrong_report_refuses_the_body_and_counts_nothing(
    client: httpx.AsyncClient, wrong: str | bytes, status: int
) -> None:
    source = await make_recording_source()
    said = wrong.replace('"1"', f'"{source.id}"') if isinstance(wrong, str) else wrong
    body = said if isinstance(said, bytes) or len(said) > 1000 else line(source, 0, pt=0) + said
    answer = await report(client, body if wrong else "")
    if wrong != "\n\n":
        assert nothing(answer) == (status, 0)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_refused_report_is_named_by_its_place(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    second = await report(client, line(source, 0, pt=0) + line(source, 1, pt=0, sta="zz"))
    broken = await report(client, line(source, 0, pt=0) + "sid=(")
    assert [*second.json()["errors"]] == ["[1].sta"]
    assert broken.json()["detail"] == "Line 2 is not a report of CMCD version 2."


async def test_what_peertubes_player_says_makes_a_view(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    answers = [await watched(client, source, {"currentTime": 0, "sessionId": SID})]
    for second in (10, 20, 31):
        await pass_seconds(second - 10 if second == 10 else 10)
        answers += [await watched(client, source, {"currentTime": second, "sessionId": SID})]
    await pass_seconds(5)
    body = {"currentTime": 900.5, "viewEvent": "seek", "sessionId": SID, "device": "mobile"}
    answers += [await watched(client, source, body)]
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 5
    ((sid, _, seconds, state),) = await credited()
    assert (sid, state, seconds <= 25 + 2) == (SID, "p", True)
    assert (await views())[10] == 1


async def test_without_a_session_the_viewer_of_the_day_is_the_playing(
    client: httpx.AsyncClient,
) -> None:
    source = await make_recording_source()
    await watched(client, source, {"currentTime": 0})
    await pass_seconds(12)
    await watched(client, source, {"currentTime": 12})
    ((sid, _, seconds, _),) = await credited()
    assert (sid[:3], len(sid), seconds) == ("pt-", 35, 12)


@pytest.mark.parametrize(
    "body",
    [
        None, [], {}, {"currentTime": -1}, {"currentTime": 1e9}, {"currentTime": "12"}, {"currentTime": None},
        {"currentTime": 1, "viewEvent": "buy"}, {"currentTime": 1, "sessionId": "a b"},
        {"currentTime": 1, "device": "x" * 300},
    ],
    ids=range(10),
)  # fmt: skip
async def test_a_wrong_body_of_peertube_is_refused(client: httpx.AsyncClient, body: Any) -> None:
    source = await make_recording_source()
    assert nothing(await watched(client, source, body)) == (422, 0)


async def test_a_source_that_is_none_or_not_ours_counts_nothing(client: httpx.AsyncClient) -> None:
    framed = await make_recording_source(platform="youtube", url="https://youtu.be/dQw4w9WgXcQ")
    own = {"sid": "playing-0001", "sn": 1, "pt": 0, "sta": "p"}
    refused = []
    for number in (framed.id, 10**6, 2**63 - 1):
        refused += [
            await client.post("/beats", json={**own, "src": number}, headers=BROWSER),
            await report(client, line(number, 1, pt=0)),
            await watched(client, number, {"currentTime": 1}),
        ]
    refused += [await watched(client, 2**63, {"currentTime": 1})]
    statuses = [nothing(answer) for answer in refused]
    assert statuses == [(409, 0)] * 3 + [(404, 0)] * 7
    assert refused[3].json()["detail"] == "There is no link with the number 1000000."


async def test_players_of_other_sites_may_tell(client: httpx.AsyncClient) -> None:
    headers = {"origin": "https://player.example", "access-control-request-method": "POST"}
    answer = await client.options("/beats", headers=headers)
    allowed = {k: v for k, v in answer.headers.items() if k.startswith("access-control")}
    assert (answer.status_code, allowed) == (
        204,
        {
            "access-control-allow-origin": "*",
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": "content-type",
            "access-control-max-age": "86400",
        },
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"sn": 0}, {"sn": 2**31}, {"sn": 1.5}, {"pt": -1}, {"pt": 10**9}, {"pt": "1"}, {"sta": "z"}, {"sta": ""},
        {"pr": -1}, {"pr": 17}, {"pr": 1e999}, {"src": 0}, {"src": 2**63}, {"src": "1"}, {"sid": "a"},
        {"sid": "a" * 65}, {"sid": "playing-\n"}, {"ref": "x" * 254}, {"sid": None},
    ],
    ids=range(19),
)  # fmt: skip
async def test_a_wrong_beat_of_our_own_is_refused(
    client: httpx.AsyncClient, wrong: dict[str, Any]
) -> None:
    source = await make_recording_source()
    right = {"sid": "playing-0001", "src": source.id, "sn": 1, "pt": 0, "sta": "p", "pr": 1}
    body = json.dumps({**right, **wrong})
    answer = await client.post("/beats", content=body, headers=BROWSER)
    assert nothing(answer) == (422, 0)


async def test_the_page_that_led_here_is_kept_as_a_class(client: httpx.AsyncClient) -> None:
    source = await make_recording_source()
    body = {"sid": "playing-0001", "src": source.id, "sn": 1, "pt": 0, "sta": "p"}
    await client.post("/beats", json={**body, "ref": "www.baidu.com"}, headers=BROWSER)
    await collect.flush()
    assert (await Watch.get()).referrer == "search"


async def test_the_documented_bodies_are_taken(client: httpx.AsyncClient) -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "players.md").read_text()
    own, cmcd, peertube = re.findall(r"^```(?:json)?\n(.+?)^```$", text, re.M | re.S)
    source = await make_recording_source()
    answers = [
        await client.post("/beats", json=json.loads(own) | {"src": source.id}, headers=BROWSER),
        await report(client, cmcd.replace('"7"', f'"{source.id}"')),
        await watched(client, source, json.loads(peertube)),
    ]
    assert [answer.status_code for answer in answers] == [204] * 3
