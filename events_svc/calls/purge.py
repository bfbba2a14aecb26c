"""Forget drafts whose author never proved the address: somebody else may have typed it."""

from datetime import timedelta

from events_svc import clock
from events_svc.calls.models import Presenter, PresenterState, Proposal

KEPT = timedelta(days=30)


async def purge() -> int:
    """Delete the drafts that waited for their author's answer for more than KEPT; how many."""
    silent = Presenter.filter(
        position=0, state=PresenterState.INVITED, invited_at__lt=clock.now() - KEPT
    )
    waiting = [one.proposal_id for one in await silent.only("id", "proposal_id").limit(1000)]
    forgotten = Proposal.filter(id__in=waiting, submitted_at=None)
    ids = [one.id for one in await forgotten.only("id")]
    await Proposal.filter(id__in=ids).delete()
    return len(ids)  # SQLite counts what the rows take with them
