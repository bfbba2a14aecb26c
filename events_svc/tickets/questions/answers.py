"""What a question takes for an answer. Pure.

An answer is JSON: a string, a number, true or false, the position of an option or a list of them, a day as
`2026-08-26`, a time as `09:30`, a phone number as `{"country": "CN", "number": "+8613800000000"}` (E.164), a
country as `CN` (ISO 3166-1), a file as `{"file": secret, "name": …}`.
"""

import re
from collections.abc import Callable
from datetime import time
from functools import cache
from typing import Any

import phonenumbers
from babel import Locale

from events_svc import answering
from events_svc.answering import AnswerWrong
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion

LONGEST = {AnswerKind.LINE: 500, AnswerKind.TEXT: 10_000, AnswerKind.EMAIL: 254}
CHOOSING = {AnswerKind.CHOICE, AnswerKind.CHOICES}
DECIDING = {*CHOOSING, AnswerKind.YES_NO}  # others may depend on their answers
_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+\Z")
_TIME = re.compile(r"[0-2][0-9]:[0-5][0-9]\Z")


def checked(question: TicketQuestion, raw: Any) -> Any:
    """What somebody gave as an answer, in the shape in which it is kept; None for nothing; AnswerWrong.

    `raw` is a string, for CHOICES a list of strings, for PHONE and FILE a mapping as it is kept.
    """
    if question.kind is AnswerKind.CHOICES:
        return sorted({_option(question, one) for one in raw}) or None
    if question.kind is AnswerKind.PHONE:
        return _phone(raw)
    if question.kind is AnswerKind.FILE:
        return {"file": raw["file"], "name": raw["name"]} if raw else None
    raw = raw.strip()
    return _READERS[question.kind](question, raw) if raw else None


@cache
def countries() -> frozenset[str]:
    """The codes of all countries and regions (ISO 3166-1), read with the first who asks: 3 MB."""
    codes = map(str, Locale("en").territories)
    return frozenset(
        code for code in codes if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES
    )


def is_answered(value: Any) -> bool:
    """Whether something stands there; `false`, `0` and the first option are answers."""
    return value is not None and value not in ("", [], {})


def _text(question: TicketQuestion, raw: str) -> str:
    if len(raw) > LONGEST[question.kind]:
        raise AnswerWrong("long")
    if question.kind is AnswerKind.EMAIL and not _EMAIL.match(raw):
        raise AnswerWrong("email")
    return raw if question.kind is AnswerKind.TEXT else " ".join(raw.split())


def _option(question: TicketQuestion, raw: str) -> int:
    return answering.option(raw, of=len(question.options))


def _time(_: TicketQuestion, raw: str) -> str:
    if not _TIME.match(raw):
        raise AnswerWrong("time")
    try:
        return time.fromisoformat(raw).isoformat("minutes")
    except ValueError as error:
        raise AnswerWrong("time") from error


def _country(_: TicketQuestion, raw: str) -> str:
    if raw not in countries():
        raise AnswerWrong("option")
    return raw


def _phone(raw: Any) -> dict[str, str] | None:
    """A number of a country, or with its own country code in front, in the form of E.164."""
    country, number = str(raw.get("country") or ""), str(raw.get("number") or "").strip()
    if not number:
        return None
    if len(number) > 40 or (country not in phonenumbers.SUPPORTED_REGIONS and number[0] != "+"):
        raise AnswerWrong("phone")
    try:
        read = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException as error:
        raise AnswerWrong("phone") from error
    if not phonenumbers.is_possible_number(read):
        raise AnswerWrong("phone")
    e164 = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return {"country": phonenumbers.region_code_for_number(read) or country, "number": e164}


_READERS: dict[AnswerKind, Callable[[TicketQuestion, str], Any]] = {
    AnswerKind.LINE: _text,
    AnswerKind.TEXT: _text,
    AnswerKind.EMAIL: _text,
    AnswerKind.NUMBER: lambda _, raw: answering.number(raw),
    AnswerKind.YES_NO: lambda _, raw: answering.yes_no(raw),
    AnswerKind.CHOICE: _option,
    AnswerKind.DATE: lambda _, raw: answering.day(raw),
    AnswerKind.TIME: _time,
    AnswerKind.COUNTRY: _country,
}
