"""Who changes how a call is judged holds the call's row; who judges holds the reviewer's."""

from events_svc.calls.models import Call
from events_svc.reviews.models import Reviewer


async def lock(call_id: int) -> None:
    """Wait for other changes of this call's reviewing; held until the running transaction ends."""
    # As models: Tortoise's values() and values_list() leave FOR UPDATE out without a word.
    await Call.filter(id=call_id).only("id").select_for_update(no_key=True)


async def lock_reviewer(reviewer_id: int) -> Reviewer | None:
    """The reviewer as it stands now: nobody declares a conflict or writes a review for it meanwhile."""
    held = Reviewer.filter(id=reviewer_id, left_at=None)
    return await held.select_for_update(no_key=True).first()
