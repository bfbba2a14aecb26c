"""An uploaded timetable: read once, carried through the page that shows what it would change."""

import asyncio
import base64
import binascii
import lzma

from starlette.datastructures import FormData, UploadFile

from events_svc.schedule.importing import schedule_xml
from events_svc.schedule.importing.errors import FileRefused, Problem
from events_svc.schedule.importing.timetable import Timetable
from events_svc.schedule.importing.xml import MOST_BYTES
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext

MOST_CARRIED = 900_000  # characters; a field of a form may have 1 MiB
_MEMORY = 64 * 1024 * 1024


async def uploaded(form: FormData) -> bytes:
    """The bytes of the chosen file, or those that the page before carried along."""
    carried = form.get("upload")
    if isinstance(carried, str) and carried:
        return await asyncio.to_thread(_unpacked, carried)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Malformed({"file": gettext("Please choose a file.")})
    return await file.read()


async def carried(raw: bytes) -> str:
    """The bytes as a hidden field of a form; empty when they are too many for one."""
    packed = await asyncio.to_thread(lzma.compress, raw, preset=2)
    words = base64.b64encode(packed).decode()
    return words if len(words) <= MOST_CARRIED else ""


async def understood(raw: bytes, timezone: str) -> Timetable:
    """The timetable; Malformed with a line for each problem when it is none."""
    try:
        return await asyncio.to_thread(schedule_xml.read, raw, timezone=timezone)
    except FileRefused as error:
        lines = {str(n): said(problem) for n, problem in enumerate(error.problems)}
        raise Malformed(lines) from error


def said(problem: Problem) -> str:
    """What is wrong, and where, in the reader's language."""
    reason = gettext(problem.reason).format(value=problem.value)
    place = []
    if problem.line:
        place.append(gettext("line {line}").format(line=problem.line))
    if problem.event_id:
        place.append(gettext("event {id}").format(id=problem.event_id))
    return " · ".join([*place, reason])


def _unpacked(carried: str) -> bytes:
    try:
        packed = base64.b64decode(carried, validate=True)
        raw = lzma.LZMADecompressor(memlimit=_MEMORY).decompress(packed, MOST_BYTES + 1)
    except (binascii.Error, ValueError, lzma.LZMAError, EOFError) as error:
        raise Malformed({"file": gettext("Please choose a file.")}) from error
    return raw
