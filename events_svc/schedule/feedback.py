"""What readers say of a session: a number from 1 to 5, and words that only its people read."""

from collections import defaultdict
from dataclasses import dataclass

from events_svc import clock
from events_svc.database import rows
from events_svc.database.bulk import insert_new
from events_svc.schedule.errors import NotYet
from events_svc.schedule.models import Session
from events_svc.schedule.reader_models import Feedback

SHOWN = 500
HIGHEST = 5


@dataclass(frozen=True, slots=True)
class Opinion:
    """How often each number was given, 1 first, and the words, newest first."""

    counts: tuple[int, ...]
    words: list[str]

    @property
    def number(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean, 1 to 5; None where nobody said anything."""
        total = sum(n * count for n, count in enumerate(self.counts, 1))
        return total / self.number if self.number else None


async def give(session: Session, rating: int, words: str, *, reader_key: str) -> bool:
    """The reader's word on the session is kept; whether it was the first: the second changes nothing.

    Raises NotYet before the session has begun.
    """
    if session.starts_at is None or session.starts_at > clock.now():
        raise NotYet
    row = {
        "session_id": session.id,
        "rating": rating,
        "words": words,
        "reader_key": reader_key,
        "given_at": clock.now(),
    }
    return bool(await insert_new(Feedback, [row]))


async def opinions(event_id: int) -> list[tuple[Session, Opinion]]:
    """What was said of the sessions of an event, those with the most words on them first.

    Three queries; of the words the newest 500.
    """
    found = await rows(
        "SELECT f.session_id, f.rating, count(*) AS times FROM feedback f "
        "JOIN session s ON s.id = f.session_id WHERE s.event_id = $1 GROUP BY f.session_id, f.rating",
        [event_id],
    )
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * HIGHEST)
    for row in found:
        counts[row["session_id"]][row["rating"] - 1] = row["times"]
    words = await _words(event_id)
    sessions = await Session.filter(id__in=[*counts]).order_by("starts_at", "id")
    told = [(one, Opinion(tuple(counts[one.id]), words.get(one.id, []))) for one in sessions]
    return sorted(told, key=lambda pair: -pair[1].number)


async def _words(event_id: int) -> dict[int, list[str]]:
    said = Feedback.filter(session__event_id=event_id).exclude(words="")
    found: dict[int, list[str]] = defaultdict(list)
    for session_id, words in (
        await said.order_by("-id").limit(SHOWN).values_list("session_id", "words")
    ):
        found[session_id].append(words)
    return found
