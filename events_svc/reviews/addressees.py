"""Whom a decision is told: everybody who presents, in the own language."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_svc.calls.models import Presenter, PresenterState, Proposal, ProposalState
from events_svc.text import in_language


@dataclass(frozen=True, slots=True)
class Addressee:
    """A presenter who gets a letter about `proposal`, and what it says."""

    proposal: Proposal
    presenter: Presenter  # with speaker
    decision: ProposalState

    @property
    def language(self) -> str:
        return self.presenter.language

    @property
    def name(self) -> str:
        speaker = self.presenter.speaker
        known = in_language(speaker.name, self.language) if speaker else ""
        return known or self.presenter.name or self.presenter.email

    @property
    def email(self) -> str:
        """The present address: one that was given up since reads no mail of ours."""
        speaker = self.presenter.speaker
        return (speaker.email if speaker else None) or self.presenter.email


async def of(
    proposals: Sequence[Proposal], decision: ProposalState | None = None
) -> list[Addressee]:
    """Who is told of these decisions (`decision`, else the pending one), proposal by proposal.

    Who was invited and has not joined is told nothing: the answer is not theirs.
    """
    joined = Presenter.filter(
        proposal_id__in=[one.id for one in proposals], state=PresenterState.JOINED
    )
    people: dict[int, list[Presenter]] = {}
    for one in await joined.order_by("position", "id").select_related("speaker"):
        people.setdefault(one.proposal_id, []).append(one)
    return [
        Addressee(proposal, presenter, decision or _pending(proposal))
        for proposal in proposals
        for presenter in people.get(proposal.id, [])
    ]


def _pending(proposal: Proposal) -> ProposalState:
    assert proposal.pending is not None
    return proposal.pending
