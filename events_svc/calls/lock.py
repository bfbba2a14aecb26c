"""Who changes what was sent in to a call holds the call's row."""

from events_svc.calls.models import Call, Proposal


async def lock(call_id: int) -> None:
    """Wait for other changes of what this call has; held until the running transaction ends."""
    # As models: Tortoise's values() and values_list() leave FOR UPDATE out without a word.
    await Call.filter(id=call_id).only("id").select_for_update(no_key=True)


async def locked(proposal: Proposal) -> Proposal:
    """The proposal as it stands now, with its call and event; nobody else changes it meanwhile."""
    await lock(proposal.call_id)
    found = Proposal.get(id=proposal.id)
    return await found.select_related("call__event__organisation", "session_type", "access_code")
