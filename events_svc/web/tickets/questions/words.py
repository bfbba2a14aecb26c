"""Questions and answers in words."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import phonenumbers
from babel import Locale

from events_svc.text import in_language
from events_svc.tickets.questions import answers
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketQuestion
from events_svc.web import i18n
from events_svc.web.i18n import gettext
from events_svc.web.pages import LOCALES

_KINDS = {
    AnswerKind.LINE: "One line",
    AnswerKind.TEXT: "Longer text",
    AnswerKind.NUMBER: "Number",
    AnswerKind.YES_NO: "Yes or no",
    AnswerKind.CHOICE: "One of several",
    AnswerKind.CHOICES: "Some of several",
    AnswerKind.DATE: "Date",
    AnswerKind.TIME: "Time",
    AnswerKind.PHONE: "Phone number",
    AnswerKind.COUNTRY: "Country or region",
    AnswerKind.EMAIL: "E-mail",
    AnswerKind.FILE: "File",
}
_PROBLEMS = {
    "missing": "Please fill this in.",
    "long": "This is too long.",
    "number": "A number, please.",
    "option": "Please choose one of the list.",
    "date": "A date, please.",
    "time": "A time, please, like 09:30.",
    "phone": "A phone number of this country, please, or one that begins with + and the code of its country.",
    "email": "An e-mail address, please.",
}
FIRST = ("CN", "HK", "MO", "TW")


def kinds() -> list[tuple[str, str]]:
    """The kinds of answers for a field to choose from."""
    return [(kind.value, gettext(words)) for kind, words in _KINDS.items()]


def kind_words(question: TicketQuestion) -> str:
    """The kind of answer that a question takes."""
    return gettext(_KINDS[question.kind])


def moments() -> list[tuple[str, str]]:
    """When a question is asked, to choose from."""
    return [
        (AskedAt.PURCHASE.value, gettext("With the order")),
        (AskedAt.DOOR.value, gettext("At the door")),
    ]


def problem(key: str) -> str:
    """What is wrong with an answer."""
    return gettext(_PROBLEMS[key])


def answer_words(question: TicketQuestion, value: Any) -> str:
    """An answer as people read it; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return gettext(", ").join(_option(question, one) for one in value)
    if isinstance(value, dict):
        return value["name"] if "file" in value else phone_words(value)
    if question.kind is AnswerKind.CHOICE:
        return _option(question, value)
    return (
        dict(countries()).get(value, value) if question.kind is AnswerKind.COUNTRY else str(value)
    )


def phone_words(value: Mapping[str, str]) -> str:
    """A phone number as it is dialled from abroad."""
    read = phonenumbers.parse(value["number"], None)
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def national(value: Mapping[str, str]) -> str:
    """A phone number as it is dialled in its own country."""
    read = phonenumbers.parse(value["number"], None)
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.NATIONAL)


def countries() -> list[tuple[str, str]]:
    """Countries and regions with their names, in the order of the reader's language."""
    return _countries(i18n.language.get())


def calling_codes() -> list[tuple[str, str]]:
    """Countries and regions with their names and calling codes."""
    return _calling_codes(i18n.language.get())


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = {**Locale("en").territories, **Locale.parse(LOCALES[language]).territories}
    found = [(code, str(names[code])) for code in answers.countries()]
    return sorted(found, key=lambda one: (one[0] not in FIRST, _sorted(one[1], language)))


@cache
def _calling_codes(language: str) -> list[tuple[str, str]]:
    known = phonenumbers.SUPPORTED_REGIONS
    return [
        (code, f"{name} +{phonenumbers.country_code_for_region(code)}")
        for code, name in _countries(language)
        if code in known
    ]


def _sorted(name: str, language: str) -> bytes:
    """GB18030 has the common characters by their pinyin; Latin letters as they stand without accents."""
    return name.encode("gb18030") if language == "zh" else name.replace("Å", "A").encode()


def _option(question: TicketQuestion, position: int) -> str:
    return in_language(question.options[position], i18n.language.get())
