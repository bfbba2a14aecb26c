"""What the database lacks, told without loading the migrations: a whole schema in words is six megabytes."""

from pkgutil import iter_modules

from tortoise.connection import get_connection
from tortoise.migrations.recorder import MigrationRecorder

from events_svc import migrations


async def pending() -> list[str]:
    """The names of the migrations that the connected database still lacks, oldest first."""
    applied = await MigrationRecorder(get_connection("default")).applied_migrations()
    known = {migration.name for migration in applied}
    return sorted(one.name for one in iter_modules(migrations.__path__) if one.name not in known)
