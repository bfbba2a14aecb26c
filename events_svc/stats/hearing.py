"""Write what a platform said of a video: rows of the ledger, the fact of liveness, the next reading.

All of it in one transaction, for every link that shows the video.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.database import in_transaction, rows
from events_svc.database.at_once import among, listed
from events_svc.database.raw import instant
from events_svc.media import evidence
from events_svc.media.models import LIVE_KINDS, Source
from events_svc.stats import pace
from events_svc.stats.counters import Reading, write
from events_svc.stats.heard import Answer, Elsewhere, Gone, KeyMissing, KeyRefused, Told, Trouble
from events_svc.stats.metrics import HEADLINE
from events_svc.stats.pace import Slot
from events_svc.stats.reading_models import ReadingPlan
from events_svc.stats.subjects import floor, subject_of

REPEAT = timedelta(hours=20)  # what did not change is written once a day
SILENT = 3  # failures after which “live” is not believed any more


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, when it came and the SHA-256 of its body; `share`: the jitter, from -1 to 1."""

    answer: Answer
    at: datetime
    digest: str
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class _Last:
    """The newest row that a platform's interface gave of a metric."""

    value: int | None
    observed_at: datetime


async def hear(host: str, thing: str, said: Said) -> None:
    """What the platform answered about the thing stands in the ledger of every link that shows it."""
    async with in_transaction():
        plans = await _plans(host, thing)
        if isinstance(said.answer, Elsewhere):
            await _move(plans, said.answer)
            return
        last = await _last_rows([plan.source_id for plan in plans])
        for plan in plans:
            await _write(plan.source, said, last)
            await _learn(plan.source, said.answer)
            await _plan_next(plan, said)


async def hear_nothing(host: str, thing: str, trouble: Trouble, *, share: float) -> None:
    """Nothing could be read; the thing is due again later, the later the more often it failed."""
    async with in_transaction():
        for plan in await _plans(host, thing):
            failures = plan.failures + 1
            is_keyless = isinstance(trouble, KeyMissing | KeyRefused)
            pause = pace.for_want_of_a_key() if is_keyless else pace.after_failures(failures)
            await ReadingPlan.filter(id=plan.id).update(
                failures=failures,
                outcome=trouble.outcome,
                words=trouble.reason,
                due_at=clock.now() + pace.jittered(pause, share, floor=floor(host)),
            )
            if failures == SILENT:
                await _doubt(plan.source, trouble)


async def _plans(host: str, thing: str) -> list[ReadingPlan]:
    shown = ReadingPlan.filter(host=host, thing=thing, source__retired_at=None)
    return await shown.select_related("source__session", "source__recording").order_by("id")


async def _move(plans: Sequence[ReadingPlan], answer: Elsewhere) -> None:
    """The link shows a copy: from now on its origin is asked."""
    for plan in plans:
        subject = subject_of(plan.platform, answer.url)
        is_new = subject is not None and subject.host != plan.host
        await ReadingPlan.filter(id=plan.id).update(
            host=subject.host if subject and is_new else plan.host,
            thing=subject.thing if subject and is_new else plan.thing,
            outcome="moved" if is_new else "nonsense",
            words=answer.url[:300],
            due_at=clock.now() + (timedelta(0) if is_new else pace.SLOWEST),
        )


async def _write(source: Source, said: Said, last: Mapping[tuple[int, str], _Last]) -> None:
    values = said.answer.values if isinstance(said.answer, Told) else {HEADLINE: None}
    for metric, value in values.items():
        before = last.get((source.id, metric))
        if before and before.value == value and said.at - before.observed_at < REPEAT:
            continue
        reading = Reading(
            value=value,
            observed_at=said.at,
            metric=metric,
            method="api",
            reason=said.answer.reason[:300] if isinstance(said.answer, Gone) else "",
            raw_sha256=said.digest,
        )
        await write(source, reading)


async def _learn(source: Source, answer: Answer) -> None:
    if source.kind in LIVE_KINDS and isinstance(answer, Told) and answer.state:
        await evidence.learn(source.id, "api", answer.state, reason=answer.reason)


async def _doubt(source: Source, trouble: Trouble) -> None:
    """The platform said “live” and is silent since: that is not known any more."""
    fact = (await evidence.latest_facts([source.id])).get(source.id)
    if fact is not None and fact.api is not None and fact.api.state == "live":
        await evidence.learn(source.id, "api", "unknown", reason=trouble.reason)


async def _plan_next(plan: ReadingPlan, said: Said) -> None:
    is_gone = isinstance(said.answer, Gone)
    is_live = isinstance(said.answer, Told) and said.answer.state == "live"
    slot = _slot(plan.source)
    pause = (
        pace.gone(slot, now=said.at)
        if is_gone
        else pace.regular(slot, is_live=is_live, now=said.at)
    )
    await ReadingPlan.filter(id=plan.id).update(
        due_at=said.at + pace.jittered(pause, said.share, floor=floor(plan.host)),
        read_at=said.at,
        failures=0,
        outcome="gone" if is_gone else "read",
        words=said.answer.reason[:300] if isinstance(said.answer, Gone) else "",
        gone_at=(plan.gone_at or said.at) if is_gone else None,
    )


def _slot(source: Source) -> Slot | None:
    """When what the link shows is on, or was recorded."""
    if source.recording is not None:
        at = source.recording.recorded_at
        return Slot(at, at)
    session = source.session
    if session is None or session.starts_at is None or session.ends_at is None:
        return None
    return Slot(session.starts_at, session.ends_at)


async def _last_rows(source_ids: Sequence[int]) -> dict[tuple[int, str], _Last]:
    if not source_ids:
        return {}
    found = await rows(
        "SELECT c.source_id, c.metric, c.value, c.observed_at FROM counter_snapshot c "  # noqa: S608 place holders only
        "JOIN (SELECT MAX(id) AS id FROM counter_snapshot WHERE method = 'api' "
        f"AND source_id {among(1, 'BIGINT')} GROUP BY source_id, metric) n ON n.id = c.id",
        [listed(source_ids)],
    )
    return {
        (row["source_id"], row["metric"]): _Last(row["value"], instant(row["observed_at"]))
        for row in found
    }
