"""The form of a check-in list: terms as fields, fields as terms."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec
from starlette.datastructures import FormData

from events_svc.checkin import conditions
from events_svc.checkin.errors import RulesMalformed
from events_svc.checkin.lists import ListTerms
from events_svc.checkin.rule_form import check
from events_svc.events.models import Event
from events_svc.web import forms
from events_svc.web.checkin import list_rows
from events_svc.web.checkin.list_rows import RuleFields
from events_svc.web.errors import beside
from events_svc.web.fields import Id, Line, Lines

Often = Literal["single", "again", "often"]


class ListForm(msgspec.Struct):
    list_name: Lines
    ticket_types: list[Id] = []
    often: Often = "single"
    allow_unpaid: bool = False
    is_entrance: bool = False
    session_id: Id | None = None
    by_json: bool = False
    rules: Annotated[str, msgspec.Meta(max_length=10_000)] = ""
    seal: Line = ""


@dataclass(slots=True)
class ListFields:
    """The form as it is shown: `values` of plain fields, the rows, the days by ticket type."""

    values: dict[str, Any]
    types: list[int]
    rule: RuleFields
    days: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def of_terms(terms: ListTerms, event: Event, *, seal: str = "") -> ListFields:
    """The fields that say these terms; rules that no rows can say stand as JSON."""
    rows = conditions.read(terms.rules)
    values = {
        "list_name_zh": terms.name.get("zh", ""),
        "list_name_en": terms.name.get("en", ""),
        "often": _often(terms),
        "allow_unpaid": terms.allow_unpaid,
        "is_entrance": terms.is_entrance,
        "session_id": terms.session_id or "",
        "by_json": rows is None,
        "rules": written(terms.rules),
        "seal": seal,
    }
    rule = list_rows.of_conditions(rows or conditions.Conditions(), event.timezone)
    days = {name: [*listed] for name, listed in terms.days.items()}
    return ListFields(values, [*terms.ticket_types], rule, days)


def of_form(form: FormData) -> ListFields:
    """The fields as they were sent."""
    sent = {name: value for name, value in form.items() if isinstance(value, str)}
    types = [int(str(one)) for one in form.getlist("ticket_types") if _is_id(one)]
    days = {
        name.removeprefix("days_"): [str(one) for one in form.getlist(name)][:100]
        for name in form
        if name.startswith("days_") and _is_id(name.removeprefix("days_"))
    }
    return ListFields({"often": "single", **sent}, types, list_rows.of_form(form), days)


def read(form: FormData, fields: ListFields, event: Event) -> ListTerms:
    """The terms that were typed; raises Malformed with the errors beside the fields."""
    errors: dict[str, str] = {}
    rules: dict[str, Any] = {}
    try:
        plain = forms.typed(form, ListForm)
    except forms.Malformed as wrong:
        errors |= wrong.errors
        plain = ListForm({})
    try:
        rules = _rules(form, fields, event)
    except forms.Malformed as wrong:
        errors |= wrong.errors
    if errors:
        raise forms.Malformed(errors)
    return ListTerms(
        name=plain.list_name,
        ticket_types=sorted(set(plain.ticket_types)),
        rules=rules,
        allow_unpaid=plain.allow_unpaid,
        multi_entry=plain.often == "often",
        entry_after_exit=plain.often == "again",
        days={
            name: days
            for name, days in fields.days.items()
            if not plain.ticket_types or int(name) in plain.ticket_types
        },
        session_id=plain.session_id,
        is_entrance=plain.is_entrance,
    )


def written(rules: Any) -> str:
    """A rule as JSON for people who read it; "" for none."""
    return msgspec.json.format(msgspec.json.encode(rules), indent=1).decode() if rules else ""


def _rules(form: FormData, fields: ListFields, event: Event) -> dict[str, Any]:
    if form.get("by_json") != "on":
        return conditions.rule_of(list_rows.read(fields.rule, event.timezone))
    with beside("rules", RulesMalformed):
        return _json(str(form.get("rules") or "").strip() or "{}")


def _json(words: str) -> dict[str, Any]:
    if "\\u0000" in words:  # no database keeps it
        raise RulesMalformed("U+0000")
    try:
        rules: dict[str, Any] = msgspec.json.decode(words, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise RulesMalformed("JSON") from error
    check(rules)
    return rules


def _often(terms: ListTerms) -> Often:
    if terms.multi_entry:
        return "often"
    return "again" if terms.entry_after_exit else "single"


def _is_id(sent: object) -> bool:
    return isinstance(sent, str) and sent.isascii() and sent.isdigit() and 0 < len(sent) < 19
