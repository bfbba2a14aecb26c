"""Words that organisers and reviewers put on proposals."""

from collections.abc import Sequence

from events_svc.accounts import audit
from events_svc.calls.lock import lock
from events_svc.calls.models import Call, Proposal
from events_svc.database import in_transaction
from events_svc.reviews.models import Tag, Tagging


async def put(call: Call, proposal: Proposal, name: str) -> Tag:
    """The proposal bears the tag, which is made where there is none; again changes nothing."""
    async with in_transaction():
        await lock(call.id)
        name = " ".join(name.split())
        known = {one.name.casefold(): one for one in await of_call(call.id)}
        tag = known.get(name.casefold()) or await Tag.create(call_id=call.id, name=name)
        _, is_new = await Tagging.get_or_create(tag_id=tag.id, proposal_id=proposal.id)
        if is_new:
            await _record("proposal.tagged", proposal, call, name)
    return tag


async def take_off(call: Call, proposal: Proposal, tag_id: int) -> None:
    """The proposal does not bear the tag; one that nobody bears any more is gone."""
    async with in_transaction():
        await lock(call.id)
        tag = await Tag.get_or_none(id=tag_id, call_id=call.id)
        if tag is None or not await Tagging.filter(tag_id=tag.id, proposal_id=proposal.id).delete():
            return
        if not await Tagging.exists(tag_id=tag.id):
            await Tag.filter(id=tag.id).delete()
        await _record("proposal.untagged", proposal, call, tag.name)


async def of_call(call_id: int) -> Sequence[Tag]:
    """The call's tags by their names."""
    return await Tag.filter(call_id=call_id).order_by("name")


async def borne(proposal_ids: Sequence[int]) -> dict[int, list[Tag]]:
    """The tags of these proposals, by their names."""
    found = Tagging.filter(proposal_id__in=[*proposal_ids]).select_related("tag")
    tags: dict[int, list[Tag]] = {}
    for one in await found.order_by("tag__name"):
        tags.setdefault(one.proposal_id, []).append(one.tag)
    return tags


async def _record(action: str, proposal: Proposal, call: Call, name: str) -> None:
    await audit.record(action, f"proposal:{proposal.id}", event_id=call.event_id, tag=name)
