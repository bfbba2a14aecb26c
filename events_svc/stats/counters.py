"""Write down what another platform says: a row of the ledger, never changed afterwards."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.database import in_transaction
from events_svc.media.models import Source
from events_svc.stats import files
from events_svc.stats.errors import (
    CorrectedAlready,
    MetricUnknown,
    ObservedLater,
    ReasonMissing,
)
from events_svc.stats.files import Upload
from events_svc.stats.metrics import METRICS, definition, metric_at
from events_svc.stats.models import CounterSnapshot
from events_svc.text import Text

AHEAD = timedelta(minutes=5)  # clocks of people differ


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read where: `value` None = the platform hides it; that is not 0."""

    value: int | None
    observed_at: datetime
    metric: str = "views"
    definition: Text = field(default_factory=dict)  # blank: the platform's usual one
    method: str = "manual"  # or api, webhook, import
    author: str = ""  # blank: the acting person
    evidence: str = ""
    reason: str = ""
    raw_sha256: str = ""  # of the body as it came
    upload: Upload | None = None  # a picture or document that shows it


async def enter(source: Source, reading: Reading) -> CounterSnapshot:
    """A new row of the source's ledger; raises MetricUnknown, ObservedLater."""
    check(reading)
    async with in_transaction():
        row = await write(source, reading)
        await audit.record("counter.entered", f"source:{source.id}", row=row.id)
    return row


async def correct(row: CounterSnapshot, reading: Reading) -> CounterSnapshot:
    """A new row that takes the place of `row`, which stays; raises ReasonMissing, CorrectedAlready."""
    check(reading)
    if not reading.reason.strip():
        raise ReasonMissing
    source = await Source.get(id=row.source_id)
    async with in_transaction():
        try:
            async with in_transaction():
                made = await write(source, reading, corrects=row.id)
        except IntegrityError as error:
            raise CorrectedAlready from error
        await audit.record(
            "counter.corrected", f"source:{source.id}", row=made.id, reason=reading.reason
        )
    return made


async def write(
    source: Source, reading: Reading, *, corrects: int | None = None
) -> CounterSnapshot:
    """The row alone, for who has checked the reading and notes what is done (the machines: nobody)."""
    actor, metric = audit.acting.get(), metric_at(source.platform, reading.metric)
    file = await files.keep(source, reading.upload) if reading.upload else None
    return await CounterSnapshot.create(
        source=source,
        metric=metric,
        value=reading.value,
        definition=reading.definition or definition(source.platform, metric),
        method=reading.method,
        observed_at=reading.observed_at,
        recorded_at=clock.now(),
        author=(reading.author or actor.name or actor.key)[:254],
        reason=reading.reason,
        evidence=reading.evidence,
        raw_sha256=file.digest if file else reading.raw_sha256,
        file_id=file.id if file else None,
        corrects=corrects,
    )


async def ledger(source: Source, *, before_id: int | None, limit: int) -> list[CounterSnapshot]:
    """Rows of the source's ledger older than `before_id`, newest first; `limit` + 1, to see if more follow."""
    found = CounterSnapshot.filter(source_id=source.id)
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    return await found.order_by("-id").limit(limit + 1)


async def row_of(source: Source, row_id: int, *, metric: str) -> CounterSnapshot:
    """The row of the source's ledger with this id that counts `metric`; raises NotFound."""
    named = metric_at(source.platform, metric)
    row = await CounterSnapshot.get_or_none(id=row_id, source_id=source.id, metric=named)
    if row is None:
        raise NotFound
    return row


def check(reading: Reading) -> None:
    """Raise MetricUnknown or ObservedLater unless the reading can be one."""
    if reading.metric not in METRICS:
        raise MetricUnknown(reading.metric)
    if reading.observed_at > clock.now() + AHEAD:
        raise ObservedLater
