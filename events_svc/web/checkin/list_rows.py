"""The rows of the list editor: out of conditions, out of a form, and back into conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from events_svc.checkin import rule_form
from events_svc.checkin.conditions import COMPARISONS, Conditions, Group, Match, Row
from events_svc.web import forms
from events_svc.web.i18n import gettext

MOST_GROUPS, MOST_ROWS = 8, 20
WHOLE = frozenset({"type", "gate", "weekday"}) | {
    fact for fact in COMPARISONS if fact.startswith(("entries", "minutes_"))
}
LOCAL = "%Y-%m-%dT%H:%M"


@dataclass(slots=True)
class RowFields:
    """One row as it is typed: `moment` instead of `entries_since` where that is an instant, not a time."""

    fact: str = ""
    comparison: str = ""
    values: list[str] = field(default_factory=list)
    since: str = ""
    wrong: str = ""


@dataclass(slots=True)
class GroupFields:
    match: Match = "all"
    rows: list[RowFields] = field(default_factory=list)


@dataclass(slots=True)
class RuleFields:
    match: Match = "all"
    groups: list[GroupFields] = field(default_factory=list)

    def with_room(self) -> "RuleFields":
        """At least one group, and in each at least one row."""
        self.groups = self.groups or [GroupFields()]
        for group in self.groups:
            group.rows = group.rows or [RowFields()]
        return self


def of_conditions(conditions: Conditions, timezone: str) -> RuleFields:
    """The fields that say these conditions."""
    groups = [
        GroupFields(group.match, [_of_row(row, timezone) for row in group.rows])
        for group in conditions.groups
    ]
    return RuleFields(conditions.match, groups).with_room()


def of_form(form: FormData) -> RuleFields:
    """The fields as they were sent, after the button `act` has done its part."""
    fields = RuleFields(_match(form.get("match")))
    for g in range(MOST_GROUPS):
        rows = [_sent(form, f"g{g}r{r}") for r in range(MOST_ROWS) if f"g{g}r{r}" in form]
        if f"g{g}" in form:
            fields.groups.append(GroupFields(_match(form.get(f"g{g}")), rows))
    _act(fields, str(form.get("act") or ""))
    return fields.with_room()


def read(fields: RuleFields, timezone: str) -> Conditions:
    """The conditions that were typed, blank rows left out; raises Malformed, and marks the rows."""
    groups = [
        Group(group.match, tuple(_read(row, timezone) for row in group.rows if row.fact))
        for group in fields.groups
    ]
    if any(row.wrong for group in fields.groups for row in group.rows):
        raise forms.Malformed({"conditions": gettext("A condition is not complete yet.")})
    return Conditions(fields.match, tuple(group for group in groups if group.rows))


def comparisons(fact: str) -> Sequence[str]:
    """What a row may say of its fact."""
    return COMPARISONS["entries_since" if fact == "moment" else fact]


def _act(fields: RuleFields, act: str) -> None:
    """`row:0` adds a row to the first group, `group` a group, `drop:0:2` takes a row away."""
    what, *where = act.split(":")
    at = [int(one) for one in where if one.isdecimal() and len(one) < 3]
    if what == "group" and len(fields.groups) < MOST_GROUPS:
        fields.groups.append(GroupFields())
    if what == "row" and at and at[0] < len(fields.groups):
        fields.groups[at[0]].rows.append(RowFields())
    if what == "drop" and len(at) > 1 and at[0] < len(fields.groups):
        rows = fields.groups[at[0]].rows
        del rows[at[1] : at[1] + 1]
        if not rows:
            del fields.groups[at[0]]


def _match(sent: Any) -> Match:
    return "any" if sent == "any" else "all"


def _sent(form: FormData, key: str) -> RowFields:
    fact = str(form.get(key) or "")
    if fact not in COMPARISONS and fact != "moment":
        return RowFields()
    comparison = str(form.get(f"{key}_is") or "")
    values = [str(one).strip() for one in form.getlist(f"{key}_v")][:100]
    allowed = comparisons(fact)
    return RowFields(
        fact,
        comparison if comparison in allowed else allowed[0],
        values,
        str(form.get(f"{key}_since") or "").strip(),
    )


def _of_row(row: Row, timezone: str) -> RowFields:
    fact, since = row.fact, row.since
    if fact == "entries_since" and rule_form.is_instant(since):
        fact, since = "moment", _local(since, timezone)
    values = [_local(one, timezone) if fact == "now" else _shown(one) for one in row.values]
    return RowFields(fact, row.comparison, values, since)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(row: RowFields, timezone: str) -> Row:
    fact = "entries_since" if row.fact == "moment" else row.fact
    try:
        values = tuple(_value(row.fact, one, timezone) for one in row.values if one)
        since = _since(row, timezone)
        several = row.comparison in {"in", "not in"}
        if not values or (len(values) > 1 and not several):
            raise ValueError
    except ValueError:
        row.wrong = gettext("Please fill this in.")
        return Row(fact, row.comparison)
    return Row(fact, row.comparison, values, since)


def _value(fact: str, typed: str, timezone: str) -> Any:
    if fact in WHOLE or fact == "moment":
        if len(typed) > 15:
            raise ValueError
        return int(typed)
    if fact == "now":
        return _instant(typed, timezone)
    if fact == "is_inside":
        return typed == "true"
    fits: Mapping[str, Any] = {"time": rule_form.is_time, "day": rule_form.is_day}
    if not fits[fact](typed):
        raise ValueError
    return typed


def _since(row: RowFields, timezone: str) -> str:
    if row.fact == "moment":
        return _instant(row.since, timezone)
    if row.fact == "entries_since" and not rule_form.is_time(row.since):
        raise ValueError
    return row.since if row.fact == "entries_since" else ""


def _instant(typed: str, timezone: str) -> str:
    at = datetime.strptime(typed[:16], LOCAL).replace(tzinfo=ZoneInfo(timezone))
    written = at.astimezone(UTC).astimezone(ZoneInfo(timezone)).isoformat(timespec="minutes")
    if not rule_form.is_instant(written):
        raise ValueError
    return written


def _local(written: str, timezone: str) -> str:
    return datetime.fromisoformat(written).astimezone(ZoneInfo(timezone)).strftime(LOCAL)
