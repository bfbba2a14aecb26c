"""No table is forgotten: each that belongs to an event is cloned, or it is said why not."""

import inspect
from collections.abc import Iterator
from importlib import import_module

import pytest
from tortoise.models import Model

from events_svc.cloning.tables import CLONED, LEFT_OUT, VOUCHERS
from events_svc.database import MODELS
from events_svc.events.models import Event

pytestmark = pytest.mark.engineless

COPIED = [one.model for one in (*CLONED, *VOUCHERS)]


def _models() -> Iterator[type[Model]]:
    for name in MODELS:
        for one in vars(import_module(name)).values():
            if inspect.isclass(one) and issubclass(one, Model) and one.__module__ == name:
                yield one


def _leads_to(model: type[Model]) -> set[str]:
    """The models to which a row points, by their names."""
    meta = model._meta
    led = {meta.fields_map[name] for name in (*meta.fk_fields, *meta.o2o_fields)}
    names = {str(getattr(one, "model_name", "")).rpartition(".")[2] for one in led}
    return names | ({"Event"} if "event_id" in meta.fields_map else set())


def test_every_table_of_an_event_is_cloned_or_it_is_said_why_not() -> None:
    roots = {"Event", *(one.__name__ for one in COPIED)}
    belonging = {one for one in _models() if _leads_to(one) & roots and not one._meta.abstract}
    judged = {*COPIED, *LEFT_OUT, *ELSEWHERE}
    assert belonging - judged == set(), "add these to cloning/tables.py: cloned, or why not"
    assert judged - belonging == set()
    assert len([*COPIED, *LEFT_OUT]) == len({*COPIED, *LEFT_OUT})


def test_a_table_comes_after_those_that_it_points_to() -> None:
    names = [one.__name__ for one in COPIED]
    for place, model in enumerate(COPIED):
        assert {name for name in _leads_to(model) if name in names} <= {*names[: place + 1]}


# Above cloning, where it cannot see them: nothing of them is set up before an event begins.
ABOVE = ("FrozenReport", "OpenFigures", "ReportReading")
ELSEWHERE = {Event, *(one for one in _models() if one.__name__ in ABOVE)}
