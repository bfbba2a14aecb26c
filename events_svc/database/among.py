"""`column IN` a list that grows with the data, as one value: a statement takes at most 32,767 of them.

Tortoise gives each element a place of its own. Of long lists we make one place: an array on PostgreSQL,
whose type is the column's, and JSON on SQLite. (Statements of our own: `at_once.among`.)
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from pypika_tortoise.context import SqlContext
from pypika_tortoise.enums import Dialects
from pypika_tortoise.terms import ContainsCriterion, Criterion, Term, ValueWrapper
from tortoise.filters import is_in, not_in

FEW = 1_000  # elements that have a place each, so that a plan may count them


def among(field: Term, values: Sequence[Any]) -> Criterion:
    """Tortoise's `__in`, of any length."""
    return _Among(field, values) if _is_long(values) else is_in(field, values)


def not_among(field: Term, values: Sequence[Any]) -> Criterion:
    """Tortoise's `__not_in`, of any length."""
    if not _is_long(values):
        return not_in(field, values)
    return _Among(field, values).negate() | field.isnull()


OPERATORS = {is_in: among, not_in: not_among}  # ours in place of Tortoise's


def _is_long(values: object) -> bool:
    return isinstance(values, list) and len(values) > FEW and _is_told(values[0])


def _is_told(value: object) -> bool:
    """Whether JSON tells it as the column of SQLite keeps it."""
    return isinstance(value, int | str)


class _Among(ContainsCriterion):
    def __init__(self, field: Term, values: Sequence[Any]) -> None:
        super().__init__(field, ValueWrapper(values))
        self._values = values

    def get_sql(self, ctx: SqlContext) -> str:
        assert ctx.parameterizer is not None, "Tortoise always asks with places"
        column, is_not = self.term.get_sql(ctx), "NOT " if self._is_negated else ""
        if ctx.dialect == Dialects.POSTGRESQL:
            place = ctx.parameterizer.create_param(self._values).get_sql(ctx)
            return f"{is_not}{column} = ANY({place})"
        told = msgspec.json.encode(self._values).decode()
        place = ctx.parameterizer.create_param(told).get_sql(ctx)
        return f"{column} {is_not}IN (SELECT value FROM json_each({place}))"  # noqa: S608
