"""What others read of media: which sources are live now, and what can be watched of a session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc import clock
from events_svc.events.models import EventState
from events_svc.media import evidence
from events_svc.media.evidence import judge as judge
from events_svc.media.evidence import latest_facts as latest_facts
from events_svc.media.live import Verdict
from events_svc.media.models import LIVE_KINDS, Access, Recording, Source
from events_svc.media.windows import open_at
from events_svc.schedule.models import SessionState
from events_svc.text import Text


@dataclass(frozen=True, slots=True)
class LiveNow:
    """A source of which evidence says that it is live."""

    source_id: int
    platform: str
    language: str
    url: str
    basis: str
    since: datetime
    role: str
    is_for_holders: bool
    event_id: int
    event_slug: str
    event_title: Text
    session_id: int
    session_code: str
    session_title: Text


async def live_now(event_id: int | None = None) -> list[LiveNow]:
    """The public sources that are live now, of published events (or of this one), by session."""
    return [one for one in await on_air(event_id) if not one.is_for_holders]


async def on_air(event_id: int | None = None) -> list[LiveNow]:
    """The same with those that are for ticket holders: their address is not for a page."""
    said_live = await _said_live(event_id)
    facts = await latest_facts([source.id for source in said_live])
    found = []
    for source in said_live:
        judged = judge(source, facts.get(source.id))
        if judged.is_live:
            found.append(_live(source, judged))
    return found


async def published_of(series_id: int) -> int:
    """How many recordings of a series anybody may watch."""
    return await Recording.filter(series_id=series_id, published_at__isnull=False).count()


async def _said_live(event_id: int | None) -> list[Source]:
    public = Source.filter(
        open_at(clock.now()),
        id__in=await evidence.said_live(),
        kind__in=LIVE_KINDS,
        session__state=SessionState.CONFIRMED,
        session__event__state=EventState.PUBLISHED,
    )
    if event_id is not None:
        public = public.filter(session__event_id=event_id)
    return await public.select_related("session__event").order_by("session_id", "position", "id")


def _live(source: Source, judged: Verdict) -> LiveNow:
    assert source.session is not None
    assert judged.basis is not None
    assert judged.since is not None
    event = source.session.event
    return LiveNow(
        source_id=source.id,
        platform=source.platform,
        language=source.language,
        url=source.url,
        basis=judged.basis,
        since=judged.since,
        role=source.role,
        is_for_holders=source.access is Access.TICKET,
        event_id=event.id,
        event_slug=event.slug,
        event_title=event.title,
        session_id=source.session.id,
        session_code=source.session.code,
        session_title=source.session.title,
    )


def by_language(sources: Sequence[Source], language: str) -> list[Source]:
    """The sources as this visitor wants them: own language first, the main picture before the rest."""

    def rank(source: Source) -> tuple[int, bool, int, int]:
        strange = _strangeness(source.language, language)
        return (strange, source.role != "main", source.position, source.id)

    return sorted(sources, key=rank)


def _strangeness(spoken: str, language: str) -> int:
    """0: in the visitor's language, 1: in it too (`zh-en`), 2: not."""
    first, *others = spoken.lower().split("-")
    if first == language:
        return 0
    return 1 if language in others else 2
