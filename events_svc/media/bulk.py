"""Many recordings of a series at once, from lines of a table: all, or none and the rows that are wrong."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
from events_svc.events.models import Series
from events_svc.media import platforms, recordings
from events_svc.media.errors import AddressRefused, RowsWrong
from events_svc.media.models import Recording, SourceKind
from events_svc.media.recordings import Entry
from events_svc.media.sources import Link
from events_svc.text import text

MOST_ROWS = 500
_GUESSES = {
    "bilibili.com": "bilibili",
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "vimeo.com": "vimeo",
    "channels.weixin.qq.com": "wechat_channels",
    "meeting.tencent.com": "tencent_meeting",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line: episode, day, title in Chinese, title in English, addresses."""

    entry: Entry
    links: list[Link]


async def add_all(
    organisation: Organisation, series: Series, lines: str, *, timezone: str
) -> list[Recording]:
    """Published recordings of the series, one a line; raises RowsWrong and adds none."""
    rows = read(lines, series=series, timezone=timezone)
    made = []
    async with in_transaction():
        for row in rows:
            recording = await recordings.add(organisation, row.entry, links=row.links)
            await recordings.publish(recording)
            made.append(recording)
    return made


def read(lines: str, *, series: Series | None, timezone: str) -> list[Row]:
    """The rows of `episode | 2022-01-15 14:00 | 标题 | Title | address | address …` (or tabs)."""
    given = [(n, line) for n, line in enumerate(lines.splitlines(), 1) if line.strip()]
    wrong: list[str] = [] if 0 < len(given) <= MOST_ROWS else [f"1–{MOST_ROWS}"]
    rows = []
    for number, line in given[:MOST_ROWS]:
        try:
            rows.append(_row(line, timezone))
        except (ValueError, AddressRefused) as error:
            wrong.append(f"{number}: {error.args[0] if error.args else line[:60]}")
    if wrong:
        raise RowsWrong(wrong)
    return [Row(replace(row.entry, series=series), row.links) for row in rows]


def _row(line: str, timezone: str) -> Row:
    cells = [cell.strip() for cell in line.split("\t" if "\t" in line else "|")]
    if len(cells) < 5:
        raise ValueError(line[:60])
    episode, moment, zh, en, *urls = cells
    title = text(zh[:200], en[:200])
    if not title:
        raise ValueError(line[:60])
    entry = Entry(
        title=title,
        recorded_at=datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(timezone)),
        episode=_episode(episode),
    )
    links = [_link(url, place) for place, url in enumerate(url for url in urls if url)]
    if not links:
        raise ValueError(line[:60])
    return Row(entry, links)


def _episode(cell: str) -> int | None:
    if not cell:
        return None
    number = int(cell)
    if not 0 <= number <= 99_999:
        raise ValueError(cell)
    return number


def _link(url: str, place: int) -> Link:
    checked = platforms.checked(url)
    return Link(guessed(checked), checked, kind=SourceKind.RECORDING, position=place)


def guessed(url: str) -> str:
    """The platform that an address seems to belong to."""
    for host, platform in _GUESSES.items():
        if host in url:
            return platform
    if ".m3u8" in url:
        return "hls"
    is_file = url.lower().rpartition(".")[2] in {"mp4", "webm", "mp3", "m4a", "ogg", "opus"}
    return "file" if is_file else "link"
