"""A model's filters, made when they are asked for, are those that Tortoise makes for all."""

from functools import partial
from typing import Any

import pytest
from tortoise.context import TortoiseContext, get_current_context
from tortoise.models import Model, ModelMeta, get_filters_for_field

from events_svc.accounts.models import User
from events_svc.database import filters
from events_svc.database.among import OPERATORS
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket


def models_of(context: TortoiseContext | None) -> list[type[Model]]:
    assert context is not None
    assert context.apps is not None
    return list(context.apps.get_models_iterable())


def told(filter_: Any) -> dict[str, Any]:
    """The filter with what compares only by itself taken apart."""
    return {
        name: (value.func, value.keywords) if isinstance(value, partial) else value
        for name, value in filter_.items()
    }


def _ours(overridden: Any, operator: Any) -> Any:
    return OPERATORS.get(operator) or overridden or operator


@pytest.mark.usefixtures("database")
def test_every_model_has_the_filters_that_tortoise_would_have_made() -> None:
    for model in models_of(get_current_context()):
        late, meta = filters.LateFilters(model._meta), model._meta
        overridden = meta.db.executor_class.get_overridden_filter_func
        expected = {
            name: told(
                {**one, "operator": _ours(overridden(one["operator"], one), one["operator"])}
            )
            for name, one in ModelMeta._dispatch_fields({**meta.fields_map}, {}, False)[1].items()
        }
        assert {name: told(late[name]) for name in expected} == expected
        assert all(name in late for name in expected)


@pytest.mark.usefixtures("database")
def test_what_no_column_has_is_no_filter() -> None:
    assert "event" not in Ticket._meta.filters  # Tortoise asks by `event_id`
    assert "starts_at__gte" in Event._meta.filters
    assert "starts_at__after" not in Event._meta.filters
    assert "colour" not in Event._meta.filters
    with pytest.raises(KeyError):
        Event._meta.filters["colour__gte"]


@pytest.mark.usefixtures("database")
async def test_only_filters_that_were_asked_for_are_kept() -> None:
    User._meta.filters = filters.LateFilters(User._meta)
    await User.filter(id__gte=1, email__in=["a@b.c"]).exists()
    assert sorted(User._meta.filters) == ["email__in", "id__gte"]


def test_models_that_are_defined_while_filters_are_spared_have_none_and_later_ones_have() -> None:
    with filters.unmade():
        spared = ModelMeta("Spared", (Model,), {})
    whole = ModelMeta("Whole", (Model,), {})
    assert spared._meta._filters == {}
    assert whole._meta._filters.keys() >= {"id", "id__gte", "pk__in"}
    assert get_filters_for_field("id", None, "id")  # as Tortoise looks it up
