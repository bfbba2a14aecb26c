"""Places for values, and the values of raw rows."""

from datetime import UTC, date, datetime

from events_svc.database import execute_many, raw, rows
from tests.asked import asked


def test_places_are_numbered_after_those_before_them() -> None:
    assert (raw.places("abc"), raw.places("ab", after=2), raw.places([])) == (
        "$1, $2, $3",
        "$3, $4",
        "",
    )


async def test_times_and_days_are_read_as_they_were_written(database: None) -> None:
    at = datetime(2026, 3, 29, 1, 30, 0, 250_000, tzinfo=UTC)
    other = date(2026, 3, 28)
    await execute_many(
        "INSERT INTO salt (day, destroyed_at) VALUES ($1, $2)", [(at.date(), at), (other, at)]
    )

    kept = await rows("SELECT day, destroyed_at FROM salt ORDER BY day")

    read = [(raw.day(row["day"]), raw.instant(row["destroyed_at"])) for row in kept]
    assert read == [(other, at), (at.date(), at)]


async def test_nothing_is_sent_for_no_values(database: None) -> None:
    async with asked() as statements:
        await execute_many("this is no SQL", [])
    assert statements == []
