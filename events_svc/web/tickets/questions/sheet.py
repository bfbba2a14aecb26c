"""The questions of one ticket in a form: what came, what stands, what is wrong; names begin with `prefix`."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData, UploadFile

from events_svc.events.models import Event
from events_svc.tickets.questions import files
from events_svc.tickets.questions.depend import kept, missing
from events_svc.tickets.questions.errors import AnswersWrong, FileUnfit
from events_svc.tickets.questions.give import read
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.web import forms
from events_svc.web.errors import words
from events_svc.web.tickets.questions.words import national, problem


async def answers(
    event: Event, form: FormData, questions: Sequence[TicketQuestion], prefix: str = ""
) -> dict[int, Any]:
    """What was answered, in the shape in which it is kept; raises Malformed by field, `values` in it is
    what stands there now: files that came are kept, so that nobody looks for them twice.
    """
    raw, errors = await _raw(event, form, questions, prefix)
    try:
        given = kept(questions, read(questions, raw))
    except AnswersWrong as wrong:
        given = {}
        errors |= {f"{prefix}q{one}": problem(key) for one, key in wrong.problems.items()}
    if not errors:
        lacking = missing(questions, given)
        errors = {f"{prefix}q{one.id}": problem("missing") for one in lacking}
    if errors:
        raise forms.Malformed(errors, typed(form) | _files_shown(questions, raw, prefix))
    return given


def typed(form: FormData) -> dict[str, Any]:
    """What was typed, to be shown again; a name that came more than once keeps all its values."""
    values: dict[str, Any] = {}
    for name in form:
        every = [one for one in form.getlist(name) if isinstance(one, str)]
        values[name] = every if len(every) > 1 else "".join(every)
    return values


async def files_shown(
    event: Event, form: FormData, questions: Sequence[TicketQuestion], prefix: str = ""
) -> dict[str, Any]:
    """The values that remember the files which came with the form; unfit ones are forgotten."""
    uploads = [one for one in questions if one.kind is AnswerKind.FILE]
    raw, _ = await _raw(event, form, uploads, prefix)
    return _files_shown(uploads, raw, prefix)


def standing(
    questions: Sequence[TicketQuestion], given: Mapping[int, Any], prefix: str = ""
) -> dict[str, Any]:
    """The values of the form for answers as they stand."""
    values: dict[str, Any] = {}
    for question in questions:
        values |= _shown(f"{prefix}q{question.id}", given.get(question.id))
    return values


async def _raw(
    event: Event, form: FormData, questions: Sequence[TicketQuestion], prefix: str
) -> tuple[dict[int, Any], dict[str, str]]:
    """What the form gives for each question, as `answers.checked` takes it, and what is wrong with files."""
    raw: dict[int, Any] = {}
    errors: dict[str, str] = {}
    for question in questions:
        name = f"{prefix}q{question.id}"
        try:
            raw[question.id] = await _one(event, form, question, name)
        except FileUnfit as unfit:
            errors[name] = words(unfit)
    return raw, errors


async def _one(event: Event, form: FormData, question: TicketQuestion, name: str) -> Any:
    if question.kind is AnswerKind.FILE:
        return await _file(event, form, name)
    if question.kind is AnswerKind.CHOICES:
        return [one for one in form.getlist(name) if isinstance(one, str) and one]
    value = form.get(name)
    text = value if isinstance(value, str) else ""
    if question.kind is AnswerKind.PHONE:
        return {"country": str(form.get(f"{name}-country") or ""), "number": text}
    return text


async def _file(event: Event, form: FormData, name: str) -> dict[str, str]:
    """The file that came now, else the one that came before, whose secret the form remembers."""
    sent = form.get(name)
    if isinstance(sent, UploadFile) and sent.filename:
        kept = await files.keep(event, sent.filename, await sent.read(files.MOST_BYTES + 1))
        return {"file": kept.secret, "name": kept.name}
    before = await files.held(event, str(form.get(f"{name}-kept") or ""))
    return {"file": before.secret, "name": before.name} if before else {}


def _files_shown(
    questions: Sequence[TicketQuestion], raw: Mapping[int, Any], prefix: str
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for question in questions:
        if question.kind is AnswerKind.FILE:
            values |= _shown(f"{prefix}q{question.id}", raw.get(question.id) or None)
    return values


def _shown(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {name: "yes" if value else "no"}
    if isinstance(value, list):
        return {name: [str(one) for one in value]}
    if isinstance(value, dict) and "file" in value:
        return {f"{name}-kept": value["file"], f"{name}-name": value["name"]}
    if isinstance(value, dict):
        return {name: national(value), f"{name}-country": value["country"]}
    return {} if value is None else {name: str(value)}
