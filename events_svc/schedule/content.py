"""What a session says: put it on the agenda, change it, say who presents."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from events_svc.accounts import audit
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.schedule import hold
from events_svc.schedule.errors import TitleMissing
from events_svc.schedule.lock import change, lock, locked
from events_svc.schedule.models import Appearance, Session, SessionState
from events_svc.text import Text, text

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read as something else
CODE_LENGTH = 6
TEXTS = ("title", "subtitle", "abstract", "description")


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a session; place and time are `place.Placement`."""

    title: Text
    subtitle: Text = field(default_factory=dict)
    abstract: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    kind: str = "talk"
    is_break: bool = False
    language: str = ""
    track_id: int | None = None
    links: Sequence[Mapping[str, Any]] = ()

    def __post_init__(self) -> None:
        if not any(words.strip() for words in self.title.values()):
            raise TitleMissing


async def add(
    event: Event,
    content: Content,
    *,
    speaker_ids: Sequence[int] = (),
    state: SessionState = SessionState.CONFIRMED,
) -> Session:
    """A session of the event, unscheduled, presented by these people in this order."""
    async with in_transaction():
        await lock(event.id)
        guid = uuid.uuid4()
        session = await Session.create(
            event=event,
            guid=guid,
            key=f"hand:{guid}",
            number=await next_number(event.id),
            code=await free_code(event.id),
            state=state,
            **columns_of(content),
        )
        await _present(session, speaker_ids)
        await _record("session.added", session, event)
    return session


async def edit(session: Session, content: Content, *, seen: int | None = None) -> None:
    """The session says this instead; raises ChangedMeanwhile when it is not as it was `seen`."""
    async with in_transaction():
        session = await locked(session, seen=seen)
        await change(session, **columns_of(content))
        await _record("session.edited", session, session.event)


async def rewrite(
    session: Session,
    content: Content,
    *,
    speaker_ids: Sequence[int] | None,
    seen: int | None = None,
) -> None:
    """The session says this and, unless None, is presented by these; see `edit` and `assign`."""
    async with in_transaction():
        await edit(session, content, seen=seen)
        if speaker_ids is not None:
            await assign(session, speaker_ids)


async def settle(session: Session, state: SessionState) -> None:
    """A draft is confirmed or a confirmed session a draft again; cancelled ones see `place`."""
    assert state is not SessionState.CANCELLED
    async with in_transaction():
        session = await locked(session)
        if session.state is not SessionState.CANCELLED:
            await change(session, state=state)
        await _record(f"session.{state}", session, session.event)


async def assign(session: Session, speaker_ids: Sequence[int]) -> None:
    """These people present the session, in this order, and are taken while it lasts.

    Raises SpeakerBusyWith when one of them is elsewhere then, SpeakerUnknown; nothing has changed then.
    """
    async with in_transaction():
        session = await locked(session)
        await appoint(session, speaker_ids)
        if session.starts_at and session.state is not SessionState.CANCELLED:
            await hold.take(session, await hold.held(session))
        await change(session)
        await _record("session.assigned", session, session.event)


async def appoint(session: Session, speaker_ids: Sequence[int]) -> None:
    """Put these people on the session's page, in this order; their time is not yet taken."""
    await Appearance.filter(session_id=session.id).delete()
    await _present(session, speaker_ids)


def content_of(session: Session) -> Content:
    """What the session says now."""
    return Content(**{column.name: getattr(session, column.name) for column in fields(Content)})


async def next_number(event_id: int) -> int:
    """The number after the largest of the event, whose row is locked."""
    last = await Session.filter(event_id=event_id).order_by("-number").first().only("id", "number")
    return last.number + 1 if last else 1


async def free_code(event_id: int) -> str:
    """Six letters and digits that no session of the event has."""
    taken: set[Any] = {*await Session.filter(event_id=event_id).values_list("code", flat=True)}
    while (code := "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))) in taken:
        pass
    return code


def columns_of(content: Content) -> dict[str, Any]:
    """The columns of a session that says this."""
    texts = {name: text(**getattr(content, name)) for name in TEXTS}
    return {**asdict(content), **texts, "links": [dict(link) for link in content.links]}


async def _present(session: Session, speaker_ids: Sequence[int]) -> None:
    await Appearance.bulk_create(
        Appearance(session_id=session.id, speaker_id=speaker_id, position=position)
        for position, speaker_id in enumerate(dict.fromkeys(speaker_ids))
    )


async def _record(action: str, session: Session, event: Event) -> None:
    await audit.record(
        action,
        hold.holder(session.id),
        event_id=event.id,
        organisation_id=event.organisation_id,
        code=session.code,
        title=session.title,
    )
