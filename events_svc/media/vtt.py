"""WebVTT (W3C, https://www.w3.org/TR/webvtt1/), and SubRip, whose blocks are alike, into cues. Pure.

Strict where a player would silently lose a line: each problem is said with its row and column, and a file
with one is refused as a whole.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from events_svc.media.recording_errors import SubtitlesRefused, Wrong

MOST_BYTES = 2 * 1024 * 1024
MOST_CUES = 20_000
MOST_PROBLEMS = 20

_HEAD = re.compile(r"WEBVTT(?:[ \t].*)?\Z")
_NUMBER = re.compile(r"\d+\Z")
_TIME = re.compile(r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)[.](\d{3})")
_SRT_TIME = re.compile(r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)[,.](\d{3})")
_ARROW = re.compile(r"[ \t]+-->[ \t]+")
_TAG = re.compile(r"<[^<>]*>")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from one millisecond to another, as plain text in one line; `voice` says it, if told."""

    starts_ms: int
    ends_ms: int
    text: str
    voice: str = ""
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines between empty ones; `row` is that of the first."""

    row: int
    lines: list[str]


def read(raw: bytes) -> list[Cue]:
    """The cues in the order of their beginnings; raises SubtitlesRefused with every problem found."""
    lines = re.split(r"\r\n|\r|\n", _decoded(raw))
    is_vtt = _HEAD.match(lines[0]) is not None
    if not is_vtt and not _is_subrip(lines):
        raise SubtitlesRefused([Wrong(1, 1, "The file should begin with WEBVTT.")])
    blocks = [*_blocks(lines)]
    time = _TIME if is_vtt else _SRT_TIME
    problems: list[Wrong] = []
    cues: list[Cue] = []
    for block in blocks[1:] if is_vtt else blocks:
        if _is_cue(block):
            found = _cue(block, time, problems)
            cues += [found] if found else []
    if not problems and not 0 < len(cues) <= MOST_CUES:
        problems = [Wrong(len(lines), 1, "There should be 1 to {value} cues.", str(MOST_CUES))]
    if problems:
        raise SubtitlesRefused(problems[:MOST_PROBLEMS])
    return sorted(cues, key=lambda cue: (cue.starts_ms, cue.ends_ms))


def written(cues: Iterable[Cue]) -> str:
    """The cues as WebVTT, as any player reads it."""
    return "\n\n".join(["WEBVTT", *map(_block, cues)]) + "\n"


def clock(milliseconds: int) -> str:
    """`01:02:03.500`, as WebVTT writes a time."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1024 // 1024} MiB"
        raise SubtitlesRefused([Wrong(1, 1, "The file is larger than {value}.", limit)])
    try:
        return raw.decode("utf-8-sig").replace("\0", "\ufffd")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        row, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise SubtitlesRefused([Wrong(row, column, "This is not UTF-8.")]) from error


def _is_subrip(lines: list[str]) -> bool:
    said = [line for line in lines if line.strip()][:2]
    return len(said) == 2 and bool(_NUMBER.match(said[0].strip()) and _SRT_TIME.match(said[1]))


def _blocks(lines: list[str]) -> Iterator[Block]:
    held: list[str] = []
    for row, line in enumerate([*lines, ""], 1):
        if line.strip():
            held.append(line)
        elif held:
            yield Block(row - len(held), held)
            held = []


def _is_cue(block: Block) -> bool:
    word = block.lines[0].split(maxsplit=1)[0]
    has_time = any("-->" in line for line in block.lines[:2])
    return has_time or word not in {"NOTE", "STYLE", "REGION"}


def _cue(block: Block, time: re.Pattern[str], problems: list[Wrong]) -> Cue | None:
    at = 0 if "-->" in block.lines[0] or len(block.lines) == 1 else 1
    timing = _timing(block.lines[at], block.row + at, time, problems)
    for row, line in enumerate(block.lines[at + 1 :], block.row + at + 1):
        _look(line, row, problems)
    if timing is None:
        return None
    starts_ms, ends_ms, settings = timing
    said = "\n".join(block.lines[at + 1 :])
    text = _one_line(html.unescape(_TAG.sub("", said)))
    voice = _VOICE.search(said)
    spoken_by = html.unescape(voice[1]).strip() if voice else ""
    return Cue(starts_ms, ends_ms, text, spoken_by, settings) if text else None


def _timing(
    line: str, row: int, time: re.Pattern[str], problems: list[Wrong]
) -> tuple[int, int, str] | None:
    """First and last millisecond and the settings; None after saying what is wrong."""
    begin = len(line) - len(line.lstrip())
    first = time.match(line, begin)
    arrow = _ARROW.match(line, first.end()) if first else None
    last = time.match(line, arrow.end()) if arrow else None
    if first is None:
        problems.append(Wrong(row, begin + 1, "Here should be a time like 00:01:02.500."))
    elif arrow is None:
        problems.append(Wrong(row, first.end() + 1, "Here should be “-->” between blanks."))
    elif last is None:
        problems.append(Wrong(row, arrow.end() + 1, "Here should be a time like 00:01:02.500."))
    elif _milliseconds(last) <= _milliseconds(first):
        problems.append(Wrong(row, arrow.end() + 1, "The cue ends before it begins."))
    else:
        return _milliseconds(first), _milliseconds(last), line[last.end() :].strip()
    return None


def _look(line: str, row: int, problems: list[Wrong]) -> None:
    if "-->" in line:
        problems.append(Wrong(row, line.index("-->") + 1, "A cue must follow an empty line."))
    opened = _TAG.sub(lambda tag: " " * len(tag[0]), line).find("<")
    if opened >= 0 and re.match(r"</?[a-zA-Z0-9]", line[opened:]):
        problems.append(Wrong(row, opened + 1, "This “<” is never closed by “>”."))


def _milliseconds(found: re.Match[str]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _one_line(text: str) -> str:
    """The text in one line; a line that breaks between two CJK characters breaks no word."""
    joined = re.sub(r"(?<=[\u2e80-\uffee])[ \t]*\n[ \t]*(?=[\u2e80-\uffee])", "", text)
    return " ".join(joined.split())


def _block(cue: Cue) -> str:
    settings = f" {cue.settings}" if cue.settings else ""
    voice = f"<v {html.escape(cue.voice, quote=False)}>" if cue.voice else ""
    text = html.escape(cue.text, quote=False)
    return f"{clock(cue.starts_ms)} --> {clock(cue.ends_ms)}{settings}\n{voice}{text}"
