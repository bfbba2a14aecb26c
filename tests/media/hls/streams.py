"""Streams as an encoder writes them: the playlist at any second of their life."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
MASTER = """#EXTM3U
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="中文, 同传",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2800000,CODECS="avc1.64001f,mp4a.40.2",AUDIO="a"
media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=800000,AUDIO="a"
low/media.m3u8
"""


@dataclass(frozen=True)
class Stream:
    """A stream that begins at second `start` and whose encoder goes at `stop` (seconds after EPOCH).

    `after`: what stands there afterwards: the `same` for ever, an `empty` playlist, `ended`, `gone` (404),
    a `slate`, or `silence` (no answer).
    """

    start: float = 0.0
    stop: float = float("inf")
    target: float = 6.0
    after: str = "same"
    dated: bool = False
    window: int = 5
    first: int = 0  # media sequence

    def count(self, second: float) -> int:
        """Segments written until then."""
        return max(0, int((min(second, self.stop) - self.start) / self.target) + 1)

    def last_written(self) -> float:
        """When the last segment was written."""
        return self.start + (self.count(self.stop) - 1) * self.target

    def end(self) -> float:
        """The moment at which the next segment was due and did not come."""
        return self.last_written() + self.target

    def playlist(self, second: float) -> str | int | None:
        """The text at that second, or the status of a refusal, or None: no answer."""
        if second < self.start:
            return 404
        is_over = second > self.stop
        if is_over and self.after == "gone":
            return 404
        if is_over and self.after == "silence":
            return None
        if is_over and self.after == "slate":
            return self._slate(second)
        if is_over and self.after == "empty":
            return self._head(0)
        return self._lines(second) + (
            "#EXT-X-ENDLIST\n" if is_over and self.after == "ended" else ""
        )

    def _lines(self, second: float) -> str:
        count = self.count(second)
        oldest = max(0, count - self.window)
        segments = "".join(self._segment(number) for number in range(oldest, count))
        return self._head(self.first + oldest) + segments

    def _segment(self, number: int) -> str:
        begins = EPOCH + timedelta(seconds=self.start + (number - 1) * self.target)
        date = f"#EXT-X-PROGRAM-DATE-TIME:{begins.isoformat()}\n" if self.dated else ""
        return f"{date}#EXTINF:{self.target:.3f},\nsegment{self.first + number}.ts\n"

    def _slate(self, second: float) -> str:
        count = int((second - self.start) / self.target) + 1
        oldest = max(0, count - self.window)
        pieces = f"#EXTINF:{self.target:.3f},\nslate.ts\n" * (count - oldest)
        return self._head(self.first + oldest) + "#EXT-X-DISCONTINUITY\n" + pieces

    def _head(self, sequence: int) -> str:
        return (
            f"#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:{self.target:.0f}\n"
            f"#EXT-X-MEDIA-SEQUENCE:{sequence}\n"
        )
