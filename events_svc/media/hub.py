"""The hub of a session: before, the time; during, every live link; after, the recordings."""

from dataclasses import dataclass
from datetime import datetime

from events_svc import clock
from events_svc.media.index import shown
from events_svc.media.live import Verdict
from events_svc.media.models import Access, Recording, Source
from events_svc.media.queries import by_language, judge, latest_facts


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the session, and whether it is live."""

    source: Source
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """A published recording of the session, with its public links."""

    recording: Recording
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Hub:
    """What can be watched of a session now. `phase`: before, during, after."""

    phase: str
    starts_at: datetime
    ends_at: datetime
    ways: list[Way]
    parts: list[Part]

    @property
    def is_live(self) -> bool:
        return any(way.verdict.is_live for way in self.ways)


async def of_session(
    session_id: int, starts_at: datetime, ends_at: datetime, *, language: str
) -> Hub:
    """The hub of a session of the programme, its links ranked by the visitor's language."""
    sources = (
        await Source.filter(session_id=session_id, access=Access.PUBLIC, retired_at=None)
        .select_related("session")
        .order_by("position", "id")
    )
    facts = await latest_facts([source.id for source in sources])
    ways = [Way(s, judge(s, facts.get(s.id))) for s in by_language(sources, language)]
    recordings = (
        await Recording.filter(session_id=session_id, published_at__isnull=False)
        .order_by("id")
        .prefetch_related("sources")
    )
    return Hub(
        phase=_phase(ways, starts_at, ends_at),
        starts_at=starts_at,
        ends_at=ends_at,
        ways=ways,
        parts=[Part(recording, shown(recording)) for recording in recordings],
    )


def _phase(ways: list[Way], starts_at: datetime, ends_at: datetime) -> str:
    """By the timetable, but a stream that is live is `during` whatever the timetable says."""
    now = clock.now()
    if any(way.verdict.is_live for way in ways) or starts_at <= now < ends_at:
        return "during"
    return "before" if now < starts_at else "after"
