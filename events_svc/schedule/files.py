"""Slides and hand-outs of a session: kept, shown when their uploader says so, read piece by piece."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction, rows
from events_svc.events.models import Event
from events_svc.schedule.errors import TooManyFiles
from events_svc.schedule.file_kinds import PIECE, kind_of, measured, safe_name
from events_svc.schedule.file_models import SessionFile
from events_svc.schedule.lock import locked
from events_svc.schedule.models import Session
from events_svc.schedule.queries import latest_release

MOST_FILES = 20


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
