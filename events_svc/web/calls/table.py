"""Proposals as a table for spreadsheets: Chinese and English in columns side by side."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from events_svc.calls.listing import Row
from events_svc.calls.models import Question
from events_svc.calls.queries import Whole
from events_svc.feeds.schedule_csv import safe
from events_svc.text import in_language
from events_svc.web import i18n

MEDIA_TYPE = "text/csv; charset=utf-8"
_BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else
_SIDES = ("title", "abstract", "description")


def write(whole: Whole, rows: Sequence[Row], answers: Mapping[int, Mapping[int, Any]]) -> bytes:
    """A row for each proposal, with a column for every question that is asked of proposals."""
    asked = [one for one in whole.questions if not one.is_of_presenter]
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    plain = ["code", "state", "pending", "type", "track", "language", "speakers"]
    sides = [f"{name}_{lang}" for name in _SIDES for lang in ("zh", "en")]
    writer.writerow([*plain, *sides, "notes", *(safe(_words(one.label)) for one in asked)])
    for row in rows:
        cells = [*_cells(row), *(_answer(one, answers[row.proposal.id]) for one in asked)]
        writer.writerow([safe(cell) for cell in cells])
    return (_BOM + made.getvalue()).encode()


def _cells(row: Row) -> list[str]:
    one = row.proposal
    sides = [getattr(one, name).get(lang, "") for name in _SIDES for lang in ("zh", "en")]
    return [
        one.code,
        one.state.value,
        one.pending.value if one.pending else "",
        _words(one.session_type.name) if one.session_type else "",
        _words(one.track.name) if one.track else "",
        one.language,
        "; ".join(_words(name) for name in row.people),
        *sides,
        one.notes,
    ]


def _answer(question: Question, given: Mapping[int, Any]) -> str:
    value = given.get(question.id)
    if value is None:
        return ""
    if question.kind == "choice":
        return _words(question.options[value])
    if question.kind == "choices":
        return "; ".join(_words(question.options[one]) for one in value)
    if isinstance(value, dict):
        return " / ".join(value.values())
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _words(value: Mapping[str, str]) -> str:
    return in_language(value, i18n.language.get())
