"""Slides and hand-outs of a session: kept, shown when their uploader says so, read piece by piece."""

import asyncio
import codecs
import hashlib
import re
import unicodedata
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction, rows
from events_svc.events.models import Event
from events_svc.schedule.errors import FileEmpty, FileKindUnknown, FileTooLarge, TooManyFiles
from events_svc.schedule.file_models import SessionFile
from events_svc.schedule.lock import locked
from events_svc.schedule.models import Session
from events_svc.schedule.queries import latest_release

MOST_BYTES = 50 * 1024 * 1024
MOST_FILES = 20
PIECE = 4 * 1024 * 1024
LONGEST_NAME = 120

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
ZIPPED = {
    "pptx": f"{_OFFICE}presentationml.presentation",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odp": f"{_OPEN}presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "key": "application/vnd.apple.keynote",
    "zip": "application/zip",
}
MARKED = {
    "pdf": (b"%PDF-", "application/pdf"),
    "ppt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-powerpoint"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
PLAIN = {"txt": "text/plain; charset=utf-8", "md": "text/markdown; charset=utf-8"}
KINDS = (*MARKED, *ZIPPED, *PLAIN)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name is anybody's, its content is looked at."""

    name: str
    content: BinaryIO
    title: str = ""


async def keep(session: Session, upload: Upload, *, by: str) -> SessionFile:
    """The session has this file, shown to nobody yet; `by` is `speaker:7`.

    Raises FileEmpty, FileTooLarge, FileKindUnknown, TooManyFiles.
    """
    name = safe_name(upload.name)
    media_type = await asyncio.to_thread(kind_of, name, upload.content)
    digest, size = await asyncio.to_thread(measured, upload.content)
    upload.content.seek(0)
    body = await asyncio.to_thread(upload.content.read, size)
    async with in_transaction():
        session = await locked(session)
        if await SessionFile.filter(session_id=session.id).count() >= MOST_FILES:
            raise TooManyFiles(MOST_FILES)
        made = await SessionFile.create(
            session_id=session.id,
            title=upload.title.strip()[:200] or name,
            name=name,
            media_type=media_type,
            size=size,
            digest=digest,
            body=body,
            uploaded_by=by,
        )
        await _record("file.added", made, session)
    return made


async def show(session: Session, file_id: int) -> None:
    """The file is public with the session's next release, and at once where that has been."""
    await _turn(session, file_id, is_public=True, action="file.shown")


async def hide(session: Session, file_id: int) -> None:
    """The file is nobody's but the presenters' and organisers'; its public address is dead at once."""
    await _turn(session, file_id, is_public=False, action="file.hidden")


async def remove(session: Session, file_id: int) -> None:
    """The file is gone; NotFound."""
    async with in_transaction():
        session = await locked(session)
        found = await _heads(session_id=session.id, id=file_id)
        await SessionFile.filter(id=file_id).delete()
        await _record("file.removed", found[0], session)


async def of_session(session_id: int) -> list[SessionFile]:
    """The session's files without their bodies."""
    found = SessionFile.filter(session_id=session_id).order_by("id").limit(MOST_FILES)
    return await found.only(*_HEAD)


async def one_of(session: Session, file_id: int) -> SessionFile:
    """A file of the session without its body; NotFound."""
    return (await _heads(session_id=session.id, id=file_id))[0]


async def public(event: Event, code: str, guid: object) -> SessionFile:
    """A public file of a released session, without its body; NotFound."""
    found = await _heads(
        guid=guid, is_public=True, session__event_id=event.id, session__code=code[:16]
    )
    release = await latest_release(event.id)
    codes = {entry["code"] for entry in release.entries} if release else set()
    if code not in codes:
        raise NotFound
    return found[0]


async def pieces(file: SessionFile) -> AsyncIterator[bytes]:
    """The body, a piece at a time, so that no process holds it whole."""
    for start in range(1, file.size + 1, PIECE):
        (row,) = await rows(
            "SELECT substr(body, $2, $3) AS piece FROM session_file WHERE id = $1",
            [file.id, start, PIECE],
        )
        yield bytes(row["piece"])


def measured(content: BinaryIO) -> tuple[str, int]:
    """SHA-256 in hex and length of the content, read piece by piece; FileEmpty, FileTooLarge."""
    content.seek(0)
    whole, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        whole.update(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise FileTooLarge(MOST_BYTES // 1024 // 1024)
    if not size:
        raise FileEmpty
    return whole.hexdigest(), size


def kind_of(name: str, content: BinaryIO) -> str:
    """The media type by extension, if the content is of that kind; raises FileKindUnknown."""
    extension = name.rpartition(".")[2].lower()
    content.seek(0)
    head = content.read(4096)
    if not head:
        raise FileEmpty
    if extension in MARKED and head.startswith(MARKED[extension][0]):
        return MARKED[extension][1]
    if extension in ZIPPED and zipfile.is_zipfile(content):
        return ZIPPED[extension]
    if extension in PLAIN and _is_text(head):
        return PLAIN[extension]
    raise FileKindUnknown(" ".join(KINDS))


def safe_name(given: str) -> str:
    """The last part of the path that somebody's machine gave, in letters that any machine bears."""
    given = re.sub("%(0A|0D|22)", "", given)  # as browsers send what stands in no header
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    kept = "".join(one for one in last if one.isprintable() and one not in '<>:"|?*').strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot:
        return kept[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - len(extension) - 1] or 'file'}.{extension[:12]}"


def _is_text(head: bytes) -> bool:
    """Whether it is UTF-8, maybe cut within its last character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


_HEAD = ("id", "guid", "session_id", "title", "name", "media_type", "size", "digest", "is_public")


async def _heads(**wanted: Any) -> list[SessionFile]:
    found = await SessionFile.filter(**wanted).limit(1).only(*_HEAD)
    if not found:
        raise NotFound
    return found


async def _turn(session: Session, file_id: int, *, is_public: bool, action: str) -> None:
    async with in_transaction():
        session = await locked(session)
        found = await _heads(session_id=session.id, id=file_id)
        await SessionFile.filter(id=file_id).update(is_public=is_public)
        await _record(action, found[0], session)


async def _record(action: str, file: SessionFile, session: Session) -> None:
    await audit.record(
        action,
        f"session:{session.id}",
        event_id=session.event_id,
        file=file.name,
        size=file.size,
    )
