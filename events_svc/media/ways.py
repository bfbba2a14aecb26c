"""A link as a visitor finds it: with the address under which this visitor may open it, or without."""

from collections.abc import Iterable
from dataclasses import dataclass

from events_svc import clock
from events_svc.media import holders, platforms, windows
from events_svc.media.holders import Holder
from events_svc.media.models import Access, Recording, Source
from events_svc.media.queries import by_language
from events_svc.schedule.models import Session


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks: the language, and the ticket that was shown; `key` signs what it opens."""

    language: str
    holder: Holder | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A link; `url` is blank for who may not open it."""

    source: Source
    url: str

    @property
    def id(self) -> int:
        return int(self.source.id)

    @property
    def platform(self) -> str:
        return self.source.platform

    @property
    def language(self) -> str:
        return self.source.language

    @property
    def role(self) -> str:
        return self.source.role

    @property
    def frame(self) -> str | None:
        """The address of a frame to watch it in here; only what everybody may open has one."""
        return None if self.is_for_holders else platforms.frame_of(self.source)

    @property
    def is_for_holders(self) -> bool:
        return self.source.access is Access.TICKET

    @property
    def is_played(self) -> bool:
        """Whether our player plays it for this visitor."""
        return bool(self.url) and platforms.PLATFORMS[self.platform].is_ours


def found(sources: Iterable[Source], session: Session | None, visitor: Visitor) -> list[Way]:
    """Those of the links that are shown now, ranked by the visitor's language."""
    shown = by_language(windows.opened(sources, clock.now()), visitor.language)
    return [Way(source, address(source, session, visitor)) for source in shown]


def of_recording(recording: Recording, visitor: Visitor) -> list[Way]:
    """The links of a recording whose sources and session are loaded."""
    return found(recording.sources, recording.session, visitor)


def address(source: Source, session: Session | None, visitor: Visitor) -> str:
    """The address under which this visitor opens a link: short-lived by a ticket, blank without one."""
    if source.access is Access.PUBLIC:
        return source.url
    holder = visitor.holder
    if holder is None or session is None or not holders.covers(holder.ticket, session):
        return ""
    return f"/watch/{holders.word(holder, source, key=visitor.key)}"
