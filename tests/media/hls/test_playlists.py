"""Our reading of playlists, beside m3u8's from PyPI (the oracle), and what only RFC 8216bis knows."""

from datetime import UTC, datetime, timedelta

import m3u8
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.media import hls
from events_svc.media.hls import Media, Multivariant, NotAPlaylist, Variant
from tests.media.hls.streams import MASTER

URL = "https://live.example.org/a/main.m3u8"
NOW = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
LOW_LATENCY = """#EXTM3U
#EXT-X-TARGETDURATION:4
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.0
#EXT-X-PART-INF:PART-TARGET=0.33334
#EXT-X-MEDIA-SEQUENCE:266
#EXT-X-SKIP:SKIPPED-SEGMENTS=3
#EXTINF:4.00008,
segment269.mp4
#EXT-X-PART:DURATION=0.33334,URI="segment270.0.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-05-01T10:00:00.000+00:00
#EXTINF:4.00008,
segment270.mp4
#EXT-X-PART:DURATION=0.33334,URI="segment271.0.mp4"
#EXT-X-PART:DURATION=0.33334,URI="segment271.1.mp4"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="segment271.2.mp4"
"""


@st.composite
def playlists(draw: st.DrawFn) -> str:
    """Media playlists as encoders write them, and some that they should not."""
    target = draw(st.integers(1, 20))
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target}"]
    if draw(st.booleans()):
        lines.append(f"#EXT-X-MEDIA-SEQUENCE:{draw(st.integers(0, 10**9))}")
    if kind := draw(st.sampled_from(["", "EVENT", "VOD"])):
        lines.append(f"#EXT-X-PLAYLIST-TYPE:{kind}")
    at = NOW
    for number in range(draw(st.integers(0, 8))):
        length = draw(st.floats(0.5, 20).map(lambda value: round(value, 3)))
        if draw(st.booleans()):
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{at.isoformat()}")
        if draw(st.booleans()):
            lines.append(
                draw(
                    st.sampled_from(
                        ["#EXT-X-DISCONTINUITY", "# words", "", '#EXT-X-MAP:URI="i.mp4"']
                    )
                )
            )
        lines += [
            f"#EXTINF:{length},{draw(st.sampled_from(['', 'a title', '片段']))}",
            f"s{number}.ts",
        ]
        at += timedelta(seconds=length)
    if draw(st.booleans()):
        lines.append("#EXT-X-ENDLIST")
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines) + draw(st.sampled_from(["", "\n"]))


@given(text=playlists())
def test_a_media_playlist_is_read_as_the_oracle_reads_it(text: str) -> None:
    theirs = m3u8.loads(text, uri=URL)

    ours = hls.read(text, URL)

    newest = theirs.segments[-1].current_program_date_time if theirs.segments else None
    assert isinstance(ours, Media)
    assert (ours.target, ours.sequence, ours.segments) == (
        theirs.target_duration,
        theirs.media_sequence or 0,
        len(theirs.segments),
    )
    assert (ours.is_ended, ours.kind.lower()) == (theirs.is_endlist, theirs.playlist_type or "")
    assert (ours.newest_at is None) == (newest is None)
    if ours.newest_at and newest:
        assert abs(ours.newest_at - newest) < timedelta(milliseconds=1)


@given(bandwidths=st.lists(st.integers(1, 10**8), min_size=1, max_size=5))
def test_variants_are_read_as_the_oracle_reads_them(bandwidths: list[int]) -> None:
    text = "#EXTM3U\n" + "".join(
        f'#EXT-X-STREAM-INF:CODECS="avc1,mp4a",BANDWIDTH={width}\n\n../v{place}/x.m3u8?a=1,2\n'
        for place, width in enumerate(bandwidths)
    )
    theirs = m3u8.loads(text, uri=URL)

    ours = hls.read(text, URL)

    assert ours == Multivariant(
        tuple(Variant(one.absolute_uri, one.stream_info.bandwidth) for one in theirs.playlists)
    )


def test_a_player_begins_with_the_first_variant() -> None:
    found = hls.read(MASTER, URL)

    assert found == Multivariant(
        (
            Variant("https://live.example.org/a/media.m3u8", 2_800_000),
            Variant("https://live.example.org/a/low/media.m3u8", 800_000),
        )
    )


def test_parts_and_skipped_segments_count() -> None:
    found = hls.read(LOW_LATENCY, URL)

    assert found == Media(
        target=4.0, sequence=266, segments=5, parts=2, newest_at=NOW, is_repeating=False
    )
    assert isinstance(found, Media)
    assert found.head == (271, 2)


HEAD = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n"
RANGED = "#EXTINF:6,\n#EXT-X-BYTERANGE:1000@{}\nall.mp4\n"


@pytest.mark.parametrize(
    ("segments", "repeating"),
    [
        ("#EXTINF:6,\na.ts\n#EXTINF:6,\nb.ts\n", False),
        ("#EXTINF:6,\na.ts\n#EXTINF:6,\na.ts\n", True),
        ("#EXTINF:6,\na.ts\n#EXTINF:6,\nb.ts\n#EXTINF:6,\na.ts\n", True),
        ("#EXTINF:6,\na.ts\n#EXTINF:6,\na.ts\n#EXTINF:6,\nlive.ts\n", False),
        (RANGED.format(0) + RANGED.format(1000), False),
        (RANGED.format(0) + RANGED.format(0), True),
        ("#EXTINF:6,\n#EXT-X-BYTERANGE:10\nall.mp4\n" * 2, False),
        ("#EXTINF:6,\na.ts\n", False),
        ("", False),
    ],
)
def test_a_picture_that_comes_again_is_a_slate(segments: str, repeating: bool) -> None:
    found = hls.read(HEAD + segments, URL)

    assert isinstance(found, Media)
    assert found.is_repeating is repeating


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><title>404</title></html>",
        "#EXTM3U\n",
        "#EXTM3U\n#EXTINF:6,\na.ts\n",
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-ENDLIST\n",
    ],
)
def test_what_is_no_playlist_is_refused(text: str) -> None:
    with pytest.raises(NotAPlaylist):
        hls.read(text, URL)


PIECES = [
    "#EXT-X-",
    "MEDIA-SEQUENCE:",
    "PROGRAM-DATE-TIME:",
    "#EXTINF:",
    "\n",
    "9",
    ".",
    "T",
    "-",
    '"',
    "é",
]


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=20))
def test_nothing_that_is_written_breaks_the_reading(pieces: list[str]) -> None:
    found = hls.read(HEAD + "".join(pieces), URL)

    assert isinstance(found, Media)
    assert found.target == 6
