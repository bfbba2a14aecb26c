"""The form of a proposal: what was typed, as the domain takes it, and what stands, as the form shows it."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.datastructures import FormData

from events_svc.answering import AnswerWrong
from events_svc.calls import answers
from events_svc.calls.draft import Sheet
from events_svc.calls.models import Proposal, Question, QuestionKind
from events_svc.calls.queries import Whole
from events_svc.web import forms
from events_svc.web.calls.refused import WHOLE
from events_svc.web.calls.words import problem
from events_svc.web.fields import Id
from events_svc.web.i18n import gettext

Line = Annotated[str, Meta(max_length=300)]
Prose = Annotated[str, Meta(max_length=20_000)]
TEXTS = ("title", "abstract", "description")


class SheetForm(msgspec.Struct):
    """What every call asks."""

    title: dict[str, Line]
    abstract: dict[str, Prose] = {}
    description: dict[str, Prose] = {}
    notes: Annotated[str, Meta(max_length=5000)] = ""
    language: Annotated[str, Meta(pattern=r"^(zh|en|zh,en)\Z")] = ""
    session_type: Id | None = None
    track: Id | None = None


def sheet(form: FormData, whole: Whole) -> Sheet:
    """The typed form; raises Malformed for what does not fit, wherever it stands."""
    errors: dict[str, str] = {}
    try:
        plain = forms.typed(form, SheetForm)
    except forms.Malformed as wrong:
        errors, plain = wrong.errors, SheetForm(title={})
    errors |= _unknown(plain, whole)
    given = {}
    for question in whole.questions:
        try:
            given[question.id] = answers.checked(question, raw(form, question))
        except AnswerWrong as wrong_answer:
            errors[f"q{question.id}"] = problem(wrong_answer.problem)
    if errors:
        raise forms.Malformed(errors, typed(form))
    return _sheet(plain, whole, given)


def blank(whole: Whole, code: str = "") -> dict[str, Any]:
    """The values of the empty form; where there is one choice it is made."""
    only = [offer.session_type_id for offer in whole.offers] if len(whole.offers) == 1 else [""]
    return {"key": str(uuid.uuid4()), "code": code, "session_type": only[0]}


def key(form: FormData) -> uuid.UUID:
    """The form's own key: sent twice, it makes one proposal."""
    try:
        return uuid.UUID(str(form.get("key")))
    except ValueError:
        return uuid.uuid4()


def version(form: FormData) -> int:
    """At which version the proposal was when the form was shown."""
    given = str(form.get("version") or "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


def raw(form: FormData, question: Question) -> Any:
    """What the form gives for a question, as `answers.checked` takes it."""
    name = f"q{question.id}"
    if question.kind is QuestionKind.CHOICES:
        return [one for one in form.getlist(name) if isinstance(one, str)]
    if question.is_bilingual and question.kind in answers.TEXTUAL:
        return {lang: str(form.get(f"{name}_{lang}") or "") for lang in ("zh", "en")}
    return str(form.get(name) or "")


def typed(form: FormData) -> dict[str, Any]:
    """What was typed, to be shown again; a name that came more than once keeps all its values."""
    values: dict[str, Any] = {}
    for name in form:
        every = [one for one in form.getlist(name) if isinstance(one, str)]
        values[name] = every if len(every) > 1 else "".join(every)
    return values


def standing(proposal: Proposal, whole: Whole, given: Mapping[int, Any]) -> dict[str, Any]:
    """The values of the form for a proposal as it stands."""
    values: dict[str, Any] = {
        "notes": proposal.notes,
        "language": proposal.language,
        "session_type": proposal.session_type_id or "",
        "track": proposal.track_id or "",
        "version": proposal.version,
    }
    for name in TEXTS:
        values |= {f"{name}_{lang}": words for lang, words in getattr(proposal, name).items()}
    for question in whole.questions:
        values |= _shown(question, given.get(question.id))
    return values


def _shown(question: Question, value: Any) -> dict[str, Any]:
    name = f"q{question.id}"
    if isinstance(value, dict):
        return {f"{name}_{lang}": words for lang, words in value.items()}
    if isinstance(value, bool):
        return {name: "yes" if value else "no"}
    if isinstance(value, list):
        return {name: [str(one) for one in value]}
    return {} if value is None else {name: str(value)}


def _unknown(plain: SheetForm, whole: Whole) -> dict[str, str]:
    """A choice that is not offered; where nothing is, its field is not there: said above all."""
    types = {offer.session_type_id for offer in whole.offers}
    tracks = {track.id for track in whole.tracks}
    choices = {"session_type": (plain.session_type, types), "track": (plain.track, tracks)}
    return {
        name if known else WHOLE: gettext("Please choose one of the list.")
        for name, (chosen, known) in choices.items()
        if chosen is not None and chosen not in known
    }


def _sheet(plain: SheetForm, whole: Whole, given: Mapping[int, Any]) -> Sheet:
    kept: dict[bool, dict[int, Any]] = {False: {}, True: {}}
    for question in whole.questions:
        value = given[question.id]
        if answers.is_answered(value) and answers.applies(
            question, plain.session_type, plain.track
        ):
            kept[question.is_of_presenter][question.id] = value
    return Sheet(
        title=plain.title,
        abstract=plain.abstract,
        description=plain.description,
        notes=plain.notes,
        language=plain.language,
        session_type_id=plain.session_type,
        track_id=plain.track,
        answers=kept[False],
        own=kept[True],
    )
