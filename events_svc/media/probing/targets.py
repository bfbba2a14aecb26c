"""Which links the prober looks at: streams of our own reading whose session is near, or which still go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.events.models import EventState
from events_svc.media.evidence import latest_facts
from events_svc.media.live import Slot
from events_svc.media.models import LIVE_KINDS, Source
from events_svc.media.windows import open_at
from events_svc.schedule.models import SessionState

PROBED = "hls"
AHEAD = timedelta(hours=1)
AFTER = timedelta(hours=1)
LONGEST_OVERRUN = timedelta(hours=12)  # a stream that was seen live is followed so long
EXPECTED_EARLY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Target:
    """A link to look at, and when its session is planned."""

    source_id: int
    url: str
    slot: Slot

    def is_expected(self, now: datetime) -> bool:
        """Whether it may begin any moment."""
        return self.slot.starts_at - EXPECTED_EARLY <= now < self.slot.ends_at


async def targets() -> list[Target]:
    """The links that are to be looked at now, in the order of their ids."""
    now = clock.now()
    found = Source.filter(
        open_at(now),
        platform=PROBED,
        kind__in=LIVE_KINDS,
        session__starts_at__lte=now + AHEAD,
        session__ends_at__gt=now - LONGEST_OVERRUN,
        session__state=SessionState.CONFIRMED,
        session__event__state=EventState.PUBLISHED,
    )
    # read every few seconds, maybe a thousand: rows, not models
    columns = ("id", "url", "session__starts_at", "session__ends_at")
    near = [
        Target(source_id, url, Slot(starts_at, ends_at))
        for source_id, url, starts_at, ends_at in await found.order_by("id").values_list(*columns)
    ]
    late = [one.source_id for one in near if now >= one.slot.ends_at + AFTER]
    states = await known(late)
    gone = {source_id for source_id in late if states.get(source_id) not in {"live", "slate"}}
    return [one for one in near if one.source_id not in gone]


async def known(source_ids: Iterable[int]) -> dict[int, str]:
    """What the prober knew last of these links, where it knew something."""
    facts = await latest_facts(source_ids)
    return {source_id: one.probe.state for source_id, one in facts.items() if one.probe}
