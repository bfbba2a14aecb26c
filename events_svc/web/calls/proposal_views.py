"""What the API says of what was sent in to a call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from events_svc.calls.listing import Row
from events_svc.calls.models import Presenter
from events_svc.calls.queries import Whole
from events_svc.web.api import Page


class ProposalQuery(Page):
    """A page of proposals: of a state (or `pending`), holding the words."""

    state: Annotated[str, Meta(max_length=16)] = ""
    q: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00]*\Z")] = ""


class ProposalSummary(msgspec.Struct):
    """A proposal in a list; `pending` is a decision that nobody was told yet."""

    id: int
    code: str
    state: str
    pending: str | None
    title: dict[str, str]
    language: str
    type: str | None
    track: str | None
    speakers: list[dict[str, str]]
    submitted_at: datetime | None


class ProposalPage(msgspec.Struct):
    """Proposals in the order of their coming; `next` is the cursor of the page after."""

    items: list[ProposalSummary]
    next: str | None


class ProposalPresenter(msgspec.Struct):
    """Who presents, or is invited to; `speaker` is the slug of who has joined."""

    name: dict[str, str]
    email: str
    state: str
    speaker: str | None
    answers: list["ProposalAnswer"]


class ProposalAnswer(msgspec.Struct):
    """What was answered: as `kind` of the question has it, options by their position."""

    question: int
    label: dict[str, str]
    value: Any


class ProposalView(ProposalSummary):
    """A proposal whole."""

    abstract: dict[str, str]
    description: dict[str, str]
    notes: str
    session: str | None
    answers: list[ProposalAnswer]
    presenters: list[ProposalPresenter]


def row_view(row: Row) -> ProposalSummary:
    """The proposal as a list tells it."""
    return ProposalSummary(**_proposal(row))


def proposal_view(
    row: Row,
    whole: Whole,
    given: Mapping[int, Mapping[int, Any]],
    *,
    presenters: list[Presenter],
) -> ProposalView:
    """The proposal whole; `given` are its answers by presenter (0: its own), then by question."""
    one = row.proposal
    return ProposalView(
        **_proposal(row),
        abstract=one.abstract,
        description=one.description,
        notes=one.notes,
        session=one.session.code if one.session else None,
        answers=_answers(whole, given.get(0, {})),
        presenters=[_presenter(who, whole, given.get(who.id, {})) for who in presenters],
    )


def _proposal(row: Row) -> dict[str, Any]:
    one = row.proposal
    return {
        "id": one.id,
        "code": one.code,
        "state": one.state.value,
        "pending": one.pending.value if one.pending else None,
        "title": one.title,
        "language": one.language,
        "type": one.session_type.key if one.session_type else None,
        "track": one.track.slug if one.track else None,
        "speakers": row.people,
        "submitted_at": one.submitted_at,
    }


def _presenter(who: Presenter, whole: Whole, given: Mapping[int, Any]) -> ProposalPresenter:
    return ProposalPresenter(
        name=who.speaker.name if who.speaker else {"en": who.name},
        email=who.email,
        state=who.state.value,
        speaker=who.speaker.slug if who.speaker else None,
        answers=_answers(whole, given),
    )


def _answers(whole: Whole, given: Mapping[int, Any]) -> list[ProposalAnswer]:
    asked = [one for one in whole.questions if one.id in given]
    return [ProposalAnswer(one.id, one.label, given[one.id]) for one in asked]
