"""Exports over HTTP: who has the bytes already is told so, and drafts stay hidden."""

import asyncio
import gzip
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event, EventState
from events_svc.feeds import kept as kept_exports
from events_svc.feeds import standing
from events_svc.feeds.files import File
from events_svc.schedule.models import ReleaseFile
from events_svc.schedule.release import release
from events_svc.web.feeds import warm
from events_svc.web.serving import accepts_gzip
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.feeds.factories import THREE, bring_in, event_xml, guid, released_event

URL = "/events/summit/calendar.ics?lang=en"
NO_GZIP = {"accept-encoding": "identity"}


@pytest.mark.parametrize(
    ("name", "media_type", "begin"),
    [
        ("calendar.ics", "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR\r\n"),
        ("schedule.xml", "application/xml; charset=utf-8", b"<?xml version='1.0'"),
        ("schedule.json", "application/json", b'{"$schema":"https://c3voc.de'),
    ],
)
async def test_every_export_is_served_with_its_tag(
    client: httpx.AsyncClient, name: str, media_type: str, begin: bytes
) -> None:
    _, made = await released_event()
    answer = await client.get(f"/events/summit/{name}?lang=en", headers=NO_GZIP)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.content.startswith(begin)
    kept = await ReleaseFile.get(release_id=made.id, name=f"{name}?lang=en")
    assert answer.headers["etag"] == f'"{kept.etag}"'
    assert answer.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert answer.headers["vary"] == "Accept-Encoding"
    moment = parsedate_to_datetime(answer.headers["last-modified"])
    assert moment == made.released_at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("query", "accepted", "name", "vary"),
    [
        ("?lang=zh", "en", "机器人峰会", "Accept-Encoding"),
        ("?lang=en", "zh", "Robot Summit", "Accept-Encoding"),
        ("", "en-GB", "Robot Summit", "Accept-Encoding, Accept-Language"),
        ("?lang=tlh", "", "机器人峰会", "Accept-Encoding, Accept-Language"),
    ],
)
async def test_the_language_is_that_of_the_address_else_the_reader_s(
    client: httpx.AsyncClient, query: str, accepted: str, name: str, vary: str
) -> None:
    await released_event()
    client.headers["accept-language"] = accepted
    answer = await client.get(f"/events/summit/calendar.ics{query}")
    assert f"X-WR-CALNAME:{name}\r\n" in answer.text
    assert answer.headers["vary"] == vary


async def test_gzip_is_another_representation_of_the_same(client: httpx.AsyncClient) -> None:
    _, made = await released_event()
    plain = await client.get(URL, headers=NO_GZIP)
    packed = await client.get(URL, headers={"accept-encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    assert packed.content == plain.content
    kept = await ReleaseFile.get(release_id=made.id, name="calendar.ics?lang=en")
    assert gzip.decompress(kept.body_gzip) == plain.content
    assert int(packed.headers["content-length"]) == len(kept.body_gzip)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"a",W/{} , "b"', "*"])
async def test_who_has_the_bytes_gets_304(client: httpx.AsyncClient, form: str) -> None:
    await released_event()
    first = await client.get(URL)
    tag = form.format(first.headers["etag"])
    again = await client.get(URL, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("tag", ['"other"', 'W/"other", "another"', '""'])
async def test_who_has_other_bytes_gets_these(client: httpx.AsyncClient, tag: str) -> None:
    await released_event()
    now = "Fri, 01 Jan 2100 00:00:00 GMT"  # counts only without If-None-Match
    answer = await client.get(URL, headers={"if-none-match": tag, "if-modified-since": now})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [("Fri, 01 Jan 2100 00:00:00 GMT", 304), ("Thu, 01 Jan 1970 00:00:00 GMT", 200), ("?", 200)],
)
async def test_if_modified_since_is_honoured(
    client: httpx.AsyncClient, since: str, status: int
) -> None:
    await released_event()
    assert (await client.get(URL, headers={"if-modified-since": since})).status_code == status


async def test_head_has_the_headers_alone(client: httpx.AsyncClient) -> None:
    await released_event()
    whole, head = await client.get(URL), await client.head(URL)
    assert head.content == b""
    names = ("etag", "content-length", "content-type", "last-modified", "cache-control")
    assert [head.headers[n] for n in names] == [whole.headers[n] for n in names]


async def test_nothing_can_be_posted_to_a_feed(client: httpx.AsyncClient) -> None:
    await released_event()
    assert (await client.post(URL)).status_code == 405


async def test_before_the_first_release_there_is_no_timetable(client: httpx.AsyncClient) -> None:
    await make_event()
    for name in ("schedule.xml", "schedule.json", "schedule.csv", "calendar.xcs", "event.jsonld"):
        assert (await client.get(f"/events/summit/{name}")).status_code == 404
    assert (await client.get("/events/nowhere/calendar.ics")).status_code == 404


async def test_a_draft_is_for_those_who_may_see_it(client: httpx.AsyncClient) -> None:
    event, _ = await released_event(state=EventState.DRAFT)
    assert (await client.get(URL)).status_code == 404
    await sign_in(client, await make_user(role=Role.VIEWER, organisation=event.organisation))
    seen = await client.get(URL)
    assert (seen.status_code, seen.headers["cache-control"]) == (200, "private, no-store")
    client.cookies.clear()
    assert (await client.get(URL)).status_code == 404


async def test_a_move_raises_the_sequence_and_a_removal_stays_as_cancelled(
    client: httpx.AsyncClient,
) -> None:
    event, _ = await released_event()
    before = entries_of((await client.get(URL)).text)
    moved = event_xml("Opening", at="2026-08-26T09:10:00+08:00", people=["Ada", "Grace"])
    await bring_in(event, moved, THREE[1])
    await release(event, {})
    warm.forget()
    after = entries_of((await client.get(URL)).text)
    opening, second, closing = (guid(name) for name in ("Opening", "机器人与人", "Closing"))
    assert after.keys() == before.keys() == {opening, second, closing}
    assert "SEQUENCE:1" in after[opening]
    assert "DTSTART;TZID=Asia/Shanghai:20260826T091000" in after[opening]
    assert {"SEQUENCE:1", "STATUS:CANCELLED", "SUMMARY;LANGUAGE=en:Cancelled: Closing"} <= {
        *after[closing]
    }
    assert after[second] == before[second]


async def test_a_new_release_is_seen_within_a_second(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "FRESH_SECONDS", 0.0)
    event, _ = await released_event()
    first = await client.get(URL)
    await bring_in(event, *THREE[:2])
    unreleased = await client.get(URL)
    await release(event, {})
    second = await client.get(URL)
    assert first.headers["etag"] == unreleased.headers["etag"] != second.headers["etag"]


async def test_many_who_ask_at_once_let_it_be_built_once(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await released_event()
    built: list[str] = []
    build = kept_exports._built

    async def counted(*arguments: Any) -> File:
        built.append("once")
        return await build(*arguments)

    monkeypatch.setattr(kept_exports, "_built", counted)
    answers = await asyncio.gather(*(client.get(URL) for _ in range(20)))
    assert {answer.headers["etag"] for answer in answers} == {answers[0].headers["etag"]}
    assert built == ["once"]


async def test_all_exports_can_be_built_beforehand_and_twice(database: None) -> None:
    event, made = await released_event()
    for _ in range(2):
        await kept_exports.build_all(await standing_of(event))
    names = await ReleaseFile.all().order_by("name").values_list("release_id", "name")
    assert names == [
        (made.id, name)
        for name in (
            *("calendar.ics?lang=both", "calendar.ics?lang=en", "calendar.ics?lang=zh"),
            *("calendar.parts?lang=en", "calendar.parts?lang=zh"),
            *("schedule.json?lang=en", "schedule.json?lang=zh"),
            *("schedule.xml?lang=en", "schedule.xml?lang=zh"),
        )
    ]


async def test_the_exports_of_earlier_releases_are_not_kept(database: None) -> None:
    event, _ = await released_event()
    await kept_exports.build_all(await standing_of(event))
    await bring_in(event, *THREE[:2])
    second = await release(event, {})
    await kept_exports.build_all(await standing_of(event))
    ids = await ReleaseFile.all().distinct().values_list("release_id", flat=True)
    assert ids == [second.id]


async def standing_of(event: Event) -> standing.Standing:
    return await standing.of(event.slug, public_url="http://testserver")


async def test_a_change_elsewhere_leaves_the_feed_of_a_speaker_as_it_is(
    client: httpx.AsyncClient,
) -> None:
    event, _ = await released_event()
    grace = await client.get("/speakers/grace/calendar.ics?lang=en")
    ada = await client.get("/speakers/ada/calendar.ics?lang=en")
    changed = event_xml("机器人与人", at="2026-08-26T10:05:00+08:00", number="2", people=["Ada"])
    await bring_in(event, THREE[0], changed, THREE[2])
    await release(event, {})
    warm.forget()
    later = await client.get("/speakers/grace/calendar.ics?lang=en")
    assert grace.text.count("BEGIN:VEVENT") == 1
    assert later.headers["etag"] == grace.headers["etag"]
    moved = await client.get("/speakers/ada/calendar.ics?lang=en")
    assert moved.headers["etag"] != ada.headers["etag"]


async def test_a_speaker_s_feed_spans_all_public_events(client: httpx.AsyncClient) -> None:
    event, _ = await released_event()
    await released_event(
        "other", event_xml("Elsewhere", people=["Ada"]), organisation=event.organisation
    )
    await released_event(
        "hidden",
        event_xml("Secret", people=["Ada"]),
        organisation=event.organisation,
        state="draft",
    )
    answer = await client.get("/speakers/ada/calendar.ics?lang=en")
    summaries = [line for line in answer.text.splitlines() if line.startswith("SUMMARY")]
    assert sorted(summaries) == [
        "SUMMARY;LANGUAGE=en:Elsewhere",
        "SUMMARY;LANGUAGE=en:Opening",
        "SUMMARY;LANGUAGE=zh-Hans:机器人与人",
    ]


async def test_a_room_and_a_session_have_feeds_of_their_own(client: httpx.AsyncClient) -> None:
    _, made = await released_event()
    closing = next(entry for entry in made.entries if entry["title"] == {"en": "Closing"})
    room = await client.get(f"/rooms/{closing['room']['id']}/calendar.ics?lang=en")
    single = await client.get(f"/events/summit/sessions/{closing['code']}/calendar.ics")
    for answer in (room, single):
        assert entries_of(answer.text).keys() == {closing["guid"]}


@pytest.mark.parametrize(
    "path",
    [
        "/speakers/nobody/calendar.ics",
        "/rooms/1/calendar.ics",
        "/rooms/99999999999999999999/calendar.ics",
        "/events/summit/sessions/NOBODY/calendar.ics",
        "/orders/nothing/calendar.ics",
    ],
)
async def test_what_is_not_there_has_no_feed(client: httpx.AsyncClient, path: str) -> None:
    event, _ = await released_event()
    await event.sessions.all().delete()
    await event.releases.all().delete()
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("accepted", "is_gzip"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("*", True), ("", False)],
)
def test_gzip_is_sent_to_those_who_accept_it(accepted: str, is_gzip: bool) -> None:
    assert accepts_gzip(accepted.encode()) is is_gzip


def entries_of(text: str) -> dict[str, list[str]]:
    """The lines of each entry by its UID."""
    unfolded = text.replace("\r\n ", "")
    blocks = [block.split("\r\n") for block in unfolded.split("BEGIN:VEVENT\r\n")[1:]]
    return {block[0].removeprefix("UID:"): block for block in blocks}
