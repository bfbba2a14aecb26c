"""Chapters, subtitles, files and picture of a recording: kept, shown, served, refused."""

import asyncio
import struct
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.database import notices
from events_svc.media import attachments, chapters, contents, pictures, recordings, subtitles
from events_svc.media.chapters import Part
from events_svc.media.models import Recording
from events_svc.media.picture_kinds import measured
from events_svc.media.recording_errors import ChaptersRefused, PictureRefused, Wrong
from events_svc.media.recording_models import FileKind, RecordingFile, TextTrack, TrackKind
from events_svc.media.subtitles import Subtitles
from events_svc.schedule.release import release
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
)

VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n\xe6\xac\xa2\xe8\xbf\x8e\n\n00:35.500 --> 00:38.000\nThe <b>pump</b> & I\n"
HOME = "/organiser/recordings/episode-1"


def png(width: int = 16, height: int = 9) -> bytes:
    """The first octets of a PNG, which are all that is looked at."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)


@pytest.fixture
async def organiser(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Somebody who may change the recording `episode-1`."""
    recording = await make_recording(await make_organisation())
    await make_recording_source(recording)
    user = await make_user(role=Role.ORGANISER, organisation=await recording.organisation)
    await sign_in(client, user)
    client.headers["x-csrf-token"] = await csrf(client)
    return client


async def _post(client: httpx.AsyncClient, path: str, **given: Any) -> httpx.Response:
    return await client.post(f"{HOME}{path}", **given)


def test_chapters_are_read_from_lines_in_any_order_and_written_back() -> None:
    parts = chapters.read("1:02:03 问答 | Questions\n\n  0:00 开场\n12:30.500 | Pumps")

    assert parts == [
        Part(0, {"zh": "开场"}),
        Part(750_500, {"en": "Pumps"}),
        Part(3_723_000, {"zh": "问答", "en": "Questions"}),
    ]
    assert chapters.read(chapters.lines(parts)) == parts


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("开场 0:00", Wrong(2, 1, "Here should be a time like 1:02:03.")),
        (" 1:75 x", Wrong(2, 2, "Here should be a time like 1:02:03.")),
        ("1:00  ", Wrong(2, 5, "Here should be the title of the chapter.")),
        ("0:05 y", Wrong(2, 1, "Another chapter begins at {value}.", "0:05")),
    ],
    ids=["no-time", "seconds", "no-title", "twice"],
)
def test_a_wrong_line_of_chapters_is_named(line: str, problem: Wrong) -> None:
    with pytest.raises(ChaptersRefused) as refused:
        chapters.read(f"0:05 x\n{line}")

    assert refused.value.problems == (problem,)


def test_a_picture_is_told_by_its_octets() -> None:
    jpeg = b"\xff\xd8\xff\xe0\0\x04ab" + b"\xff\xc2\0\x0b\x08" + struct.pack(">HH", 9, 16)
    webp = b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x0f\0\0\x08\0\0"

    assert measured(png()) == ("image/png", 16, 9)
    assert measured(jpeg) == ("image/jpeg", 16, 9)
    assert measured(webp) == ("image/webp", 16, 9)
    for wrong in (b"", b"<svg>", png(5000, 1), png(0, 1), png() + b"x" * 600_000):
        with pytest.raises(PictureRefused):
            measured(wrong)


async def test_subtitles_are_put_and_served_as_webvtt_and_as_text(
    organiser: httpx.AsyncClient,
) -> None:
    form = {"track_language": "zh", "track_kind": "subtitles"}

    done = await _post(organiser, "/subtitles", data=form, files={"subtitles": ("a.vtt", VTT)})

    served = await organiser.get("/recordings/episode-1/tracks/zh.subtitles.vtt")
    again = await organiser.get(
        "/recordings/episode-1/tracks/zh.subtitles.vtt",
        headers={"if-none-match": served.headers["etag"]},
    )
    plain = await organiser.get("/recordings/episode-1/tracks/zh.subtitles.txt")
    assert (done.status_code, served.status_code, again.status_code) == (303, 200, 304)
    assert served.headers["content-type"] == "text/vtt; charset=utf-8"
    assert served.headers["access-control-allow-origin"] == "*"
    assert "00:00:35.500 --> 00:00:38.000\nThe pump &amp; I" in served.text
    assert plain.text == "欢迎\n\nThe pump & I\n"


async def test_wrong_subtitles_are_refused_with_row_and_column_and_nothing_changes(
    organiser: httpx.AsyncClient,
) -> None:
    form = {"track_language": "zh", "track_kind": "subtitles", "pasted": "WEBVTT\n\n00:01 --> 2\nx"}

    refused = await _post(organiser, "/subtitles", data=form)

    assert refused.status_code == 422
    assert "row 3, column 1: Here should be a time like 00:01:02.500." in refused.text
    assert "00:01 --&gt; 2" in refused.text
    assert await TextTrack.all().count() == 0


async def test_the_page_shows_what_is_said_beside_the_player_with_its_seconds(
    organiser: httpx.AsyncClient,
) -> None:
    recording = await Recording.get()
    await subtitles.put(recording, Subtitles("en", VTT))
    await chapters.replace(recording, [Part(35_000, {"en": "Pumps"})])

    page = await organiser.get("/recordings/episode-1?q=PUMP&t=35")

    assert 'data-start="35"' in page.text
    assert 'href="/recordings/episode-1?t=35&amp;transcript=en&amp;q=PUMP"' in page.text
    assert "The <mark>pump</mark> &amp; I" in page.text
    assert '<a href="/recordings/episode-1?t=35" data-seek="35.0">' in page.text
    assert '<track kind="subtitles" src="/recordings/episode-1/tracks/en.subtitles.vtt' in page.text


async def test_chapters_are_saved_and_served_to_players_and_podcast_programs(
    organiser: httpx.AsyncClient,
) -> None:
    form = {"chapters": "0:00 开场 | Welcome\n12:30 问答 | Q & A"}

    done = await _post(organiser, "/chapters", data=form)

    listed = await organiser.get("/recordings/episode-1/chapters.json?lang=en")
    track = await organiser.get("/recordings/episode-1/chapters.vtt?lang=zh")
    assert done.status_code == 303
    assert listed.headers["content-type"] == "application/json+chapters"
    assert listed.json()["chapters"] == [
        {"startTime": 0.0, "title": "Welcome"},
        {"startTime": 750.0, "title": "Q & A"},
    ]
    assert track.text == (
        "WEBVTT\n\n00:00:00.000 --> 00:12:30.000\n开场\n\n00:12:30.000 --> 01:00:00.000\n问答\n"
    )


async def test_a_wrong_chapter_keeps_what_was_typed_and_the_chapters_that_stand(
    organiser: httpx.AsyncClient,
) -> None:
    recording = await Recording.get()
    await chapters.replace(recording, [Part(0, {"zh": "开场"})])

    refused = await _post(organiser, "/chapters", data={"chapters": "1:99 x"})

    assert refused.status_code == 422
    assert "row 1, column 1: Here should be a time like 1:02:03." in refused.text
    assert "1:99 x</textarea>" in refused.text
    assert chapters.lines(await chapters.of_recording(recording.id)) == "0:00 开场"


async def test_files_are_told_by_their_address_and_known_once(organiser: httpx.AsyncClient) -> None:
    form = {"url": "https://media.example.org/1-hd.webm", "quality": "1080p"}

    first = await _post(organiser, "/files", data=form)
    second = await _post(organiser, "/files", data=form)
    forged = await _post(organiser, "/files", data={"url": "javascript:alert(1)"})

    made = await RecordingFile.all().values("kind", "media_type", "quality", "position")
    assert (first.status_code, second.status_code, forged.status_code) == (303, 422, 422)
    assert made == [
        {"kind": FileKind.VIDEO, "media_type": "video/webm", "quality": "1080p", "position": 0}
    ]


async def test_slides_and_downloads_stand_on_the_page(organiser: httpx.AsyncClient) -> None:
    recording = await Recording.get()
    slides = attachments.File("https://media.example.org/1.pdf", FileKind.SLIDES, size=1_200_000)
    await attachments.add(recording, slides)
    await attachments.add(recording, attachments.File("https://media.example.org/1.opus"))

    page = (await organiser.get("/recordings/episode-1")).text

    held = await contents.of_recording(recording.id)
    assert [file.kind for file in held.slides + held.downloads] == ["slides", "audio"]
    assert 'href="https://media.example.org/1.pdf"' in page
    assert "1 MB" in page


async def test_a_picture_is_put_served_and_removed(organiser: httpx.AsyncClient) -> None:
    done = await _post(organiser, "/picture", files={"picture": ("a.png", png())})
    served = await organiser.get("/recordings/episode-1/picture")
    page = await organiser.get("/recordings")

    await _post(organiser, "/picture/removal")

    gone = await organiser.get("/recordings/episode-1/picture")
    assert (done.status_code, served.content, served.headers["content-type"]) == (
        303,
        png(),
        "image/png",
    )
    assert 'src="/recordings/episode-1/picture?v=' in page.text
    assert gone.status_code == 404


async def test_nothing_of_a_draft_is_served(client: httpx.AsyncClient) -> None:
    recording = await make_recording(published_at=None)
    await subtitles.put(recording, Subtitles("zh", VTT))
    await chapters.replace(recording, [Part(0, {"zh": "开场"})])

    for part in ("tracks/zh.subtitles.vtt", "tracks/zh.subtitles.txt", "chapters.json"):
        assert (await client.get(f"/recordings/episode-1/{part}")).status_code == 404


async def test_subtitles_of_the_same_language_and_kind_are_replaced(database: None) -> None:
    recording = await make_recording()
    await subtitles.put(recording, Subtitles("zh", VTT))
    await subtitles.put(recording, Subtitles("zh", VTT, TrackKind.CAPTIONS))

    await subtitles.put(recording, Subtitles("zh", VTT.replace(b"pump", b"valve")))

    tracks = await subtitles.of_recording(recording.id)
    body = await subtitles.body("episode-1", "zh", TrackKind.SUBTITLES)
    assert [(one.language, one.kind) for one in tracks] == [("zh", "captions"), ("zh", "subtitles")]
    assert "valve" in body.body


async def test_every_change_of_a_part_makes_the_recording_new_for_its_feeds(database: None) -> None:
    recording = await make_recording()
    long_ago = clock.now() - timedelta(days=1)

    async def is_new_after(change: Awaitable[object]) -> bool:
        await Recording.filter(id=recording.id).update(updated_at=long_ago)
        await change
        return (await Recording.get(id=recording.id)).updated_at > long_ago

    file = await attachments.add(recording, attachments.File("https://media.example.org/1.mp4"))
    assert [
        await is_new_after(subtitles.put(recording, Subtitles("zh", VTT))),
        await is_new_after(subtitles.remove(recording, "zh", TrackKind.SUBTITLES)),
        await is_new_after(chapters.replace(recording, [Part(0, {"zh": "开场"})])),
        await is_new_after(attachments.remove(recording, file.id)),
        await is_new_after(pictures.put(recording, png())),
        await is_new_after(pictures.remove(recording)),
    ] == [True] * 6


async def test_the_page_of_a_session_is_told_when_its_recording_takes_its_place(
    database: None,
) -> None:
    session = await make_session()
    recording = await make_recording(published_at=None, session=session)
    await make_recording_source(recording)

    async with notices.listening(f"live:{session.id}") as heard:
        await recordings.publish(recording)

        await asyncio.wait_for(heard.wait(), timeout=60)
        assert heard.is_set()


async def test_a_recording_at_its_sessions_place_has_its_subtitles_and_the_old_links(
    client: httpx.AsyncClient,
) -> None:
    session = await make_session(starts_at=clock.now() - timedelta(hours=2))
    await make_live_source(session, url="https://live.example.org/old.m3u8")
    await release(await session.event, {"en": "first"})
    recording = await make_recording(session=session)
    await make_recording_source(recording)
    await subtitles.put(recording, Subtitles("zh", VTT))

    page = (await client.get("/events/summit/sessions/AAAAAA")).text

    assert '<track kind="subtitles" src="/recordings/episode-1/tracks/zh.subtitles.vtt' in page
    assert 'href="https://live.example.org/old.m3u8"' in page
