"""What somebody offers to present, while it is written: begin it, write it anew."""

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from events_svc import clock
from events_svc.accounts import audit
from events_svc.calls.errors import ChangedMeanwhile
from events_svc.calls.lock import lock
from events_svc.calls.models import AccessCode, Answer, Call, Presenter, PresenterState, Proposal
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_all
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule.content import ALPHABET, CODE_LENGTH
from events_svc.schedule.models import Session
from events_svc.text import Text
from speakers.models import Speaker


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a proposal says: `answers` by question, `own` those about the presenter who writes."""

    title: Text
    abstract: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    notes: str = ""
    language: str = ""
    session_type_id: int | None = None
    track_id: int | None = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    own: Mapping[int, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: without a `speaker` the address is not proved yet, and a link is mailed to it."""

    email: str
    name: str
    language: str
    speaker: Speaker | None = None


async def begin(
    call: Call, sheet: Sheet, author: Author, *, key: uuid.UUID, code: AccessCode | None
) -> Proposal:
    """A draft of the author's. The same `key` again is the same draft, however often it is sent."""
    known = await _of(key, call, author)
    if known is not None:
        return known
    try:
        async with in_transaction():
            return await _begin(call, sheet, author, guid=key, code=code)
    except IntegrityError:
        known = await _of(key, call, author)
    if known is not None:
        return known
    async with in_transaction():  # the key is somebody else's
        return await _begin(call, sheet, author, guid=uuid.uuid4(), code=code)


async def rewrite(proposal: Proposal, writer: Presenter, sheet: Sheet, *, version: int) -> None:
    """The proposal says this; ChangedMeanwhile when it is no longer at `version`."""
    async with in_transaction():
        await lock(proposal.call_id)
        columns = {**_columns(sheet), "version": F("version") + 1}
        if not await Proposal.filter(id=proposal.id, version=version).update(**columns):
            raise ChangedMeanwhile
        await _answer(proposal.id, writer.id, sheet)


async def bring_code(proposal: Proposal, code: AccessCode) -> None:
    """The proposal comes with this access code, unless one was counted for it already."""
    uncounted = Proposal.filter(id=proposal.id, submitted_at=None)
    await uncounted.update(access_code_id=code.id)


async def discard(proposal: Proposal) -> None:
    """A draft that was never sent in is gone."""
    async with in_transaction():
        if await Proposal.filter(id=proposal.id, submitted_at=None).delete():
            await record("proposal.discarded", proposal)


async def free_code(event_id: int) -> str:
    """Six letters and digits that no session and no proposal of the event has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        taken = await Session.exists(event_id=event_id, code=code)
        if not taken and not await Proposal.exists(call__event_id=event_id, code=code):
            return code


async def record(action: str, proposal: Proposal, **detail: Any) -> None:
    """Write into the event's log that `action` was done to the proposal."""
    call = await Call.get(id=proposal.call_id).only("id", "event_id")
    subject = f"proposal:{proposal.id}"
    await audit.record(action, subject, event_id=call.event_id, code=proposal.code, **detail)


async def _of(key: uuid.UUID, call: Call, author: Author) -> Proposal | None:
    return await Proposal.get_or_none(
        guid=key, call_id=call.id, presenters__position=0, presenters__email=author.email
    )


async def _begin(
    call: Call, sheet: Sheet, author: Author, *, guid: uuid.UUID, code: AccessCode | None
) -> Proposal:
    proposal = await Proposal.create(
        guid=guid,
        call_id=call.id,
        code=await free_code(call.event_id),
        access_code_id=code.id if code else None,
        **_columns(sheet),
    )
    writer = await Presenter.create(proposal_id=proposal.id, **_presenter(author))
    await _answer(proposal.id, writer.id, sheet)
    await record("proposal.begun", proposal, title=sheet.title)
    if author.speaker is None:
        await enqueue("presenter.invited", presenter_id=writer.id)
    return proposal


def _presenter(author: Author) -> dict[str, Any]:
    columns = {"email": author.email, "name": author.name, "language": author.language}
    if author.speaker is None:
        return columns
    joined = {"speaker_id": author.speaker.id, "state": PresenterState.JOINED}
    return {**columns, **joined, "answered_at": clock.now()}


def _columns(sheet: Sheet) -> dict[str, Any]:
    names = ("title", "abstract", "description", "notes", "language", "session_type_id", "track_id")
    return {name: getattr(sheet, name) for name in names}


async def _answer(proposal_id: int, writer_id: int, sheet: Sheet) -> None:
    await Answer.filter(proposal_id=proposal_id, presenter_id__in=[0, writer_id]).delete()
    given = [(0, *one) for one in sheet.answers.items()]
    given += [(writer_id, *one) for one in sheet.own.items()]
    records = [
        {
            "question_id": question_id,
            "proposal_id": proposal_id,
            "presenter_id": presenter_id,
            "value": _json(value),
        }
        for presenter_id, question_id, value in given
    ]
    await insert_all(Answer, records)


def _json(value: Any) -> Any:
    """Tortoise takes a string for JSON that is written already."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value
