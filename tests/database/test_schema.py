"""What the models declare is what the databases have."""

from tortoise.context import require_context
from tortoise.indexes import Index
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from events_svc.config import Settings
from events_svc.database import is_postgres, rows, tortoise_config


async def test_no_model_change_waits_for_a_migration(database: None, settings: Settings) -> None:
    configuration = tortoise_config(settings)
    detector = MigrationAutodetector(require_context().apps, configuration["apps"])
    waiting = [operation.describe() for w in await detector.changes() for operation in w.operations]
    assert waiting == []


async def test_every_declared_constraint_exists(database: None) -> None:
    assert _declared(UniqueConstraint, CheckConstraint) - await _constraints() == set()


async def test_every_declared_index_exists(database: None) -> None:
    assert _declared_indexes() - await _constraints() == set()


async def test_overlaps_and_rewritten_logs_are_refused_by_the_database(database: None) -> None:
    guards = {"booking_never_overlaps", "engagement_never_overlaps"}
    logs = {f"{t}_append_only" for t in ("order_entry", "audit_entry", "scan", "counter_snapshot")}
    found = await _constraints()
    if not is_postgres():
        guards = {f"{name}_{verb}" for name in guards for verb in ("insert", "update")}
    assert guards | logs <= found


def _models() -> list[type[Model]]:
    return [model for _, models in require_context().apps.items() for model in models.values()]


def _declared(*kinds: type) -> set[str]:
    declared = [c for model in _models() for c in getattr(model.Meta, "constraints", [])]
    return {constraint.name for constraint in declared if isinstance(constraint, kinds)}


def _declared_indexes() -> set[str]:
    declared = [i for model in _models() for i in getattr(model.Meta, "indexes", [])]
    return {index.name for index in declared if isinstance(index, Index)}


async def _constraints() -> set[str]:
    if is_postgres():
        found = await rows(
            "SELECT conname AS name FROM pg_constraint UNION SELECT indexname FROM pg_indexes "
            "UNION SELECT tgname FROM pg_trigger"
        )
        return {row["name"] for row in found}
    found = await rows("SELECT name, sql FROM sqlite_master")
    words = " ".join(row["sql"] or "" for row in found).replace('"', " ").split()
    return {row["name"] for row in found} | set(words)
