"""Days and times as people write them into tables, in Chinese and English. Pure.

`时间` is `09:00-09:30`, `上午9点30分`, `2:00 PM – 2:30 PM`, a clock of the spreadsheet, or a whole
instant; a day is `8月26日（周三）`, `2026/8/26`, `Wednesday, 26 August 2026`, `第二天`, `Day 2`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from events_svc.schedule.importing import times
from events_svc.schedule.importing.errors import Unreadable
from events_svc.schedule.importing.sheets import Cell

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NUMERALS = {**{sign: n for n, sign in enumerate("一二三四五六七八九十", 1)}, "1": 1}
_FORENOON = {"上午", "早上", "凌晨", "am", "a.m."}
_AFTERNOON = {"下午", "晚上", "晚", "傍晚", "pm", "p.m."}
_HALF = r"(上午|早上|凌晨|中午|下午|晚上|傍晚|晚)?\s*"
_CLOCK = _HALF + r"(\d{1,2})(?:\s*[:.时時点點h]\s*(\d{2})?\s*分?(?::\d{2})?)?\s*([ap]\.?m\.?)?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|–|—|―|~|～|〜|−|－|→|至|到|to|until)+\s*{_CLOCK}", re.I)
_ONE = re.compile(rf"{_CLOCK}\s*(?:-|起|开始|～|~)?", re.I)
_WEEKDAY = r"(?:[（(]?\s*(?:(?:周|星期|礼拜)[一二三四五六日天末]|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\s*[）)]?)"
_HALF_DAY = r"(?:上午|下午|晚上|全天|morning|afternoon|evening)"
_AROUND = re.compile(rf"{_WEEKDAY}|{_HALF_DAY}|[，,]", re.I)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_CHINESE_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?(?:\s+(\d{4}))?", re.I)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s+(\d{4}))?", re.I)
_POINTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_NTH = re.compile(r"(?:第\s*([一二三四五六七八九十]|\d{1,2})\s*[天日]|day\s*(\d{1,2}))", re.I)


@dataclass(frozen=True, slots=True)
class When:
    """What a cell says of the time of day; `day` only where it says that too."""

    start: time
    end: time | None = None
    day: date | None = None


def day_of(cell: Cell, first: date | None) -> date | None:
    """The day that a cell names, alone or among weekdays; without a year it is that of `first`.

    `Day 2` counts from `first`. None when it names no day.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str) or len(cell) > 60:
        return None
    words = unicodedata.normalize("NFKC", cell).strip()
    nth = _NTH.match(words)
    rest = words[nth.end() :].strip(" ·:：-—–()") if nth else words
    bare = " ".join(_AROUND.sub(" ", rest).split())
    named = _named(bare, first) if bare else None
    if named or not nth or first is None:
        return named
    number = _NUMERALS.get(nth[1] or "") or int(nth[1] or nth[2])
    return first + timedelta(days=number - 1)


def when(cell: Cell, first: date | None = None) -> When | None:
    """The time that a cell gives; None when it says nothing. Raises Unreadable."""
    if isinstance(cell, datetime):
        return When(cell.time(), day=cell.date())
    if isinstance(cell, time):
        return When(cell)
    if isinstance(cell, float | int):
        return When(_of_fraction(float(cell)))
    if not isinstance(cell, str) or not cell.strip():
        return None
    words = unicodedata.normalize("NFKC", cell).strip()
    day, words = _day_before(words, first)
    span, one = _SPAN.fullmatch(words), _ONE.fullmatch(words)
    if span:
        half, late = span[1] or span[4] or span[8], span[5] or span[8] or span[1] or span[4]
        start, end = _clock(span[2], span[3], half), _clock(span[6], span[7], late)
        return When(start, end, day)
    if one and (one[3] or one[4] or one[1] or ":" in words):
        return When(_clock(one[2], one[3], one[1] or one[4]), day=day)
    raise Unreadable("The time “{value}” cannot be read.", cell)


def length(cell: Cell) -> timedelta | None:
    """`45`, `45分钟`, `1:30`, a clock of the spreadsheet."""
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute)
    if isinstance(cell, int | float):
        is_fraction = 0 < cell < 1
        return timedelta(days=cell) if is_fraction else times.length(str(int(cell)))
    words = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else ""
    return times.length(re.sub(r"\s*(分钟|分鐘|分|minutes|min\.?|')$", "", words, flags=re.I))


def _named(words: str, first: date | None) -> date | None:
    year = first.year if first else None
    if found := _YEAR_FIRST.fullmatch(words):
        return _date(int(found[1]), int(found[2]), int(found[3]), words)
    if found := _POINTS.fullmatch(words):
        return _date(int(found[3]), int(found[2]), int(found[1]), words)
    if found := _CHINESE_DAY.fullmatch(words):
        return _date(year, int(found[1]), int(found[2]), words)
    if (found := _DAY_FIRST.fullmatch(words)) and _month(found[2]):
        return _date(int(found[3] or 0) or year, _month(found[2]), int(found[1]), words)
    if (found := _MONTH_FIRST.fullmatch(words)) and _month(found[1]):
        return _date(int(found[3] or 0) or year, _month(found[1]), int(found[2]), words)
    return None


def _month(name: str) -> int:
    short = name[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _date(year: int | None, month: int, day: int, words: str) -> date:
    if year is None:
        raise Unreadable("The day “{value}” has no year.", words)
    try:
        return times.day(date(year, month, day).isoformat())
    except ValueError as error:
        raise Unreadable("The day “{value}” cannot be read.", words) from error


def _day_before(words: str, first: date | None) -> tuple[date | None, str]:
    """The day that stands before the time in one cell, and what is left."""
    before, _, after = words.replace("T", " ").partition(" ")
    day = day_of(before, first) if after and not _ONE.fullmatch(before) else None
    return (day, after.strip()) if day else (None, words)


def _clock(hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    said = (half or "").casefold()
    if (said in _AFTERNOON and hours < 12) or (said == "中午" and hours < 3):
        hours += 12
    if said in _FORENOON and hours == 12:
        hours = 0
    if hours == 24 and minutes == 0:
        return time(0)
    if hours > 23 or minutes > 59:
        raise Unreadable("The time “{value}” cannot be read.", f"{hour}:{minute or '00'}")
    return time(hours, minutes)


def _of_fraction(part: float) -> time:
    """The clock of a spreadsheet: a part of a day; the days before the point are left out."""
    if not 0 <= part < 100_000:
        raise Unreadable("The time “{value}” cannot be read.", str(part))
    minutes = round(part % 1 * 24 * 60) % (24 * 60)
    return time(minutes // 60, minutes % 60)
