"""The filters of models, each made when somebody first asks by it.

Tortoise makes thirty for every column before the first query: of ours ten megabytes in every process, of
which a few hundred are ever used. Decision 0046.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tortoise import models
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.filters import FilterInfoDict, get_filters_for_field
from tortoise.models import MetaInfo, Model

from events_svc.database.among import OPERATORS


@contextmanager
def unmade() -> Iterator[None]:
    """Models that are defined or joined within get no filters of Tortoise's; see `make_late`."""
    models.get_filters_for_field = _none  # type: ignore[attr-defined, assignment]  # Tortoise looks there
    try:
        yield
    finally:
        models.get_filters_for_field = get_filters_for_field  # type: ignore[attr-defined]


def _none(**_column: object) -> dict[str, FilterInfoDict]:
    return {}


def make_late(found: Iterable[type[Model]]) -> None:
    """These models, which are connected, make their filters when somebody asks by them."""
    for model in found:
        model._meta.filters = LateFilters(model._meta)


class LateFilters(dict[str, FilterInfoDict]):
    """The filters of a model by their names (`starts_at__gte`); what was asked for is kept."""

    def __init__(self, meta: MetaInfo) -> None:
        super().__init__()
        self._meta = meta

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._of_column(str(name).partition("__")[0])

    def __missing__(self, name: str) -> FilterInfoDict:
        made = self[name] = self._of_column(name.partition("__")[0])[name]
        of_engine = self._meta.db.executor_class.get_overridden_filter_func
        of_ours = OPERATORS.get(made["operator"])
        made["operator"] = of_ours or of_engine(made["operator"], made) or made["operator"]
        return made

    def _of_column(self, name: str) -> dict[str, FilterInfoDict]:
        """What Tortoise would have made for a column, a relation from elsewhere, or `pk`."""
        column = self._meta.pk if name == "pk" else self._meta.fields_map.get(name)
        if column is None or isinstance(column, ForeignKeyFieldInstance):
            return {}
        own_name = self._meta.pk_attr if name == "pk" else name
        return get_filters_for_field(name, column, column.source_field or own_name)
