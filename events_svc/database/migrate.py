"""Bring the database to the newest migration."""

from collections.abc import Callable

from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from events_svc.config import Settings
from events_svc.database import tortoise_config


async def migrate(
    settings: Settings, *, progress: Callable[[str], None] = lambda _line: None
) -> int:
    """Apply what is missing, each migration in a transaction; the number applied, 0 the second time.

    Two runs at once collide: call it from the release step alone.
    """
    configuration = tortoise_config(settings)
    async with TortoiseContext() as context:
        await context.init(config=configuration, init_connections=False)
        executor = MigrationExecutor(get_connection("default"), configuration["apps"])
        targets = [MigrationTarget(app_label="models", name="__latest__")]
        plan = await executor.plan(targets)
        for step in plan:
            progress(step.migration.name)
        await executor.migrate(targets, direction="forward")
        return len(plan)
