"""Write the mails of a letter: each person's once, however often the job runs."""

from collections.abc import Callable, Sequence

from events_svc import clock
from events_svc.database import in_transaction
from events_svc.letters.audience import Recipient, recipients
from events_svc.letters.models import Letter, LetterState
from events_svc.outbox.mail import Draft, post_all

AT_ONCE = 500

Compose = Callable[[Recipient], Draft]


async def post(letter: Letter, compose: Compose) -> None:
    """Post it to everybody of the selection, some hundreds a transaction, and end it; nothing when it
    is not on its way.
    """
    people = await recipients(letter)
    for start in range(0, len(people), AT_ONCE):
        if not await _post_some(letter.id, people[start : start + AT_ONCE], compose):
            return
    await Letter.filter(id=letter.id, state=LetterState.SENDING).update(
        state=LetterState.SENT, ended_at=clock.now()
    )


async def _post_some(letter_id: int, people: Sequence[Recipient], compose: Compose) -> bool:
    """The letter's row is locked meanwhile, so that two workers with the same job post one mail."""
    async with in_transaction():
        locked = await Letter.filter(id=letter_id).select_for_update().get()
        if locked.state is not LetterState.SENDING:
            return False
        posted = await post_all([compose(one) for one in people])
        await Letter.filter(id=letter_id).update(sent=locked.sent + posted)
    return True
