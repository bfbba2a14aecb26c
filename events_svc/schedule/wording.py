"""What a session says, written by those who present it; readers see it with the next release."""

from dataclasses import dataclass, field, replace

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.schedule.content import columns_of, content_of
from events_svc.schedule.errors import WordsClosed
from events_svc.schedule.lock import change, locked
from events_svc.schedule.models import Session, SessionState
from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class Words:
    """What presenters may say of their session; its kind, track and time are the organisers'."""

    title: Text
    subtitle: Text = field(default_factory=dict)
    abstract: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)


def are_open(session: Session) -> bool:
    """Whether presenters may still change the words: until the event is over or the session cancelled.

    The session's event is loaded.
    """
    return clock.now() < session.event.ends_at and session.state is not SessionState.CANCELLED


async def reword(session: Session, words: Words, *, by: str, seen: int) -> None:
    """The session says this from its next release on; `by` is `speaker:7`.

    Raises WordsClosed, TitleMissing, and ChangedMeanwhile when it is not as it was `seen`.
    """
    async with in_transaction():
        session = await locked(session, seen=seen)
        if not are_open(session):
            raise WordsClosed
        content = replace(
            content_of(session),
            title=words.title,
            subtitle=words.subtitle,
            abstract=words.abstract,
            description=words.description,
        )
        await change(session, **columns_of(content))
        await audit.record(
            "session.reworded",
            f"session:{session.id}",
            event_id=session.event_id,
            organisation_id=session.event.organisation_id,
            by=by,
        )
