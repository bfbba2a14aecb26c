"""The hub of a session: before, the time; during, every live link; after, the recordings and the history."""

from dataclasses import dataclass, field
from datetime import datetime

from events_svc import clock
from events_svc.media import history, holders, platforms, windows
from events_svc.media.history import Past
from events_svc.media.holders import Holder
from events_svc.media.index import shown
from events_svc.media.live import Verdict
from events_svc.media.models import Access, Recording, Source, SourceKind
from events_svc.media.queries import by_language, judge, latest_facts


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the session, and whether it is live. `url` is blank for who may not open it."""

    source: Source
    verdict: Verdict
    url: str

    @property
    def id(self) -> int:
        return int(self.source.id)

    @property
    def platform(self) -> str:
        return self.source.platform

    @property
    def frame(self) -> str | None:
        """The address of a frame to watch it in here; only what everybody may open has one."""
        return None if self.is_for_holders else platforms.frame_of(self.source)

    @property
    def is_for_holders(self) -> bool:
        return self.source.access is Access.TICKET


@dataclass(frozen=True, slots=True)
class Part:
    """A published recording of the session, with the links that this visitor may open."""

    recording: Recording
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks: the language, and the ticket that was shown; `key` signs what it opens."""

    language: str
    holder: Holder | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Hub:
    """What can be watched of a session now. `phase`: before, during, after."""

    phase: str
    starts_at: datetime
    ends_at: datetime
    ways: list[Way]
    parts: list[Part]
    past: list[Past] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        return any(way.verdict.is_live for way in self.ways)

    @property
    def is_locked(self) -> bool:
        """Whether something is only for ticket holders, and this visitor showed no ticket that opens it."""
        return any(not way.url for way in self.ways)

    @property
    def is_opened(self) -> bool:
        """Whether a ticket opens something: its links must be renewed before they expire."""
        return any(way.url and way.is_for_holders for way in self.ways)

    @property
    def relives(self) -> list[Way]:
        """What can be watched again until the recording is there."""
        return [way for way in self.ways if way.url and way.source.kind is SourceKind.RELIVE]

    @property
    def stamp(self) -> str:
        """Changes when the page of the session would look different."""
        live = [f"{way.id}{'+' if way.verdict.is_live else '-'}" for way in self.ways]
        parts = [str(part.recording.id) for part in self.parts]
        return ".".join([self.phase, *live, "r", *parts])


async def of_session(
    session_id: int, starts_at: datetime, ends_at: datetime, *, visitor: Visitor
) -> Hub:
    """The hub of a session of the programme, its links ranked by the visitor's language."""
    now = clock.now()
    sources = await _links(session_id)
    facts = await latest_facts([source.id for source in sources])
    ranked = by_language(windows.opened(sources, now), visitor.language)
    ways = [Way(s, judge(s, facts.get(s.id)), _url(s, visitor)) for s in ranked]
    phase = _phase(ways, starts_at, ends_at)
    return Hub(
        phase=phase,
        starts_at=starts_at,
        ends_at=ends_at,
        ways=ways,
        parts=await _parts(session_id),
        past=await history.of_sources(sources) if phase == "after" else [],
    )


async def needs_ticket(session_id: int) -> bool:
    """Whether some link of the session is for ticket holders: only then somebody asks for tickets."""
    return await Source.filter(
        session_id=session_id, access=Access.TICKET, retired_at=None
    ).exists()


async def _links(session_id: int) -> list[Source]:
    found = Source.filter(session_id=session_id, retired_at=None).select_related("session")
    return await found.order_by("position", "id")


def _url(source: Source, visitor: Visitor) -> str:
    """The address under which this visitor opens the link: short-lived for a ticket, blank without one."""
    if source.access is Access.PUBLIC:
        return source.url
    holder, session = visitor.holder, source.session
    if holder is None or session is None or not holders.covers(holder.ticket, session):
        return ""
    return f"/watch/{holders.word(holder, source, key=visitor.key)}"


async def _parts(session_id: int) -> list[Part]:
    recordings = Recording.filter(session_id=session_id, published_at__isnull=False)
    loaded = recordings.select_related("series", "event", "organisation")
    found = await loaded.order_by("id").prefetch_related("sources")
    return [Part(recording, shown(recording)) for recording in found]


def _phase(ways: list[Way], starts_at: datetime, ends_at: datetime) -> str:
    """By the timetable, but streams that are live, or have all ended, know better."""
    now = clock.now()
    if any(way.verdict.is_live for way in ways):
        return "during"
    if starts_at <= now < ends_at:
        return "after" if ways and all(way.verdict.has_ended for way in ways) else "during"
    return "before" if now < starts_at else "after"
