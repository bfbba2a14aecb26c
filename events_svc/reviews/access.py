"""What a reviewer finds. Whose conflict of interest a proposal is, does not find it: not in a list,
not in a count, not by its address. Every page, every answer of the API and every write comes by here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_svc.accounts.errors import NotFound
from events_svc.accounts.person import Person
from events_svc.calls.models import Call, Presenter, Proposal, ProposalState
from events_svc.events.models import Event
from events_svc.reviews import phases
from events_svc.reviews.errors import PhaseClosed
from events_svc.reviews.models import Assignment, Interest, Phase, Reviewer

SCOPE = "reviews:write"
UNSEEN = [ProposalState.DRAFT, ProposalState.WITHDRAWN]


@dataclass(frozen=True, slots=True)
class Bench:
    """A reviewer while a phase is open."""

    reviewer: Reviewer  # with user, call, call.event
    phase: Phase

    @property
    def call(self) -> Call:
        return self.reviewer.call


async def call_of(event: Event, slug: str) -> Call:
    """The event's call with this slug; raises NotFound."""
    call = await Call.get_or_none(event_id=event.id, slug=slug)
    if call is None:
        raise NotFound
    call.event = event
    return call


async def judging(person: Person, call_id: int) -> Reviewer:
    """The reviewer of the call that the person is; raises NotFound. A token needs the scope for it."""
    found = Reviewer.filter(call_id=call_id, user_id=person.user_id, left_at=None)
    reviewer = await found.select_related("user", "call__event__organisation").first()
    if reviewer is None or not _is_in_scope(person, reviewer.call.event.organisation.path):
        raise NotFound
    return reviewer


async def bench(person: Person, call_id: int) -> Bench:
    """The same in an open phase; raises NotFound, PhaseClosed."""
    reviewer = await judging(person, call_id)
    return Bench(reviewer, await opened(call_id))


async def opened(call_id: int) -> Phase:
    """The phase that is open now; raises PhaseClosed."""
    phase = await phases.open_now(call_id)
    if phase is None:
        raise PhaseClosed
    return phase


async def judgeable(bench: Bench) -> QuerySet[Proposal]:
    """The proposals that the reviewer may see and score in this phase, and no other."""
    reviewer = bench.reviewer
    found = Proposal.filter(call_id=reviewer.call_id, state=ProposalState.SUBMITTED)
    found = found.exclude(id__in=await barred(reviewer))
    if reviewer.only_tracks:
        found = found.filter(
            Q(track_id__in=reviewer.only_tracks) | Q(id__in=await _assigned(reviewer))
        )
    if bench.phase.only_assigned:
        found = found.filter(id__in=await _assigned(reviewer))
    return found


async def proposal(bench: Bench, code: str) -> Proposal:
    """The proposal with this code, if the reviewer may see it; raises NotFound."""
    found = (await judgeable(bench)).filter(code=code.replace("\0", ""))
    one = await found.select_related("session_type", "track", "call").first()
    if one is None:
        raise NotFound
    return one


async def sent_in(call: Call, code: str, *, without: Sequence[int]) -> Proposal:
    """The proposal with this code as organisers weigh it, but none of `without`; raises NotFound."""
    found = Proposal.filter(call_id=call.id, code=code).exclude(state__in=UNSEEN)
    found = found.exclude(id__in=[*without])
    one = await found.select_related("session_type", "track", "call").first()
    if one is None:
        raise NotFound
    return one


async def refuse(call: Call, codes: Sequence[str], *, hidden: Sequence[int]) -> None:
    """NotFound when one of these codes is that of a hidden proposal."""
    if hidden and await Proposal.exists(call_id=call.id, code__in=[*codes], id__in=[*hidden]):
        raise NotFound


async def barred(reviewer: Reviewer) -> list[int]:
    """The proposals that this reviewer (its user is loaded) neither sees nor scores.

    What was declared, and always those which the person presents, known by the e-mail.
    """
    return await _barred([reviewer])


async def conflicts(proposal_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The same the other way round: reviewer and proposal of every conflict about these proposals."""
    declared = await Interest.filter(proposal_id__in=proposal_ids, is_dismissed=False)
    found = {(one.reviewer_id, one.proposal_id) for one in declared}
    judging = Reviewer.filter(call__proposals__id__in=proposal_ids).distinct()
    by_email: dict[str, list[int]] = {}
    for row in await judging.values("id", "user__email"):
        by_email.setdefault(row["user__email"].lower(), []).append(row["id"])
    presents = Presenter.filter(proposal_id__in=proposal_ids)
    for row in await presents.values("proposal_id", "email", "speaker__email"):
        for email in {row["email"].lower(), (row["speaker__email"] or "").lower()}:
            found |= {(reviewer_id, row["proposal_id"]) for reviewer_id in by_email.get(email, [])}
    return found


async def barred_for(person: Person, *calls: Call) -> list[int]:
    """The proposals that an organiser is kept from, being a reviewer of these calls too."""
    ids = [call.id for call in calls]
    found = Reviewer.filter(call_id__in=ids, user_id=person.user_id).select_related("user")
    return await _barred(await found)


async def _barred(reviewers: Sequence[Reviewer]) -> list[int]:
    """What `barred` says of one person, who judges several calls."""
    if not reviewers:
        return []
    ids, calls = [one.id for one in reviewers], [one.call_id for one in reviewers]
    declared = await Interest.filter(reviewer_id__in=ids, is_dismissed=False)
    email = reviewers[0].user.email
    own = Q(email__iexact=email) | Q(speaker__email__iexact=email)
    presents = await Presenter.filter(own, proposal__call_id__in=calls)
    return sorted({*(one.proposal_id for one in declared), *(one.proposal_id for one in presents)})


async def _assigned(reviewer: Reviewer) -> list[int]:
    return [one.proposal_id for one in await Assignment.filter(reviewer_id=reviewer.id)]


def _is_in_scope(person: Person, path: str) -> bool:
    if person.scopes is None:
        return True
    return SCOPE in person.scopes and path.startswith(person.within or "/")
