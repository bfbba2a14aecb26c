"""What readers say of a session: a number from 1 to 5, and words that only its people read."""

from dataclasses import dataclass

from events_svc import clock
from events_svc.database import rows
from events_svc.database.bulk import insert_new
from events_svc.schedule.errors import NotYet
from events_svc.schedule.models import Session
from events_svc.schedule.reader_models import Feedback

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Opinion:
    """How often each number was given, 1 first, and the words, newest first."""

    counts: tuple[int, int, int, int, int]
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


async def opinion(session_id: int) -> Opinion:
    """What was said of the session."""
    found = await rows(
        "SELECT rating, count(*) AS times FROM feedback WHERE session_id = $1 GROUP BY rating",
        [session_id],
    )
    times = {row["rating"]: row["times"] for row in found}
    said = Feedback.filter(session_id=session_id).exclude(words="").order_by("-id").limit(SHOWN)
    counts = (times.get(1, 0), times.get(2, 0), times.get(3, 0), times.get(4, 0), times.get(5, 0))
    return Opinion(counts, [one.words for one in await said])
