"""What a question takes for an answer."""

from typing import Any

import pytest

from events_svc.answering import AnswerWrong
from events_svc.jobs.letter import speaking
from events_svc.tickets.questions.answers import checked, countries
from events_svc.tickets.questions.models import AnswerKind
from events_svc.web.tickets.questions import words
from tests.tickets.questions.factories import a_question

pytestmark = pytest.mark.engineless

K = AnswerKind
GERMAN = {"country": "DE", "number": "030 901820"}
TAKEN: list[tuple[AnswerKind, Any, Any]] = [
    (K.LINE, "  Ada \n Lovelace ", "Ada Lovelace"),
    (K.TEXT, " a\nb ", "a\nb"),
    (K.TEXT, "   ", None),
    (K.NUMBER, "3,5", 3.5),
    (K.NUMBER, "0", 0),
    (K.YES_NO, "no", False),
    (K.CHOICE, "0", 0),
    (K.CHOICES, ["1", "0", "1"], [0, 1]),
    (K.CHOICES, [], None),
    (K.DATE, "2026-02-28", "2026-02-28"),
    (K.TIME, "09:30", "09:30"),
    (K.COUNTRY, "CN", "CN"),
    (K.EMAIL, "ada@example.org", "ada@example.org"),
    (K.PHONE, {"country": "CN", "number": "138 0000 0000"}, "+8613800000000"),
    (K.PHONE, {"country": "CN", "number": "+49 30 901820"}, "+4930901820"),
    (K.PHONE, GERMAN, "+4930901820"),
    (K.PHONE, {"country": "CN", "number": ""}, None),
    (K.FILE, {}, None),
]
REFUSED: list[tuple[AnswerKind, Any, str]] = [
    (K.LINE, "x" * 501, "long"),
    (K.NUMBER, "nan", "number"),
    (K.NUMBER, "1e13", "number"),
    (K.YES_NO, "maybe", "option"),
    (K.CHOICE, "2", "option"),
    (K.CHOICE, "-1", "option"),
    (K.CHOICES, ["0", "7"], "option"),
    (K.DATE, "2026-02-30", "date"),
    (K.TIME, "24:00", "time"),
    (K.TIME, "9:30", "time"),
    (K.COUNTRY, "EU", "option"),
    (K.EMAIL, "nowhere", "email"),
    (K.PHONE, {"country": "CN", "number": "12"}, "phone"),
    (K.PHONE, {"country": "??", "number": "12345678"}, "phone"),
    (K.PHONE, {"country": "CN", "number": "call me"}, "phone"),
]


def test_answers_are_kept_in_one_shape() -> None:
    kept = [checked(a_question(kind=kind), raw) for kind, raw, _ in TAKEN]
    plain = [one["number"] if isinstance(one, dict) else one for one in kept]
    assert plain == [value for _, _, value in TAKEN]


def test_a_phone_number_tells_the_country_that_it_belongs_to() -> None:
    raw = {"country": "CN", "number": "+49 30 901820"}
    assert checked(a_question(kind=K.PHONE), raw) == {"country": "DE", "number": "+4930901820"}


def test_what_does_not_fit_is_named() -> None:
    problems = []
    for kind, raw, _ in REFUSED:
        with pytest.raises(AnswerWrong) as wrong:
            checked(a_question(kind=kind), raw)
        problems.append(wrong.value.problem)
    assert problems == [problem for _, _, problem in REFUSED]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_country_has_a_name_in_either_language(language: str) -> None:
    with speaking(language):
        named, calling = words.countries(), words.calling_codes()
    assert {code for code, _ in named} == countries()
    assert dict(calling)["CN"] == {"zh": "中国 +86", "en": "China +86"}[language]
