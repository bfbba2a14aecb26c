"""Take a person for a time, change the time, let the person go.

The database itself refuses an overlap of two exclusive engagements of a person (migration 0002); the
lock on the person's row lets those who come at once wait for each other instead of meeting in a deadlock.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from speakers.errors import EndsBeforeStart, SpeakerBusy, SpeakerUnknown
from speakers.models import Engagement, Speaker

OVERLAP = "engagement_never_overlaps"


@dataclass(frozen=True, slots=True)
class Wish:
    """An engagement that somebody wants: from `starts_at` until just before `ends_at`."""

    speaker_id: int
    starts_at: datetime
    ends_at: datetime
    holder: str
    is_exclusive: bool = True

    def __post_init__(self) -> None:
        if self.ends_at <= self.starts_at:
            raise EndsBeforeStart

    def row(self) -> Engagement:
        """The wish as a row, its times in UTC so that SQLite compares them rightly."""
        return Engagement(
            speaker_id=self.speaker_id,
            starts_at=self.starts_at.astimezone(UTC),
            ends_at=self.ends_at.astimezone(UTC),
            holder=self.holder,
            is_exclusive=self.is_exclusive,
        )


async def engage(
    speaker_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    holder: str,
    is_exclusive: bool = True,
) -> None:
    """The person is taken for `holder` from `starts_at` until just before `ends_at`; see `engage_all`."""
    await engage_all([Wish(speaker_id, starts_at, ends_at, holder, is_exclusive)])


async def engage_all(wishes: Sequence[Wish]) -> None:
    """All wishes are engaged with one statement, or none.

    Raises SpeakerBusy when an exclusive engagement overlaps an exclusive one, SpeakerUnknown; then
    nothing has changed, and an enclosing transaction may go on.
    """
    if not wishes:
        return
    engagements = [wish.row() for wish in wishes]
    async with _locked({wish.speaker_id for wish in wishes}), _refusing_overlaps(engagements):
        await Engagement.bulk_create(engagements, batch_size=1000)


async def move(holder: str, *, starts_at: datetime, ends_at: datetime) -> None:
    """Everybody engaged for `holder` is taken at this time instead; see `engage_all`.

    Raises SpeakerBusy when one of them is taken; then nobody has moved.
    """
    before = await Engagement.filter(holder=holder).order_by("id")
    wishes = [Wish(_who(e), starts_at, ends_at, holder, e.is_exclusive) for e in before]
    async with in_transaction():
        await release(holder)
        await engage_all(wishes)


async def release(holder: str) -> int:
    """Nobody is engaged for `holder` any more; the number of engagements that were ended."""
    return await Engagement.filter(holder=holder).delete()


def _who(engagement: Engagement) -> int:
    return engagement.speaker_id


@asynccontextmanager
async def _locked(speaker_ids: set[int]) -> AsyncIterator[None]:
    """A transaction that holds the rows of these people; raises SpeakerUnknown when one is missing."""
    async with in_transaction():
        locked = (
            await Speaker.filter(id__in=sorted(speaker_ids))
            .order_by("id")
            .select_for_update(no_key=True)
            .only("id")  # not values_list(): that leaves FOR UPDATE out without a word
        )
        if speaker_ids - {speaker.id for speaker in locked}:
            raise SpeakerUnknown
        yield


@asynccontextmanager
async def _refusing_overlaps(engagements: Sequence[Engagement]) -> AsyncIterator[None]:
    """A nested transaction, so that PostgreSQL goes on after the constraint has refused."""
    try:
        async with in_transaction():
            yield
    except IntegrityError as error:
        if OVERLAP not in str(error):
            raise
        busy = await _first_busy(engagements)
        raise SpeakerBusy(_who(busy), busy.starts_at, busy.ends_at) from error


async def _first_busy(engagements: Sequence[Engagement]) -> Engagement:
    """The first of these that overlaps something else, stored or among themselves."""
    for number, wanted in enumerate(engagements):
        if any(_overlap(wanted, other) for other in engagements[:number]):
            return wanted
        others = Engagement.filter(speaker_id=_who(wanted), is_exclusive=True)
        others = others.filter(starts_at__lt=wanted.ends_at, ends_at__gt=wanted.starts_at)
        if await others.exists():
            return wanted
    return engagements[0]


def _overlap(one: Engagement, other: Engagement) -> bool:
    together = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return together and _who(one) == _who(other) and one.is_exclusive and other.is_exclusive
