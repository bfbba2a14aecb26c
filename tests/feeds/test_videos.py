"""Recordings and live sessions for search engines and other sites: JSON-LD and oEmbed."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from events_svc import clock
from events_svc.feeds import oembed_video, videos_jsonld
from events_svc.feeds.lectures import Group, Mark
from events_svc.feeds.oembed import Frame
from events_svc.feeds.videos_jsonld import Broadcast
from events_svc.media.models import Access, Recording
from events_svc.media.recording_models import Chapter
from events_svc.schedule.release import release
from events_svc.web import jsonld
from tests.events.factories import make_event
from tests.feeds.judges import videos
from tests.feeds.test_podcasts import LECTURE
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
    say,
)

NOW = datetime(2026, 8, 26, 9, tzinfo=UTC)
FULL = replace(
    LECTURE,
    series=Group("论坛", "https://e.example/series/capek"),
    chapters=[Mark(0, "Begin"), Mark(61.5, "机器人"), Mark(3000, "End")],
)
STREAM = Broadcast(
    url="https://e.example/events/summit/sessions/AAAAAA",
    name="Opening",
    description="",
    picture="https://e.example/events/summit/picture.png",
    language="zh",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=1),
    began_at=None,
    ended_at=None,
    is_live=True,
    event_name="Summit",
    event_url="https://e.example/events/summit",
    by="机构",
    watch_urls=["https://e.example/events/summit/sessions/AAAAAA/watch"],
)
RECORDED = videos_jsonld.video(FULL, views=41_210, definition="view@10s")
STREAMED = videos_jsonld.broadcast(STREAM, [FULL])


@pytest.mark.parametrize("said", [RECORDED, STREAMED], ids=["recorded", "streamed"])
def test_what_is_said_is_of_schema_org_and_lacks_nothing_that_google_requires(
    said: dict[str, Any],
) -> None:
    issues = videos.by_google(said)

    assert [*videos.unknown(said)] == []
    assert [one for one in issues if one["severity"] == "ERROR"] == []


def test_the_judges_see_what_is_wrong() -> None:
    wrong = {**RECORDED, "hasPart": [{"@type": "Clip", "name": "x", "colour": "red"}], "name": ""}

    issues = videos.by_google(wrong)

    assert [*videos.unknown(wrong)] == ["VideoObject/hasPart Clip.colour"]
    assert len([one for one in issues if one["severity"] == "ERROR"]) >= 2


def test_chapters_are_clips_until_the_next_and_the_counter_says_its_definition() -> None:
    clips = [(one["startOffset"], one["endOffset"], one["url"]) for one in RECORDED["hasPart"]]

    assert clips == [
        (0, 61, f"{LECTURE.url}?t=0"),
        (61, 3000, f"{LECTURE.url}?t=61"),
        (3000, 3723, f"{LECTURE.url}?t=3000"),
    ]
    assert RECORDED["interactionStatistic"] == {
        "@type": "InteractionCounter",
        "interactionType": {"@type": "WatchAction"},
        "userInteractionCount": 41_210,
        "description": "view@10s",
    }


def test_a_stream_says_when_it_was_live_and_its_recording_of_which_broadcast_it_is() -> None:
    ended = replace(STREAM, began_at=NOW + timedelta(minutes=2), ended_at=NOW + timedelta(hours=2))
    live, recorded = videos_jsonld.broadcast(ended, [FULL])["@graph"]

    event = live["publication"]
    assert (event["startDate"], event["endDate"]) == (
        "2026-08-26T09:02:00+00:00",
        "2026-08-26T11:00:00+00:00",
    )
    assert recorded["recordedAt"] == {"@id": event["@id"]}


@pytest.mark.parametrize(
    ("seconds", "words"), [(3723, "PT1H2M3S"), (60, "PT1M"), (7200, "PT2H"), (0, "PT0S")]
)
def test_a_duration_is_that_of_iso_8601(seconds: int, words: str) -> None:
    assert videos_jsonld.iso_duration(seconds) == words


@given(st.text(max_size=60))
def test_no_words_end_the_script_element_they_stand_in(words: str) -> None:
    made = jsonld.script({"name": words + "</script><!--"})

    assert json.loads(made)["name"] == words + "</script><!--"
    assert not {"<", ">", "&"} & {*made}


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_frame_fits_into_the_room_that_there_is(width: int, height: int) -> None:
    found = oembed_video.size_within(Frame(width, height))

    assert 1 <= found[0] <= min(width, 640)
    assert 1 <= found[1] <= height


def said_by(page: str) -> dict[str, Any]:
    """The JSON-LD of a page."""
    made: dict[str, Any] = json.loads(page.partition('ld+json">')[2].partition("</script>")[0])
    return made


async def oembed_of(client: httpx.AsyncClient, page: str, form: str) -> httpx.Response:
    """The oEmbed of a page, found as a consumer finds it."""
    kind = {"json": "application/json", "xml": "text/xml"}[form]
    found = re.search(rf'type="{kind}\+oembed" href="http://testserver([^"]+)"', page)
    assert found is not None
    return await client.get(found[1].replace("&amp;", "&"))


async def test_a_recordings_page_is_discovered_and_framed(client: httpx.AsyncClient) -> None:
    recording = await make_recording(title={"en": '</script><i>"R"</i>'}, people="Ada")
    await make_recording_source(recording)
    await Chapter.create(recording=recording, starts_ms=0, title={"en": "Begin"})
    page = (await client.get(f"/recordings/{recording.slug}")).text

    said = await oembed_of(client, page, "json")
    as_xml = etree.fromstring((await oembed_of(client, page, "xml")).content)

    jsonschema.validate(said.json(), videos.OEMBED_VIDEO)
    assert {one.tag: one.text for one in as_xml} == {k: str(v) for k, v in said.json().items()}
    assert (said.json()["title"], said.json()["author_name"]) == ('</script><i>"R"</i>', "Ada")
    assert [*videos.unknown(said_by(page))] == []
    assert said_by(page)["hasPart"][0]["name"] == "Begin"
    framed = await client.get(f"/recordings/{recording.slug}/embed")
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "https://media.example.org/1.mp4" in framed.text


async def test_a_session_is_framed_while_something_of_it_can_be_watched(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    session = await make_session(event)
    await release(event, {"en": "first"})
    address = {"url": "http://testserver/events/summit/sessions/AAAAAA"}
    nothing = await client.get("/oembed", params=address)
    await say(await make_live_source(session), "live")
    url = "https://secret.example.org/x.m3u8"
    await make_live_source(session, access=Access.TICKET, url=url)
    page = (await client.get("/events/summit/sessions/AAAAAA")).text

    said = await oembed_of(client, page, "json")

    assert nothing.status_code == 404
    jsonschema.validate(said.json(), videos.OEMBED_VIDEO)
    assert said_by(page)["@graph"][0]["publication"]["isLiveBroadcast"] is True
    framed = await client.get("/events/summit/sessions/AAAAAA/embed")
    assert ("data-live" in framed.text, "secret.example.org" in page + framed.text) == (True, False)


async def test_other_pages_may_not_be_framed(client: httpx.AsyncClient) -> None:
    recording = await make_recording()
    await make_recording_source(recording)

    pages = [await client.get(f"/recordings/{recording.slug}"), await client.get("/live")]

    for page in pages:
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_what_is_not_public_is_not_framed(client: httpx.AsyncClient) -> None:
    recording = await make_recording()
    await make_recording_source(recording)
    address = {"url": f"http://testserver/recordings/{recording.slug}"}
    await Recording.filter(id=recording.id).update(published_at=None)
    hidden = [await client.get(f"/recordings/{recording.slug}/embed")]
    hidden.append(await client.get("/oembed", params=address))
    await Recording.filter(id=recording.id).update(published_at=clock.now())
    await recording.sources.all().update(access=Access.TICKET)

    nothing = await client.get("/oembed", params=address)

    assert [one.status_code for one in (*hidden, nothing)] == [404, 404, 404]
