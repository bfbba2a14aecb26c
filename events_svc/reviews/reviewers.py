"""Who judges a call: people invited by e-mail, for all proposals or for those of some tracks."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q
from tortoise.functions import Count

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.teams import known_or_new
from events_svc.calls.lock import lock
from events_svc.calls.models import Call
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.reviews import themes
from events_svc.reviews.errors import AlreadyReviewer
from events_svc.reviews.models import Reviewer


@dataclass(frozen=True, slots=True)
class Remit:
    """What a reviewer judges (no tracks: everything), and where the person belongs to."""

    only_tracks: Sequence[int] = ()
    affiliation: str = ""


async def invite(call: Call, email: str, remit: Remit, *, language: str) -> Reviewer:
    """The person with this e-mail judges the call and is told by mail; raises AlreadyReviewer.

    Somebody whom we do not know yet becomes a user; the mail then holds a link to sign in with. Who has
    left comes back with what was said before.
    """
    async with in_transaction():
        await lock(call.id)
        user = await known_or_new(email, language=language)
        reviewer = await _joined(call, user.id, email)
        await _update(call, reviewer, remit)
        await _record("reviewer.invited", reviewer, call)
        await enqueue("reviewer.invited", reviewer_id=reviewer.id)
    return reviewer


async def change(call: Call, reviewer_id: int, remit: Remit) -> None:
    """The reviewer judges this instead; raises NotFound."""
    async with in_transaction():
        reviewer = await of_id(call, reviewer_id)
        await _update(call, reviewer, remit)
        await _record("reviewer.changed", reviewer, call)


async def dismiss(call: Call, reviewer_id: int) -> None:
    """The reviewer sees nothing more; what was said stays and counts. Raises NotFound."""
    async with in_transaction():
        await lock(call.id)
        reviewer = await of_id(call, reviewer_id)
        await Reviewer.filter(id=reviewer.id).update(left_at=clock.now())
        await _record("reviewer.dismissed", reviewer, call)


async def of_id(call: Call, reviewer_id: int) -> Reviewer:
    """The call's reviewer with this id, who has not left; raises NotFound."""
    found = Reviewer.filter(id=reviewer_id, call_id=call.id, left_at=None)
    reviewer = await found.select_related("user").first()
    if reviewer is None:
        raise NotFound
    return reviewer


async def of_call(call_id: int) -> Sequence[Reviewer]:
    """The reviewers with their users, by their names."""
    found = Reviewer.filter(call_id=call_id, left_at=None).select_related("user")
    return await found.order_by("user__name", "id")


async def of_person(user_id: int) -> Sequence[Reviewer]:
    """The calls which the person judges, with their events, the latest first."""
    found = Reviewer.filter(user_id=user_id, left_at=None).order_by("-id")
    return await found.select_related("user", "call__event__organisation")


async def loads(call_id: int) -> dict[int, tuple[int, int]]:
    """How many proposals each reviewer is assigned, and how many reviews each has written."""
    counted = Reviewer.filter(call_id=call_id).annotate(
        assigned=Count("assignments", distinct=True), written=Count("reviews", distinct=True)
    )
    rows = await counted.values("id", "assigned", "written")
    return {row["id"]: (row["assigned"], row["written"]) for row in rows}


async def _joined(call: Call, user_id: int, email: str) -> Reviewer:
    former = Reviewer.filter(~Q(left_at=None), call_id=call.id, user_id=user_id)
    if await former.update(left_at=None):
        return await Reviewer.get(call_id=call.id, user_id=user_id)
    try:
        async with in_transaction():
            return await Reviewer.create(call_id=call.id, user_id=user_id)
    except IntegrityError as error:
        raise AlreadyReviewer(email) from error


async def _update(call: Call, reviewer: Reviewer, remit: Remit) -> None:
    await themes.guard(call, remit.only_tracks)
    await Reviewer.filter(id=reviewer.id).update(
        only_tracks=[*remit.only_tracks], affiliation=remit.affiliation.strip()
    )


async def _record(action: str, reviewer: Reviewer, call: Call) -> None:
    await audit.record(
        action, f"reviewer:{reviewer.id}", event_id=call.event_id, user_id=reviewer.user_id
    )
