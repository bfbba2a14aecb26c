"""A file that is read twice: for the page that shows what it would change, and when it is brought in."""

import asyncio
import base64
import binascii
import lzma

from starlette.datastructures import FormData, UploadFile

from events_svc.schedule.importing.errors import FileRefused, Place, Problem
from events_svc.schedule.importing.xml import MOST_BYTES
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext

MOST_CARRIED = 900_000  # characters; a field of a form may have 1 MiB
_MEMORY = 64 * 1024 * 1024


async def uploaded(form: FormData) -> bytes:
    """The bytes of the chosen file, of what was pasted, or of what the page before carried along."""
    carried, pasted, file = form.get("upload"), form.get("pasted"), form.get("file")
    if isinstance(carried, str) and carried:
        return await asyncio.to_thread(_unpacked, carried)
    if isinstance(file, UploadFile) and file.filename:
        return await file.read()
    if isinstance(pasted, str) and pasted.strip():
        return pasted.encode()
    raise Malformed({"file": gettext("Please choose a file.")})


async def carried(raw: bytes) -> str:
    """The bytes as a hidden field of a form; empty when they are too many for one."""
    packed = await asyncio.to_thread(lzma.compress, raw, preset=2)
    words = base64.b64encode(packed).decode()
    return words if len(words) <= MOST_CARRIED else ""


def malformed(error: FileRefused) -> Malformed:
    """The refusal of a file as a form with a line for each problem."""
    return Malformed({str(n): said(problem) for n, problem in enumerate(error.problems)})


def said(problem: Problem) -> str:
    """What is wrong or odd, and where, in the reader's language."""
    reason = gettext(problem.reason).format(value=problem.value)
    return " · ".join([*placed(problem.place), reason])


def placed(place: Place) -> list[str]:
    """Where it stands, in the reader's language."""
    found = []
    if place.sheet:
        found.append(gettext("sheet “{name}”").format(name=place.sheet))
    if place.line:
        found.append(gettext("line {line}").format(line=place.line))
    if place.column:
        found.append(gettext("column {column}").format(column=place.column))
    if place.path:
        found.append(place.path)
    if place.event_id:
        found.append(gettext("event {id}").format(id=place.event_id))
    return found


def _unpacked(carried: str) -> bytes:
    try:
        packed = base64.b64decode(carried, validate=True)
        raw = lzma.LZMADecompressor(memlimit=_MEMORY).decompress(packed, MOST_BYTES + 1)
    except (binascii.Error, ValueError, lzma.LZMAError, EOFError) as error:
        raise Malformed({"file": gettext("Please choose a file.")}) from error
    return raw
