"""Who presents what is placed, and when all of them can, and would rather."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from events_svc.schedule.models import Appearance
from events_svc.schedule.solving import taken
from events_svc.schedule.solving.hours import Hours
from events_svc.schedule.solving.problem import Window, common, without
from events_svc.schedule.solving.taken import Grouped
from speakers.models import Availability, Strength


async def presenting_of(session_ids: Sequence[int]) -> dict[int, list[int]]:
    """By session, the ids of who presents it, in their order."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Appearance.filter(session_id__in=session_ids).order_by("position", "id")
    for session_id, speaker_id in await rows.values_list("session_id", "speaker_id"):
        found[session_id].append(speaker_id)
    return found


@dataclass(frozen=True, slots=True)
class Spans:
    """By person: when they can, and when they would rather; nobody there: in all hours."""

    days: list[Window]
    can: Grouped
    would: Grouped
    taken: Grouped

    def possible(self, people: Iterable[int]) -> list[Window]:
        windows = self.days
        for who in people:
            if who in self.can:
                windows = common(windows, self.can[who])
            windows = without(windows, self.taken.get(who, []))
        return windows

    def preferred(self, people: Iterable[int]) -> list[Window]:
        """Where all who have a wish would rather; nobody has one: nothing."""
        wishes = [self.would[who] for who in people if who in self.would]
        windows = self.days if wishes else []
        for wish in wishes:
            windows = common(windows, wish)
        return windows


async def spans_of_people(
    presenting: Mapping[int, list[int]], moving: Sequence[int], hours: Hours, *, rest: int
) -> Spans:
    """The hours of everybody who presents; what is moved takes nobody's time."""
    people = sorted({who for some in presenting.values() for who in some})
    can: Grouped = defaultdict(list)
    would: Grouped = defaultdict(list)
    for row in await Availability.filter(speaker_id__in=people).order_by("starts_at"):
        kind = would if row.strength is Strength.PREFERRED else can
        kind[row.speaker_id].append(hours.window(row.starts_at, row.ends_at))
    occupied = await taken.of_people(people, moving, hours, rest=rest)
    return Spans(hours.days, can, would, occupied)
