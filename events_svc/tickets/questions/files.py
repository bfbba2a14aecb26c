"""Files that answer questions: looked at, kept in the database so that a backup has them."""

from datetime import timedelta

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import new_secret
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.tickets.questions.errors import FileUnfit
from events_svc.tickets.questions.models import AnswerFile, TicketAnswer

MOST_MB = 5
MOST_BYTES = MOST_MB * 1024 * 1024
LONGEST_NAME = 120
UNCLAIMED_FOR = timedelta(days=1)
MARKED = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


async def keep(event: Event, name: str, body: bytes) -> AnswerFile:
    """The file is there for an answer that names it within a day; FileUnfit for another kind or size.

    Known by its content; the name is anybody's and is only shown.
    """
    media_type = next((kind for mark, kind in MARKED.items() if body.startswith(mark)), None)
    if media_type is None or len(body) > MOST_BYTES:
        raise FileUnfit(MOST_MB)
    return await AnswerFile.create(
        event_id=event.id,
        secret=new_secret(),
        name=shown_name(name),
        media_type=media_type,
        size=len(body),
        body=body,
        created_at=clock.now(),
    )


async def held(event: Event, secret: str) -> AnswerFile | None:
    """The event's file with this secret, without its body."""
    found = AnswerFile.filter(event_id=event.id, secret=secret[:64]).limit(1)
    rows = await found.only("id", "answer_id", "secret", "name", "media_type", "size")
    return rows[0] if rows else None


async def read(event: Event, answer_id: int) -> AnswerFile:
    """The file of an answer, for an organiser; who reads it stands in the audit log. NotFound."""
    async with in_transaction():
        answer = await TicketAnswer.get_or_none(id=answer_id, question__event_id=event.id)
        secret = answer.value.get("file") if answer and isinstance(answer.value, dict) else None
        file = await AnswerFile.get_or_none(event_id=event.id, secret=secret) if secret else None
        if file is None:
            raise NotFound
        await audit.record(
            "ticket_answer.file_read", f"ticket_answer:{answer_id}", event_id=event.id
        )
    return file


async def purge_unclaimed() -> int:
    """Drop files that no answer has named within a day; how many."""
    old = AnswerFile.filter(answer_id__isnull=True, created_at__lt=clock.now() - UNCLAIMED_FOR)
    return await old.delete()


def shown_name(given: str) -> str:
    """The last part of a path, in letters that can be shown."""
    last = given.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if one.isprintable() and one not in '<>:"|?*').strip(" .")
    return kept[-LONGEST_NAME:] or "file"
