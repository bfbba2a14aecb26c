"""Long work goes on: a dead job is due again, one that is gone is replaced, one that waits is left alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from events_svc import clock
from events_svc.outbox import work
from events_svc.outbox.models import Job, JobState
from events_svc.outbox.work import Going
from events_svc.reports.models import ReportKind
from events_svc.reports.reading_models import ReportReading
from tests.accounts.factories import make_organisation


@pytest.fixture
async def some_work(database: None) -> ReportReading:
    """Work whose job waits."""
    made = await ReportReading.create(
        organisation=await make_organisation(),
        kind=ReportKind.ORGANISATION,
        author="user:1",
        begun_at=clock.now(),
    )
    await work.set_going(made, "test.work", id=made.id)
    return made


async def jobs() -> Sequence[Any]:
    return await Job.all().order_by("id").values_list("state", "attempts")


async def test_work_has_one_job_however_often_it_is_set_going(some_work: ReportReading) -> None:
    await work.set_going(some_work, "test.work", id=some_work.id)
    await Job.all().update(state=JobState.RUNNING)
    await work.set_going(some_work, "test.work", id=some_work.id)
    assert await jobs() == [(JobState.RUNNING, 0)]
    assert await work.going(some_work) == Going()


async def test_a_dead_job_is_due_again(some_work: ReportReading) -> None:
    await Job.all().update(state=JobState.DEAD, attempts=12, run_at=clock.now() + timedelta(days=1))
    assert await work.going(some_work) == Going(is_dead=True, failures=12)

    await work.set_going(some_work, "test.work", id=some_work.id)

    assert await jobs() == [(JobState.WAITING, 0)]
    assert (await Job.all().get()).run_at <= clock.now()


async def test_a_job_that_failed_says_when_it_comes_again(some_work: ReportReading) -> None:
    later = clock.now() + timedelta(minutes=5)
    await Job.all().update(attempts=3, run_at=later)
    assert await work.going(some_work) == Going(failures=3, again_at=later)


@pytest.mark.parametrize("is_purged", [False, True], ids=["done", "purged"])
async def test_a_job_that_is_over_or_gone_is_replaced(
    some_work: ReportReading, is_purged: bool
) -> None:
    await Job.all().update(state=JobState.DONE)
    if is_purged:
        await Job.all().delete()

    await work.set_going(some_work, "test.work", id=some_work.id)

    (made,) = await Job.filter(state=JobState.WAITING)
    kept = await ReportReading.get(id=some_work.id)
    assert (made.payload, kept.job_id) == ({"id": some_work.id}, made.id)
