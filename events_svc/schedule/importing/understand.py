"""Read a file within bounds: small ones here, in a thread, the others in a process of their own.

Such a process may use half a minute of computing and 700 MB of memory; whatever somebody has put into the
file, it ends there, and what it took goes back to the machine (docs/decisions/0011).
"""

import asyncio
import os
import sys
from datetime import date

import msgspec

from events_svc.schedule.importing import dialects
from events_svc.schedule.importing.errors import FileRefused, Problem, refused
from events_svc.schedule.importing.timetable import Timetable

SMALL = 256 * 1024  # octets that take less than 0.1 s
PATIENCE = 60.0  # seconds
_ROOM = "events_svc.schedule.importing.reading_room"
_TOLD = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TZDIR", "PYTHONTZPATH")  # no secret is handed in
_turn = asyncio.Semaphore(1)  # one of them at a time: memory is bounded for all readers together


class Question(msgspec.Struct):
    """What the process is asked; the bytes follow."""

    timezone: str
    day: date | None


class Answered(msgspec.Struct):
    """What it answers: the timetable, or why there is none."""

    timetable: Timetable | None = None
    problems: list[Problem] = []


async def understood(raw: bytes, *, timezone: str, day: date | None = None) -> Timetable:
    """See `dialects.read`; raises FileRefused, also for what takes too much time or memory."""
    if _is_harmless(raw):
        return await asyncio.to_thread(dialects.read, raw, timezone=timezone, day=day)
    async with _turn:
        answer = await _asked(raw, Question(timezone, day))
    if answer.timetable is None:
        raise FileRefused(answer.problems)
    return answer.timetable


def answer(raw: bytes, question: Question) -> Answered:
    """What the process says to these bytes."""
    try:
        return Answered(dialects.read(raw, timezone=question.timezone, day=question.day))
    except FileRefused as error:
        return Answered(problems=[*error.problems])
    except MemoryError:
        return Answered(problems=[Problem("The file needs too much memory.")])


def _is_harmless(raw: bytes) -> bool:
    """Zips and rules of recurrence can be small and mean much."""
    is_small = len(raw) <= SMALL and not raw.startswith(dialects.ZIP)
    return is_small and b"RRULE" not in raw.upper()


async def _asked(raw: bytes, question: Question) -> Answered:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", _ROOM),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={name: os.environ[name] for name in _TOLD if name in os.environ},
    )
    head = msgspec.json.encode(question) + b"\n"
    try:
        said, _ = await asyncio.wait_for(process.communicate(head + raw), PATIENCE)
    except TimeoutError as error:
        raise refused("The file takes too long to read.") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise refused("The file takes too long to read, or too much memory.")
    return msgspec.msgpack.decode(said, type=Answered)
