"""Who judges, and who says that somebody must not, holds the reviewer's row."""

from events_svc.reviews.models import Reviewer


async def lock_reviewer(reviewer_id: int) -> Reviewer | None:
    """The reviewer as it stands now, unless it has left: nobody declares a conflict or writes a review
    for it meanwhile.
    """
    held = Reviewer.filter(id=reviewer_id, left_at=None)
    return await held.select_for_update(no_key=True).first()
