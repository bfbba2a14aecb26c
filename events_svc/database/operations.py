"""Migration operations that Tortoise lacks."""

from collections.abc import Sequence
from typing import Any, TypeGuard

from tortoise.migrations.constraints import CheckConstraint
from tortoise.migrations.operations import AddConstraint, CreateModel, Operation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.models import Model


class AllAtOnce(Operation):
    """Several operations with one rebuilding of the model state.

    Tortoise rebuilds all related models after each operation: for fifty tables with their constraints
    that takes eight seconds, so takes one.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def describe(self) -> str:
        return f"{len(self.operations)} operations at once"

    def state_forward(self, app_label: str, state: State) -> None:
        drawn = _Unrendered(models=state.models, apps=state.apps)
        for operation in self.operations:
            operation.state_forward(app_label, drawn)
        state.reload_models([*state.models])

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        for operation in sorted(self.operations, key=_turn):
            if isinstance(operation, CreateModel):
                # SQLite's script is split at semicolons, also within its comments.
                meta = new_state.apps.get_model(f"{app_label}.{operation.name}")._meta
                meta.table_description = (meta.table_description or "").replace(";", ",")
            await operation.database_forward(app_label, old_state, new_state, state_editor)
            if _rebuilds_table(operation, state_editor):
                model = new_state.apps.get_model(f"{app_label}.{operation.model_name}")
                await _restore_indexes(model, state_editor)


def _turn(operation: Operation) -> int:
    """Tables, then checks, then the rest: a check rebuilds its table on SQLite and loses its indexes."""
    if isinstance(operation, CreateModel):
        return 0
    return 1 if isinstance(getattr(operation, "constraint", None), CheckConstraint) else 2


def _rebuilds_table(
    operation: Operation, editor: BaseSchemaEditor | None
) -> TypeGuard[AddConstraint]:
    is_sqlite = editor is not None and editor.DIALECT == "sqlite"
    return is_sqlite and isinstance(operation, AddConstraint) and _turn(operation) == 1


async def _restore_indexes(model: type[Model], editor: BaseSchemaEditor | None) -> None:
    assert editor is not None
    for statement in editor._get_model_sql_data(model).table_sql.split(";"):
        if statement.strip().startswith("CREATE INDEX"):
            name = statement.split('"')[1]
            await editor.client.execute_query(f'DROP INDEX IF EXISTS "{name}"')
            await editor.client.execute_query(statement)


class _Unrendered(State):
    def reload_model(self, *_: Any) -> None:
        """Later, once for all."""

    def reload_models(self, *_: Any) -> None:
        """Later, once for all."""
