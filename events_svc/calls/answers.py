"""What a question takes for an answer. Pure.

An answer is JSON: a string, `{"zh": …, "en": …}` where it is bilingual, a number, true or false, the
position of an option or a list of them, a day as `2026-08-26`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from events_svc import answering
from events_svc.answering import AnswerWrong
from events_svc.calls.models import Question, QuestionKind

LONGEST = {QuestionKind.LINE: 500, QuestionKind.TEXT: 20_000, QuestionKind.URL: 1000}
TEXTUAL = {QuestionKind.LINE, QuestionKind.TEXT, QuestionKind.URL}
_URL = re.compile(r"https?://[^\s/]+\.?[^\s]*\Z")


def applies(question: Question, session_type_id: int | None, track_id: int | None) -> bool:
    """Whether the question is asked of a proposal of this type in this track."""
    of_type = not question.only_types or session_type_id in question.only_types
    return of_type and (not question.only_tracks or track_id in question.only_tracks)


def checked(question: Question, raw: Any) -> Any:
    """What a form gave as an answer, None for nothing; raises AnswerWrong.

    `raw` is a string, a list of strings (CHOICES), or strings by language (bilingual).
    """
    if question.is_bilingual and question.kind in TEXTUAL:
        sides = {lang: _one(question, raw.get(lang, "")) for lang in ("zh", "en")}
        return {lang: value for lang, value in sides.items() if value} or None
    if question.kind is QuestionKind.CHOICES:
        return sorted({_option(question, one) for one in raw}) or None
    return _one(question, raw)


def is_answered(value: Any) -> bool:
    """Whether something stands there; `false` and `0` are answers."""
    return value is not None and value not in ("", [], {})


def missing(
    questions: Sequence[Question],
    values: Mapping[int, Any],
    *,
    session_type_id: int | None,
    track_id: int | None,
) -> list[Question]:
    """The required questions among those that apply that have no answer."""
    return [
        one
        for one in questions
        if one.is_required
        and applies(one, session_type_id, track_id)
        and not is_answered(values.get(one.id))
    ]


def _one(question: Question, raw: str) -> Any:
    raw = raw.strip()
    return _READERS[question.kind](question, raw) if raw else None


def _text(question: Question, raw: str) -> str:
    if len(raw) > LONGEST[question.kind]:
        raise AnswerWrong("long")
    if question.kind is QuestionKind.URL and not _URL.match(raw):
        raise AnswerWrong("url")
    return " ".join(raw.split()) if question.kind is QuestionKind.LINE else raw


def _option(question: Question, raw: str) -> int:
    return answering.option(raw, of=len(question.options))


_READERS: dict[QuestionKind, Callable[[Question, str], Any]] = {
    QuestionKind.LINE: _text,
    QuestionKind.TEXT: _text,
    QuestionKind.URL: _text,
    QuestionKind.NUMBER: lambda _, raw: answering.number(raw),
    QuestionKind.YES_NO: lambda _, raw: answering.yes_no(raw),
    QuestionKind.CHOICE: _option,
    QuestionKind.DATE: lambda _, raw: answering.day(raw),
}
