"""What pages and jobs read of letters."""

from collections import Counter

from events_svc.accounts.errors import NotFound
from events_svc.database import rows
from events_svc.events.models import Event
from events_svc.letters.audience import prefix
from events_svc.letters.models import Letter, OwnText, TextKind
from events_svc.outbox.models import Mail


async def letters_of(event: Event, *, before: int | None = None, limit: int = 50) -> list[Letter]:
    """The event's letters, the newest first; its event is loaded."""
    found = Letter.filter(event_id=event.id)
    if before is not None:
        found = found.filter(id__lt=before)
    return await found.order_by("-id").limit(limit).select_related("event")


async def letter_of(event: Event, letter_id: int) -> Letter:
    """One letter of the event, or NotFound."""
    found = (
        await Letter.filter(id=letter_id, event_id=event.id)
        .select_related("event__organisation")
        .first()
    )
    if found is None:
        raise NotFound
    return found


async def copies(letter: Letter, *, after: int = 0, limit: int = 50) -> list[Mail]:
    """The mails of a letter in the order in which they were written."""
    start = prefix(letter.id)
    # the first two bounds are for the index, under any collation; the third is exact
    found = Mail.filter(about__gte=start, about__lt=start + "g", about__startswith=start)
    return await found.filter(id__gt=after).order_by("id").limit(limit)


async def how_they_went(letter: Letter) -> Counter[str]:
    """How many mails of a letter stand in which state."""
    start = prefix(letter.id)
    sql = (
        "SELECT state, COUNT(*) AS n FROM mail WHERE about >= $1 AND about < $2 AND about LIKE $3"
        " GROUP BY state"
    )
    found = await rows(sql, [start, start + "g", start + "%"])
    return Counter({row["state"]: row["n"] for row in found})


async def own_texts(event_id: int) -> dict[TextKind, OwnText]:
    """The event's own words by kind."""
    return {one.kind: one for one in await OwnText.filter(event_id=event_id)}


async def own_text(event_id: int, kind: str) -> OwnText | None:
    """The event's own words for one usual mail."""
    if kind not in set(TextKind):
        return None
    return await OwnText.get_or_none(event_id=event_id, kind=TextKind(kind))
