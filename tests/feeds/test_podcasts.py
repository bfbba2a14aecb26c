"""Feeds of recordings, as readers of podcasts see them that we did not write."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc import clock
from events_svc.events.models import Series
from events_svc.feeds import podcast
from events_svc.feeds.lectures import Lecture, Mark, MediaFile, Track, type_of
from events_svc.feeds.podcast import Channel
from events_svc.media import sources
from events_svc.media.licences import licence
from events_svc.media.models import Access, Recording
from events_svc.media.recording_models import FileKind, RecordingFile
from events_svc.web.feeds import warm
from tests.accounts.factories import make_organisation
from tests.events.factories import make_event
from tests.feeds.judges import podcasts
from tests.media.factories import make_recording, make_recording_source

NOW = datetime(2026, 8, 26, tzinfo=UTC)
PAGE = "https://e.example/recordings/capek-1"
VIDEO = MediaFile("https://m.example/1.mp4", "video/mp4", 123_456, "1080p", "zh")
SMALL = MediaFile("https://m.example/1-720.mp4", "video/mp4", 12_345, "720p", "zh")
SOUND = MediaFile("https://m.example/1.mp3", "audio/mpeg", 1_234, "128k", "en")
LECTURE = Lecture(
    guid="recording-1@e.example",
    slug="capek-1",
    url=PAGE,
    title="恰佩克 & <机器人> ]]>",
    description="一\n\n二",
    people=["张三", "Karel Čapek"],
    by="机构",
    language="zh",
    seconds=3723,
    episode=1,
    recorded_at=NOW,
    published_at=NOW,
    tags=["机器人"],
    licence=licence("CC-BY-4.0"),
    picture=f"{PAGE}/picture",
    series=None,
    event=None,
    files=[VIDEO, SMALL, SOUND],
    tracks=[Track(f"{PAGE}/zh.vtt", "zh", False), Track(f"{PAGE}/en.vtt", "en", True)],
    chapters=[Mark(0, "Begin")],
    chapters_url=f"{PAGE}/chapters.json",
    frame=f"{PAGE}/embed",
)
CHANNEL = Channel(
    title="论坛",
    url="https://e.example/recordings?series=capek",
    feed_url="https://e.example/series/capek/recordings.rss?lang=zh",
    description="说明",
    language="zh-Hans",
    by="机构",
    picture="https://e.example/series/capek/cover.png",
    kind="",
    built_at=NOW,
)


def test_the_parser_of_the_podcast_index_understands_every_tag(tmp_path: Path) -> None:
    seen = podcasts.by_partytime(podcast.write(CHANNEL, [LECTURE]), tmp_path)

    (episode,) = seen["items"]
    assert seen["pc20support"] == {
        "1": ["transcript", "chapters"],
        "2": ["person", "episode"],
        "3": ["guid", "license", "alternateEnclosure"],
        "4": ["medium"],
    }
    assert episode["podcastTranscripts"] == [
        {"url": f"{PAGE}/zh.vtt", "type": "text/vtt", "language": "zh"},
        {"url": f"{PAGE}/en.vtt", "type": "text/vtt", "language": "en", "rel": "captions"},
    ]
    assert episode["podcastChapters"] == {
        "url": f"{PAGE}/chapters.json",
        "type": "application/json+chapters",
    }
    assert [(one["default"], one.get("height")) for one in episode["alternativeEnclosures"]] == [
        (True, 1080),
        (False, 720),
        (False, None),
    ]
    assert (seen["guid"], seen["medium"]) == (podcast.guid_of(CHANNEL.feed_url), "video")
    assert seen["itunesCategory"] == ["Education"]


def test_feedparser_and_podcastparser_see_the_same_episode() -> None:
    body = podcast.write(CHANNEL, [LECTURE])
    entry = podcasts.by_feedparser(body).entries[0]
    episode = podcasts.by_podcastparser(body)["episodes"][0]

    assert (entry.title, entry.id, entry.link) == (LECTURE.title, LECTURE.guid, PAGE)
    assert [dict(one) for one in entry.enclosures] == [
        {"href": VIDEO.url, "length": "123456", "type": "video/mp4"}
    ]
    assert (episode["guid"], episode["title"]) == (LECTURE.guid, LECTURE.title)
    assert (episode["total_time"], episode["number"]) == (3723, 1)
    assert datetime.fromtimestamp(episode["published"], UTC) == NOW


@pytest.mark.parametrize(
    ("kind", "files", "medium"),
    [
        ("video", [VIDEO.url], "video"),
        ("audio", [SOUND.url], "podcast"),
        ("", [VIDEO.url], "video"),
    ],
)
def test_a_feed_of_a_kind_has_the_files_of_this_kind(
    kind: str, files: list[str], medium: str
) -> None:
    silent = replace(LECTURE, guid="recording-2@e.example", files=[], episode=None)
    seen = podcasts.by_feedparser(podcast.write(replace(CHANNEL, kind=kind), [LECTURE, silent]))

    assert [one.enclosures[0].href for one in seen.entries if one.enclosures] == files
    assert len(seen.entries) == (1 if kind else 2)
    assert seen.feed.podcast_medium == medium


def test_the_guid_of_a_feed_is_that_of_the_specification() -> None:
    assert podcast.guid_of("https://mp3s.nashownotes.com/pc20rss.xml") == (
        "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    )


XML = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=60
)


@given(XML.filter(str.strip), st.integers(0, 99_999), st.integers(1, 10**7))
def test_any_words_are_a_feed(words: str, episode: int, seconds: int) -> None:
    lecture = replace(LECTURE, title=words, description=words, episode=episode, seconds=seconds)
    seen = podcasts.by_podcastparser(podcast.write(CHANNEL, [lecture]))["episodes"]

    assert [one["total_time"] for one in seen] == [seconds]


@pytest.mark.parametrize(
    ("url", "media_type"),
    [
        ("https://m.example/1.MP4?x=1", "video/mp4"),
        ("https://m.example/1.m3u8", "application/vnd.apple.mpegurl"),
        ("https://m.example/v1.2/watch", ""),
        ("https://m.example", ""),
    ],
)
def test_the_type_of_a_file_is_told_by_its_ending(url: str, media_type: str) -> None:
    assert type_of(url) == media_type


async def make_series() -> Series:
    """Two public episodes in two languages, one with a file to keep; a draft; a link for ticket holders."""
    organisation = await make_organisation()
    series = await Series.create(
        organisation=organisation, slug="capek", name={"zh": "论坛", "en": "A & <B>"}
    )
    for number, language in ((1, "zh"), (2, "zh-en"), (3, "en")):
        made = await make_recording(
            organisation,
            slug=f"capek-{number}",
            series=series,
            episode=number,
            language=language,
            recorded_at=clock.now() - timedelta(days=9 - number),
            published_at=clock.now() if number < 3 else None,
        )
        await make_recording_source(made, url=f"https://media.example.org/{number}.mp4")
        await make_recording_source(
            made, access=Access.TICKET, url="https://secret.example.org/x.mp4", position=-1
        )
    first = await Recording.get(slug="capek-1")
    url = "https://media.example.org/1.mp3"
    await RecordingFile.create(
        recording=first, kind=FileKind.AUDIO, url=url, media_type="audio/mpeg", size=9
    )
    return series


async def links(client: httpx.AsyncClient, path: str) -> list[str]:
    """The pages of the episodes of a feed."""
    answer = await client.get(path)
    assert answer.status_code == 200
    assert "secret.example.org" not in answer.text
    return [one.link.rpartition("/")[2] for one in podcasts.by_feedparser(answer.content).entries]


async def test_a_series_has_feeds_by_kind_and_language(client: httpx.AsyncClient) -> None:
    await make_series()
    base = "/series/capek/recordings"

    assert await links(client, f"{base}.rss") == ["capek-2", "capek-1"]
    assert await links(client, f"{base}-video.rss") == ["capek-2", "capek-1"]
    assert await links(client, f"{base}-audio.rss") == ["capek-1"]
    assert await links(client, f"{base}.rss?language=en") == ["capek-2"]
    assert await links(client, f"{base}.rss?language=zh") == ["capek-2", "capek-1"]
    assert await links(client, "/recordings.rss") == ["capek-2", "capek-1"]


async def test_the_words_of_a_feed_are_in_the_language_that_is_asked_for(
    client: httpx.AsyncClient,
) -> None:
    await make_series()

    titles = [
        podcasts.by_feedparser(
            (await client.get(f"/series/capek/recordings.rss?lang={one}")).content
        )
        for one in ("zh", "en", "both")
    ]

    assert [one.feed.title for one in titles] == ["论坛", "A & <B>", "论坛 / A & <B>"]
    assert [one.entries[0].title for one in titles][:2] == [
        "青年科学家论坛",
        "Young Scientists Forum",
    ]


async def test_a_feed_is_kept_until_something_of_it_changes(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "FRESH_SECONDS", 0.0)
    await make_series()
    first = await client.get("/series/capek/recordings.rss")
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get("/series/capek/recordings.rss", headers=known)
    source = (await (await Recording.get(slug="capek-1")).sources.filter(position=0))[0]
    await sources.retire(source)

    after = await client.get("/series/capek/recordings.rss", headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert after.status_code == 200
    assert "media.example.org/1.mp4" not in after.text


async def test_a_feed_of_nothing_is_a_feed_and_one_of_nobody_is_none(
    client: httpx.AsyncClient,
) -> None:
    await make_event()

    assert await links(client, "/recordings.rss") == []
    assert await links(client, "/events/summit/recordings.rss") == []
    assert (await client.get("/series/none/recordings.rss")).status_code == 404
    assert (await client.get("/events/none/recordings-audio.rss")).status_code == 404
