"""Where a session was live, from when until when: what was known then, kept beside the recording."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from events_svc.media.live import EVIDENCE
from events_svc.media.models import LIVE_KINDS, Access, Source, StreamFact


@dataclass(frozen=True, slots=True)
class Past:
    """An old live link; `began_at` and `ended_at` are when evidence first and last said so."""

    source: Source
    began_at: datetime | None
    ended_at: datetime | None


async def of_sources(sources: Iterable[Source]) -> list[Past]:
    """The public live links among these, in order, with their times."""
    live = [s for s in sources if s.kind in LIVE_KINDS and s.access is Access.PUBLIC]
    facts = await StreamFact.filter(source_id__in=[s.id for s in live], basis__in=EVIDENCE)
    by_source: dict[int, list[StreamFact]] = {}
    for fact in sorted(facts, key=lambda one: one.id):
        by_source.setdefault(fact.source_id, []).append(fact)
    return [Past(source, *times(by_source.get(source.id, []))) for source in live]


def times(facts: Sequence[StreamFact]) -> tuple[datetime | None, datetime | None]:
    """When it was first live, and when it was last seen to have stopped; None where nobody said so."""
    began_at = next((fact.at for fact in facts if fact.state == "live"), None)
    if began_at is None or facts[-1].state == "live":
        return began_at, None
    last_live = max(n for n, fact in enumerate(facts) if fact.state == "live")
    return began_at, facts[last_live + 1].at
