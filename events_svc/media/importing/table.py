"""A table of recordings: CSV or tabs, its first row names the columns, in English or Chinese."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from events_svc.media import licences, platforms
from events_svc.media.attachments import File
from events_svc.media.errors import AddressRefused
from events_svc.media.guess import guessed
from events_svc.media.importing.listed import MOST_ROWS, Library, Listed, language
from events_svc.media.models import SourceKind
from events_svc.media.recording_models import FileKind
from events_svc.media.sources import Link
from events_svc.schedule.importing.errors import FileRefused, Place, Problem, refused
from events_svc.text import text

COLUMNS = {
    **{"id": "id", "编号": "id", "slug": "slug", "地址名": "slug"},
    **{"episode": "episode", "期": "episode", "期号": "episode"},
    **{"title": "title_en", "title_en": "title_en", "title_zh": "title_zh", "标题": "title_zh"},
    **{"recorded_at": "recorded_at", "date": "recorded_at", "录制时间": "recorded_at"},
    **{"日期": "recorded_at", "people": "people", "speakers": "people", "嘉宾": "people"},
    **{"abstract_zh": "abstract_zh", "摘要": "abstract_zh", "abstract_en": "abstract_en"},
    **{"abstract": "abstract_en", "tags": "tags", "主题": "tags", "标签": "tags"},
    **{"language": "language", "语言": "language", "duration": "duration", "时长": "duration"},
    **{"licence": "licence", "license": "licence", "许可": "licence"},
    **{"url": "url", "urls": "url", "链接": "url", "slides": "slides", "课件": "slides"},
    **{"downloads": "downloads", "下载": "downloads"},
}
NEEDED = ("recorded_at", "url")
_CHINESE = {"recorded_at": "录制时间", "url": "链接", "title_zh": "标题"}
_LIMITS = {
    **{"title_zh": 200, "title_en": 200, "people": 500, "licence": 120, "id": 280},
    **{"abstract_zh": 10_000, "abstract_en": 10_000},
}
MOST_TAGS = 30


def read(words: str, *, timezone: str) -> Library:
    """The rows as recordings; raises FileRefused with the row and column of every problem."""
    lines = words.lstrip("\ufeff")
    head, _, _ = lines.partition("\n")
    delimiter = max("\t;,", key=head.count)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        place = Place(line=reader.line_num)
        raise refused("This is not a table: {value}", str(error), place) from error
    if not rows or len(rows) - 1 > MOST_ROWS:
        raise refused("There should be 1 to {value} rows.", str(MOST_ROWS))
    names = _head(rows[0][1])
    return Library("CSV", _rows(names, rows[1:], timezone))


def _head(cells: list[str]) -> list[str]:
    names = [COLUMNS.get(cell.strip().casefold(), "") for cell in cells]
    missing = [name for name in NEEDED if name not in names]
    if not {"title_zh", "title_en"} & {*names}:
        missing.append("title_zh")
    if missing:
        columns = ", ".join(f"{name} / {_CHINESE[name]}" for name in missing)
        raise refused("The column “{value}” is missing.", columns, Place(line=1))
    return names


def _rows(names: list[str], rows: list[tuple[int, list[str]]], timezone: str) -> list[Listed]:
    problems: list[Problem] = []
    found = []
    for line, cells in rows:
        given = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        row = _Row(line, given, problems)
        listed = row.listed(timezone)
        found += [listed] if listed else []
    if not found and not problems:
        problems.append(Problem("There should be 1 to {value} rows.", str(MOST_ROWS)))
    if problems:
        raise FileRefused(problems)
    return found


class _Row:
    """A row being read: what is wrong in it is told with its line and column."""

    def __init__(self, line: int, given: Mapping[str, str], problems: list[Problem]) -> None:
        self.line, self.given, self.problems = line, given, problems

    def listed(self, timezone: str) -> Listed | None:
        """The recording of this row; None where something is wrong."""
        before = len(self.problems)
        for name, limit in _LIMITS.items():
            if len(self.given.get(name, "")) > limit:
                self.wrong(name, "This is longer than {value} characters.", str(limit))
        moment = self.moment(timezone)
        title = text(self.given.get("title_zh", ""), self.given.get("title_en", ""))
        if not title:
            self.wrong("title_zh", "There is no title.", "")
        links, files = self.links(), (*self.files("slides"), *self.files("downloads"))
        seconds, episode = self.seconds(), self.episode()
        slug = self.given.get("slug", "")
        if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug[:101]):
            self.wrong("slug", "“{value}” is not small letters, digits and hyphens.", slug)
        if len(self.problems) > before or moment is None:
            return None
        key = self.given.get("id", "")
        return Listed(
            title=title,
            recorded_at=moment,
            place=Place(line=self.line),
            origin=f"table:{key}" if key else None,
            slug=slug,
            abstract=text(self.given.get("abstract_zh", ""), self.given.get("abstract_en", "")),
            people=self.given.get("people", ""),
            tags=self.tags(),
            language=language(self.given.get("language", "")),
            duration_seconds=seconds,
            licence=licences.key_of(self.given.get("licence", "")),
            episode=episode,
            links=links,
            files=files,
        )

    def wrong(self, column: str, reason: str, value: str) -> None:
        self.problems.append(Problem(reason, value[:60], Place(line=self.line, column=column)))

    def moment(self, timezone: str) -> datetime | None:
        given = self.given.get("recorded_at", "")
        try:
            moment = datetime.fromisoformat(given.replace("/", "-"))
        except ValueError:
            self.wrong("recorded_at", "“{value}” is not a day like 2026-08-26 14:00.", given)
            return None
        if not 1900 <= moment.year <= 2200:
            self.wrong("recorded_at", "“{value}” is not a day like 2026-08-26 14:00.", given)
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))

    def tags(self) -> tuple[str, ...]:
        found = re.split("[,，、;；]", self.given.get("tags", ""))
        return tuple(one for tag in found if (one := tag.strip()[:60]))[:MOST_TAGS]

    def links(self) -> tuple[Link, ...]:
        spoken = language(self.given.get("language", "")) or "zh"
        urls = self.urls("url")
        if not urls and not self.given.get("url", ""):
            self.wrong("url", "There is no address under which it can be watched.", "")
        return tuple(
            Link(guessed(url), url, spoken, kind=SourceKind.RECORDING, position=number)
            for number, url in enumerate(urls)
        )

    def files(self, column: str) -> list[File]:
        kind = FileKind.SLIDES if column == "slides" else None
        return [File(url, kind) for url in self.urls(column)]

    def urls(self, column: str) -> list[str]:
        found = []
        for url in self.given.get(column, "").split():
            try:
                found.append(platforms.checked(url[:1001]))
            except AddressRefused:
                self.wrong(column, "“{value}” is not an address that begins with https://.", url)
        return found

    def seconds(self) -> int | None:
        given = self.given.get("duration", "")
        match = re.fullmatch(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,6})", given)
        if given and match is None:
            self.wrong("duration", "“{value}” is not a length like 1:02:03.", given)
        if match is None:
            return None
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return (hours * 60 + minutes) * 60 + seconds

    def episode(self) -> int | None:
        given = self.given.get("episode", "")
        if not given:
            return None
        if not re.fullmatch(r"\d{1,5}", given):
            self.wrong("episode", "“{value}” is not a number of an episode.", given)
            return None
        return int(given)
