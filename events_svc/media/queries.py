"""What others read of media: which sources are live now, and what can be watched of a session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc import clock
from events_svc.database import rows
from events_svc.database.raw import places
from events_svc.events.models import EventState
from events_svc.media.live import Fact, Slot, Verdict, verdict
from events_svc.media.models import Access, Recording, Source, SourceKind, StreamFact
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
    event_id: int
    event_slug: str
    event_title: Text
    session_id: int
    session_code: str
    session_title: Text


async def live_now(event_id: int | None = None) -> list[LiveNow]:
    """The public sources that are live now, of published events (or of this one), by session."""
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
    live = await rows(
        """SELECT f.source_id FROM stream_fact f
           JOIN (SELECT source_id, MAX(id) AS id FROM stream_fact
                 WHERE basis <> 'timetable' GROUP BY source_id) newest ON newest.id = f.id
           WHERE f.state = 'live'"""
    )
    public = Source.filter(
        id__in=[row["source_id"] for row in live],
        kind=SourceKind.LIVE,
        access=Access.PUBLIC,
        retired_at=None,
        session__state=SessionState.CONFIRMED,
        session__event__state=EventState.PUBLISHED,
    )
    if event_id is not None:
        public = public.filter(session__event_id=event_id)
    return await public.select_related("session__event").order_by("session_id", "position", "id")


async def latest_facts(source_ids: Iterable[int]) -> dict[int, StreamFact]:
    """The newest evidence of each source that has any; the timetable is none."""
    wanted = sorted({*source_ids})
    if not wanted:
        return {}
    newest = await rows(
        "SELECT MAX(id) AS id FROM stream_fact WHERE basis <> 'timetable' "  # noqa: S608 place holders only
        f"AND source_id IN ({places(wanted)}) GROUP BY source_id",
        wanted,
    )
    facts = await StreamFact.filter(id__in=[row["id"] for row in newest])
    return {fact.source_id: fact for fact in facts}


def judge(source: Source, fact: StreamFact | None) -> Verdict:
    """The verdict for a source whose session is loaded."""
    known = Fact(fact.state, fact.basis, fact.at) if fact else None
    return verdict(known, _slot(source), now=clock.now())


def _slot(source: Source) -> Slot | None:
    session = source.session
    if session is None or session.starts_at is None or session.ends_at is None:
        return None
    return Slot(session.starts_at, session.ends_at)


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
        event_id=event.id,
        event_slug=event.slug,
        event_title=event.title,
        session_id=source.session.id,
        session_code=source.session.code,
        session_title=source.session.title,
    )


def by_language(sources: Sequence[Source], language: str) -> list[Source]:
    """The sources as this visitor wants them: own language first, the main picture before the rest."""

    def rank(source: Source) -> tuple[bool, bool, int, int]:
        speaks = source.language.lower().startswith(language)
        return (not speaks, source.role != "main", source.position, source.id)

    return sorted(sources, key=rank)
