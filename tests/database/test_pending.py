"""A database says what it lacks."""

from events_svc.database import execute, rows
from events_svc.database.pending import pending


async def test_a_migrated_database_lacks_nothing(database: None) -> None:
    assert await pending() == []


async def test_what_was_not_applied_is_named(database: None) -> None:
    was = await rows("SELECT app, name, applied_at FROM tortoise_migrations WHERE name <> $1", [""])
    last = max(was, key=lambda one: one["name"])
    await execute("DELETE FROM tortoise_migrations WHERE name = $1", [last["name"]])
    try:
        assert await pending() == [last["name"]]
    finally:
        await execute(
            "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ($1, $2, $3)",
            [last["app"], last["name"], last["applied_at"]],
        )
