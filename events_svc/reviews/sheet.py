"""A proposal as a reviewer reads it: one place decides what is hidden, for pages, search and API alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from events_svc.calls.models import Answer, Presenter, PresenterState, Proposal
from events_svc.reviews.access import Bench
from events_svc.reviews.veil import Veil, over
from events_svc.text import Text
from speakers.models import Speaker

NO_VEIL = Veil()


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a question of the organiser's; None where it is hidden."""

    label: Text
    kind: str
    value: Any | None
    options: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reviewer may read of a proposal. Anonymous, it has no presenters and names are covered."""

    id: int
    code: str
    title: Text
    abstract: Text
    description: Text
    language: str
    session_type: Text
    track: Text
    track_color: str
    presenters: Sequence[Speaker] = ()
    answers: Sequence[Said] = field(default_factory=list)

    def has(self, sought: str) -> bool:
        """Whether the words stand in what can be read here."""
        texts = [
            self.title,
            self.abstract,
            self.description,
            *(one.name for one in self.presenters),
        ]
        words = " ".join(side for text in texts for side in text.values())
        return sought.casefold() in f"{self.code} {words}".casefold()


async def sheets(bench: Bench, proposals: Sequence[Proposal]) -> list[Sheet]:
    """The sheets of these proposals (with track and session type), without their answers."""
    ids = [one.id for one in proposals]
    people: dict[int, list[Presenter]] = {}
    for one in await _presenting(ids):
        people.setdefault(one.proposal_id, []).append(one)
    return [_sheet(bench, one, people.get(one.id, [])) for one in proposals]


async def sheet(bench: Bench, proposal: Proposal) -> Sheet:
    """The whole sheet of one."""
    people = await _presenting([proposal.id])
    return _sheet(bench, proposal, people, await _answers(bench, proposal, people))


def _sheet(
    bench: Bench, proposal: Proposal, people: Sequence[Presenter], answers: Sequence[Said] = ()
) -> Sheet:
    veil = _veil(bench, people)
    return Sheet(
        id=proposal.id,
        code=proposal.code,
        title=veil.both(proposal.title),
        abstract=veil.both(proposal.abstract),
        description=veil.both(proposal.description),
        language=proposal.language,
        session_type=proposal.session_type.name if proposal.session_type else {},
        track=proposal.track.name if proposal.track else {},
        track_color=proposal.track.color if proposal.track else "",
        presenters=[] if bench.phase.is_anonymous else [*_speakers(people)],
        answers=answers,
    )


def _speakers(people: Sequence[Presenter]) -> Iterable[Speaker]:
    joined = [one for one in people if one.state is PresenterState.JOINED]
    return (one.speaker for one in joined if one.speaker is not None)


async def veil_over(bench: Bench, proposal: Proposal) -> Veil:
    """What must not be read in this phase in what is said of the proposal."""
    return _veil(bench, await _presenting([proposal.id]))


def _veil(bench: Bench, people: Sequence[Presenter]) -> Veil:
    return over(people) if bench.phase.is_anonymous else NO_VEIL


async def _presenting(ids: Sequence[int]) -> list[Presenter]:
    found = Presenter.filter(proposal_id__in=ids).order_by("position", "id")
    return await found.select_related("speaker")


async def _answers(bench: Bench, proposal: Proposal, people: Sequence[Presenter]) -> list[Said]:
    """What reviewers may read; of the presenters nothing in an anonymous phase."""
    asked = Answer.filter(proposal_id=proposal.id, question__is_for_reviewers=True)
    if bench.phase.is_anonymous:
        asked = asked.filter(question__is_of_presenter=False, presenter_id=0)
    found = await asked.order_by("question__position", "question_id", "presenter_id")
    await Answer.fetch_for_list(found, "question")
    veil = _veil(bench, people)
    return [_said(one, veil) for one in found]


def _said(answer: Answer, veil: Veil) -> Said:
    question = answer.question
    value = None if veil.names_somebody(answer.value) else answer.value
    return Said(question.label, question.kind, value, question.options)
