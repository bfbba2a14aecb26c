"""Several statements in one way: what is read is as it would be alone, and all is written or nothing."""

from datetime import UTC, datetime

import pytest
from tortoise.exceptions import IntegrityError

from events_svc.database import in_transaction, is_postgres
from events_svc.database.at_once import (
    Insertion,
    Statement,
    among,
    ids_for,
    listed,
    read,
    stored,
    table,
    told,
    write,
)
from events_svc.outbox.models import Job, JobState, Mail
from tests.asked import asked

pytestmark = pytest.mark.usefixtures("database")

AT = datetime(2026, 8, 26, 1, 2, 3, 456789, tzinfo=UTC)
KINDS = {"id": "BIGINT", "attempts": "INT"}


def job(id_: int, kind: str = "made") -> dict[str, object]:
    some = {"id": id_, "kind": kind, "payload": {"n": [id_]}, "state": JobState.WAITING}
    return {**some, "attempts": 0, "run_at": AT, "created_at": AT}


def jobs(*ids: int) -> Statement:
    return Statement(
        f"SELECT * FROM job WHERE id {among(1, 'BIGINT')} ORDER BY id",
        [listed(ids)],
    )


async def test_what_is_written_at_once_is_read_at_once() -> None:
    raised = told([{"id": 8, "attempts": 3}])
    await write([Insertion(Job, [job(7), job(8)])])
    async with asked() as statements:
        counts = await write(
            [
                Insertion(Job, [job(9)]),
                Insertion(Mail, [], made=("id",)),
                Statement(
                    f"UPDATE job SET attempts = told.attempts FROM {table(1, KINDS)} WHERE job.id = told.id",
                    [raised],
                ),
                Statement("DELETE FROM job WHERE id = $1", [7]),
            ]
        )
        eight, rest = await read([jobs(8), jobs(9, 7)])
    found = [stored(Job, row) for row in [*eight, *rest]]
    assert counts == [1, 0, 1, 1]
    assert [(one.id, one.attempts, one.payload) for one in found] == [
        (8, 3, {"n": [8]}),
        (9, 0, {"n": [9]}),
    ]
    assert {(one.state, one.run_at, one.last_error is None) for one in found} == {
        (JobState.WAITING, AT, True)
    }
    assert len(statements) == (2 if is_postgres() else 5)


async def test_nothing_of_it_is_written_when_one_fails() -> None:
    await write([Insertion(Job, [job(7)])])
    with pytest.raises(IntegrityError):
        async with in_transaction():
            await write([Insertion(Job, [job(8)]), Insertion(Job, [job(7, "other")])])
    assert await Job.all().values_list("id", "kind") == [(7, "made")]


async def test_what_meets_a_row_is_left_out_and_counted_so() -> None:
    await write([Insertion(Job, [job(7)])])
    new = [job(7, "other"), job(8, "other")]
    assert await write([Insertion(Job, new, is_new=True)]) == [1]
    assert [one.kind for one in await Job.all().order_by("id")] == ["made", "other"]


async def test_ids_are_those_that_the_next_rows_would_have_had() -> None:
    async with in_transaction():
        (got,) = await read([ids_for({Job: 2, Mail: 0})])
        mine = [row["id"] for row in got]
        await write([Insertion(Job, [job(one) for one in mine])])
    later = await Job.create(kind="made", payload={}, run_at=AT)
    assert ([row["n"] for row in got], mine[1] - mine[0], later.id) == ([0, 0], 1, mine[1] + 1)


async def test_who_does_nothing_asks_nothing() -> None:
    async with asked() as statements:
        counts = await write([Insertion(Job, []), Statement("DELETE FROM job", is_idle=True)])
    assert (counts, statements) == ([0, 0], [])
