"""A database says what it lacks."""

from events_svc.database import execute
from events_svc.database.pending import pending

RENAMED = "UPDATE tortoise_migrations SET name = $1 WHERE name = $2"
GUARDS = "0002_guards"


async def test_a_migrated_database_lacks_nothing(database: None) -> None:
    assert await pending() == []


async def test_what_was_not_applied_is_named(database: None) -> None:
    await execute(RENAMED, ["of another release", GUARDS])
    try:
        assert await pending() == [GUARDS]
    finally:
        await execute(RENAMED, [GUARDS, "of another release"])
