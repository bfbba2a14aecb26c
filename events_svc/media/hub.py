"""The hub of a session: before, the time; during, every live link; after, the recordings and the history."""

from dataclasses import dataclass, field
from datetime import datetime

from tortoise.expressions import Q

from events_svc import clock
from events_svc.media import history
from events_svc.media.history import Past
from events_svc.media.live import Verdict
from events_svc.media.models import Access, Recording, Source, SourceKind
from events_svc.media.queries import judge, latest_facts
from events_svc.media.ways import Visitor, Way, found, of_recording


@dataclass(frozen=True, slots=True)
class LiveWay(Way):
    """A link of the session itself, and whether it is live."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """A published recording of the session, with its links."""

    recording: Recording
    sources: list[Way]


@dataclass(frozen=True, slots=True)
class Hub:
    """What can be watched of a session now. `phase`: before, during, after."""

    phase: str
    starts_at: datetime
    ends_at: datetime
    ways: list[LiveWay]
    parts: list[Part]
    past: list[Past] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        return any(way.verdict.is_live for way in self.ways)

    @property
    def is_locked(self) -> bool:
        """Whether something is only for ticket holders, and this visitor showed no ticket that opens it."""
        return any(not way.url for way in self._all)

    @property
    def is_opened(self) -> bool:
        """Whether a ticket opens something: its links must be renewed before they expire."""
        return any(way.url and way.is_for_holders for way in self._all)

    @property
    def _all(self) -> list[Way]:
        return [*self.ways, *(way for part in self.parts for way in part.sources)]

    @property
    def relives(self) -> list[LiveWay]:
        """What can be watched again until the recording is there."""
        return [way for way in self.ways if way.url and way.source.kind is SourceKind.RELIVE]

    @property
    def stamp(self) -> str:
        """Changes when the page of the session would look different."""
        live = [f"{way.id}{_mark(way.verdict)}" for way in self.ways]
        parts = [str(part.recording.id) for part in self.parts]
        return ".".join([self.phase, *live, "r", *parts])


async def of_session(
    session_id: int, starts_at: datetime, ends_at: datetime, *, visitor: Visitor
) -> Hub:
    """The hub of a session of the programme, its links ranked by the visitor's language."""
    sources = await _links(session_id)
    facts = await latest_facts([source.id for source in sources])
    ways = [
        LiveWay(way.source, way.url, judge(way.source, facts.get(way.id)))
        for way in found(sources, sources[0].session if sources else None, visitor)
    ]
    phase = _phase(ways, starts_at, ends_at)
    return Hub(
        phase=phase,
        starts_at=starts_at,
        ends_at=ends_at,
        ways=ways,
        parts=await _parts(session_id, visitor),
        past=await history.of_sources(sources) if phase == "after" else [],
    )


async def needs_ticket(session_id: int) -> bool:
    """Whether some link of the session, or of its recordings, is for ticket holders."""
    of_it = Q(session_id=session_id) | Q(recording__session_id=session_id)
    return await Source.filter(of_it, access=Access.TICKET, retired_at=None).exists()


async def _links(session_id: int) -> list[Source]:
    found = Source.filter(session_id=session_id, retired_at=None).select_related("session")
    return await found.order_by("position", "id")


async def _parts(session_id: int, visitor: Visitor) -> list[Part]:
    recordings = Recording.filter(session_id=session_id, published_at__isnull=False)
    loaded = recordings.select_related("series", "event", "organisation", "session")
    rows = await loaded.order_by("id").prefetch_related("sources")
    return [Part(recording, of_recording(recording, visitor)) for recording in rows]


def _mark(verdict: Verdict) -> str:
    if verdict.is_live:
        return "+"
    return "x" if verdict.has_ended else "-"


def _phase(ways: list[LiveWay], starts_at: datetime, ends_at: datetime) -> str:
    """By the timetable, but streams that are live, or have all ended, know better."""
    now = clock.now()
    if any(way.verdict.is_live for way in ways):
        return "during"
    if starts_at <= now < ends_at:
        return "after" if ways and all(way.verdict.has_ended for way in ways) else "during"
    return "before" if now < starts_at else "after"
