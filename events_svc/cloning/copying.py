"""Rows of one event again at another: what they point to and when they are moves along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.models import Model

from events_svc import clock
from events_svc.database.bulk import insert_all
from events_svc.events.models import Event

BORN = frozenset({"created_at", "updated_at", "changed_at"})


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone as it grows: the event that was, the new one, and which row became which."""

    source: Event
    target: Event
    ids: dict[type[Model], dict[int, int]] = field(default_factory=dict)

    def later(self, at: datetime) -> datetime:
        """The instant as far from the new start as it was from the old one, by the clock on the wall."""
        zone = ZoneInfo(self.source.timezone)
        return (at.astimezone(zone) + self._shift(zone)).astimezone(UTC)

    def later_day(self, day: date) -> date:
        """The day as many days later as the event begins later."""
        return day + timedelta(days=self._days())

    def these(self, model: type[Model], ids: list[int]) -> list[int]:
        """The rows that became of these; those that there are no more are left out."""
        return [self.ids[model][one] for one in ids if one in self.ids[model]]

    def _shift(self, zone: ZoneInfo) -> timedelta:
        new, old = self.target.starts_at.astimezone(zone), self.source.starts_at.astimezone(zone)
        return new.replace(tzinfo=None) - old.replace(tzinfo=None)

    def _days(self) -> int:
        zone = ZoneInfo(self.source.timezone)
        new, old = self.target.starts_at.astimezone(zone), self.source.starts_at.astimezone(zone)
        return (new.date() - old.date()).days


Rewrite = Callable[[Clone, Any], Any]


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that is cloned: `event` leads from its rows to the event, `fixed` columns begin anew,
    `rewrites` change what stands in JSON, `only` leaves rows out.
    """

    model: type[Model]
    event: str = "event_id"
    fixed: Mapping[str, Any] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)
    only: Q = field(default_factory=Q)


async def copy_rows(clone: Clone, table: Copied) -> None:
    """The table's rows of the source are there for the target too; `clone.ids` says which became which."""
    model = table.model
    names = [name for name in model._meta.db_fields if name != "id"]
    query = model.filter(table.only, **{table.event: clone.source.id}).order_by("id")
    found = await query.values("id", *names)
    records = [_record(clone, table, row, names) for row in found]
    made = await insert_all(model, records) if records else []
    ids = sorted(row["id"] for row in made)
    became = {row["id"]: new for row, new in zip(found, ids, strict=True)}
    clone.ids[model] = became
    for name in _own(model):
        for row in found:
            if row[name] in became:
                await model.filter(id=became[row["id"]]).update(**{name: became[row[name]]})


def _record(clone: Clone, table: Copied, row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    led = {column: related for column, related in _led(table.model)}
    record: dict[str, Any] = {}
    for name in names:
        value = row[name]
        if name in table.fixed:
            value = table.fixed[name]
        elif name in BORN:
            value = clock.now()
        elif name in table.rewrites:
            value = table.rewrites[name](clone, value)
        elif name in led:
            value = _pointing(clone, table.model, led[name], value)
        elif isinstance(value, datetime):
            value = clone.later(value)
        record[name] = value
    return record


def _pointing(clone: Clone, model: type[Model], related: type[Model], value: int | None) -> Any:
    if related is Event:
        return clone.target.id
    if value is None or related is model:  # a row of the same table is known when all are there
        return None
    return clone.ids[related][value] if related in clone.ids else value


def _led(model: type[Model]) -> list[tuple[str, type[Model]]]:
    """The columns that lead to other tables, with the models of these."""
    meta = model._meta
    fields = [meta.fields_map[name] for name in (*meta.fk_fields, *meta.o2o_fields)]
    return [(str(one.source_field), one.related_model) for one in fields]  # type: ignore[attr-defined]  # a relation has one


def _own(model: type[Model]) -> list[str]:
    return [column for column, related in _led(model) if related is model]
