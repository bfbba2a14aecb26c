"""Lists of recordings in the dialects of others, read or refused with the place."""

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest

from events_svc.media.attachments import File
from events_svc.media.importing.listed import Library, Listed
from events_svc.media.importing.understand import understood
from events_svc.media.models import SourceKind
from events_svc.media.recording_models import FileKind
from events_svc.media.sources import Link
from events_svc.schedule.importing.errors import FileRefused, Place, Problem

TALK: dict[str, Any] = {
    "guid": "8f2618e2",
    "title": "Robots learn",
    "subtitle": "slowly",
    "slug": "38c3-1-robots",
    "description": "How they learn.",
    "original_language": "eng",
    "persons": ["Ada", "Grace"],
    "tags": ["38c3", "1", None],
    "date": "2024-12-27T11:00:00.000+01:00",
    "duration": 2400,
    "poster_url": "https://static.media.ccc.de/1.jpg",
    "frontend_link": "https://media.ccc.de/v/38c3-1-robots",
    "recordings": [
        {
            "recording_url": "https://cdn.media.ccc.de/1.webm",
            "mime_type": "video/webm",
            "language": "eng-deu",
            "height": 1080,
            "size": 300,
        },
        {
            "recording_url": "https://cdn.media.ccc.de/1.mp4",
            "mime_type": "video/mp4",
            "language": "eng",
            "height": 720,
            "size": 200,
        },
        {
            "recording_url": "https://cdn.media.ccc.de/1.pdf",
            "mime_type": "application/pdf",
            "folder": "slides",
        },
        {"recording_url": "https://cdn.media.ccc.de/1.srt", "mime_type": "application/x-subrip"},
    ],
}

VIDEO: dict[str, Any] = {
    "uuid": "9c9de5e8",
    "name": "数字孪生入门",
    "url": "https://tube.example.org/videos/watch/9c9de5e8",
    "description": "一台水泵的一生",
    "language": {"id": "zh", "label": "Chinese"},
    "licence": {"id": 2, "label": "Attribution - Share Alike"},
    "tags": ["孪生"],
    "duration": 1800,
    "isLive": False,
    "publishedAt": "2022-02-01T08:00:00.000Z",
    "originallyPublishedAt": None,
    "thumbnailPath": "/lazy-static/thumbnails/1.jpg",
    "account": {"name": "forum", "displayName": "恰佩克论坛", "host": "tube.example.org"},
    "files": [
        {
            "fileDownloadUrl": "https://tube.example.org/download/1-720.mp4",
            "resolution": {"id": 720, "label": "720p"},
            "size": 1234,
        }
    ],
}

TABLE = """编号,期,标题,title_en,录制时间,嘉宾,时长,许可,链接,课件,标签
e1,1,第一期,Episode 1,2022-01-15 14:00,何静,56:10,CC BY 4.0,https://media.example.org/1.mp4 https://www.bilibili.com/video/BV1xx411c7mD,https://media.example.org/1.pdf,机器人、孪生
e2,2,第二期,,2022/01/26,,,,https://media.example.org/2.mp4,,
"""


def _read(given: Any) -> Library:
    raw = given if isinstance(given, str) else json.dumps(given)
    return understood(raw.encode(), timezone="Asia/Shanghai")


def test_a_conference_of_media_ccc_de_is_read_with_its_files() -> None:
    found = _read({"acronym": "38c3", "title": "38C3", "events": [TALK]})

    assert found.recordings == [
        Listed(
            title={"en": "Robots learn: slowly"},
            recorded_at=datetime(2024, 12, 27, 10, tzinfo=UTC),
            place=Place(path="$.events[0]"),
            origin="media.ccc.de:8f2618e2",
            abstract={"en": "How they learn."},
            people="Ada, Grace",
            tags=("38c3", "1"),
            language="en",
            duration_seconds=2400,
            thumbnail_url="https://static.media.ccc.de/1.jpg",
            links=(
                Link("file", "https://cdn.media.ccc.de/1.mp4", "en", SourceKind.RECORDING),
                Link(
                    "link",
                    "https://media.ccc.de/v/38c3-1-robots",
                    "en",
                    SourceKind.RECORDING,
                    position=1,
                ),
            ),
            files=(
                File(
                    "https://cdn.media.ccc.de/1.webm",
                    media_type="video/webm",
                    language="en-de",
                    quality="1080p",
                    size=300_000_000,
                ),
                File(
                    "https://cdn.media.ccc.de/1.mp4",
                    media_type="video/mp4",
                    language="en",
                    quality="720p",
                    size=200_000_000,
                ),
                File(
                    "https://cdn.media.ccc.de/1.pdf",
                    FileKind.SLIDES,
                    media_type="application/pdf",
                ),
            ),
        )
    ]
    assert (found.dialect, found.odd) == ("media.ccc.de", [])


def test_a_talk_without_a_day_is_left_out_and_said() -> None:
    found = _read([TALK, TALK | {"guid": "x", "date": None}])

    assert len(found.recordings) == 1
    assert found.odd == [
        Problem("“{value}” has no date and is left out.", "Robots learn", Place(path="$[1]"))
    ]


def test_videos_of_peertube_are_read_and_live_ones_left_out() -> None:
    found = _read({"total": 2, "data": [VIDEO, VIDEO | {"uuid": "b", "isLive": True}]})

    assert found.recordings == [
        Listed(
            title={"zh": "数字孪生入门"},
            recorded_at=datetime(2022, 2, 1, 8, tzinfo=UTC),
            place=Place(path="$.data[0]"),
            origin="peertube:tube.example.org:9c9de5e8",
            abstract={"zh": "一台水泵的一生"},
            people="恰佩克论坛",
            tags=("孪生",),
            language="zh",
            duration_seconds=1800,
            licence="CC-BY-SA-4.0",
            thumbnail_url="https://tube.example.org/lazy-static/thumbnails/1.jpg",
            links=(
                Link(
                    "peertube",
                    "https://tube.example.org/videos/watch/9c9de5e8",
                    "zh",
                    SourceKind.RECORDING,
                ),
            ),
            files=(
                File(
                    "https://tube.example.org/download/1-720.mp4",
                    FileKind.VIDEO,
                    media_type="video/mp4",
                    language="zh",
                    quality="720p",
                    size=1234,
                ),
            ),
        )
    ]
    assert [problem.place.path for problem in found.odd] == ["$.data[1]"]


def test_a_table_is_read_by_the_names_of_its_columns_in_either_language() -> None:
    first, second = _read(TABLE).recordings

    assert (first.origin, first.episode, first.title) == (
        "table:e1",
        1,
        {"zh": "第一期", "en": "Episode 1"},
    )
    assert first.recorded_at == datetime(2022, 1, 15, 6, tzinfo=UTC)
    assert (first.duration_seconds, first.licence) == (3370, "CC-BY-4.0")
    assert [link.platform for link in first.links] == ["file", "bilibili"]
    assert [file.kind for file in first.files] == [FileKind.SLIDES]
    assert (first.tags, second.tags, second.duration_seconds) == (("机器人", "孪生"), (), None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "There should be 1 to 5000 rows."),
        ("title,recorded_at\nx,2022-01-01", "line 1: The column “url / 链接” is missing."),
        (
            "title\nx",
            "line 1: The column “recorded_at / 录制时间, url / 链接” is missing.",
        ),
        (
            TABLE.replace("2022/01/26", "26.1."),
            "line 3, column recorded_at: “26.1.” is not a day like 2026-08-26 14:00.",
        ),
        (
            TABLE.replace("https://media.example.org/2.mp4", "javascript:x"),
            "line 3, column url: “javascript:x” is not an address that begins with https://.",
        ),
        (
            TABLE.replace("56:10", "long"),
            "line 2, column duration: “long” is not a length like 1:02:03.",
        ),
        ("{", "line 1: This is not JSON."),
        ({"x": 1}, "This JSON is neither of media.ccc.de nor of PeerTube."),
        (
            {"events": [TALK, TALK | {"title": 7}]},
            "$.events[1].title: Expected `str`, got `int`",
        ),
        (
            {"events": [TALK | {"frontend_link": "javascript:alert(1)"}]},
            "$.events[0]: “javascript:alert(1)” is not an address that begins with https://.",
        ),
        (
            {"events": [TALK | {"poster_url": "javascript:alert(2)"}]},
            "$.events[0]: “javascript:alert(2)” is not an address that begins with https://.",
        ),
        ({"events": [TALK | {"title": "a\0b"}]}, "“U+0000” cannot stand in a text."),
        (TABLE.replace("第一期", "a\0b"), "“U+0000” cannot stand in a text."),
        ({"events": [TALK | {"title": "\ud800"}]}, "line 1: This is not JSON."),
        ({"data": [VIDEO | {"tags": ["\udc00"]}]}, "line 1: This is not JSON."),
        (
            {"events": [TALK | {"recordings": [TALK["recordings"][0] | {"size": math.nan}]}]},
            "line 1: This is not JSON.",
        ),
        (
            {"events": [TALK | {"recordings": [TALK["recordings"][0] | {"size": 1e308}]}]},
            "$.events[0].recordings[0].size: Expected `float` <= 1000000000.0",
        ),
        (
            {"data": [VIDEO | {"files": [VIDEO["files"][0] | {"size": 2**62}]}]},
            "$.data[0].files[0].size: Expected `int` <= 9007199254740992",
        ),
        (
            {"data": [VIDEO | {"url": "http://[::1"}]},
            "$.data[0]: “http://[::1” is not an address that begins with https://.",
        ),
        (
            {"data": [VIDEO | {"thumbnailPath": "/" + "x" * 1000}]},
            f"$.data[0]: “https://tube.example.org/{'x' * 35}” is too long.",
        ),
        (
            f"title,url,date,abstract\na,https://a.example/1.mp4,2022-01-01,{'x' * 10_001}",
            "line 2, column abstract_en: This is longer than 10000 characters.",
        ),
    ],
    ids=[
        "empty",
        "column",
        "columns",
        "day",
        "address",
        "length",
        "json",
        "dialect",
        "type",
        "link",
        "picture",
        "nul",
        "nul-in-a-table",
        "half-a-character",
        "half-a-tag",
        "nan",
        "infinite",
        "huge-file",
        "no-address",
        "long-picture",
        "long-abstract",
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_column(given: Any, said: str) -> None:
    with pytest.raises(FileRefused) as refused:
        _read(given)

    assert str(refused.value.problems[0]) == said


def test_bytes_that_are_no_utf8_are_refused_with_their_line() -> None:
    with pytest.raises(FileRefused, match="line 2: This is not UTF-8"):
        understood(b"title,url\n\xff", timezone="UTC")


@pytest.mark.parametrize(("wrong", "told"), [(20, []), (21, []), (22, ["And 2 more."])])
def test_of_many_problems_the_first_are_told_and_how_many_there_are(
    wrong: int, told: list[str]
) -> None:
    rows = "".join(f"Talk {number},26.1.,https://example.org/{number}\n" for number in range(wrong))
    with pytest.raises(FileRefused) as refused:
        understood(f"title,recorded_at,url\n{rows}".encode(), timezone="Asia/Shanghai")
    lines = [str(problem) for problem in refused.value.problems]
    assert len(lines) == min(wrong, 21)
    assert [line for line in lines if not line.startswith("line ")] == told
