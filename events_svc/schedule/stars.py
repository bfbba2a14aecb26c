"""Stars of readers who have no account: a list that its secret opens, until it is given up."""

from collections.abc import Iterable, Sequence

from tortoise.queryset import QuerySet

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import digest, new_secret
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule.errors import TooManyStars
from events_svc.schedule.models import Session
from events_svc.schedule.reader_models import Star, StarList

MOST = 300


async def open_list(event: Event, codes: Sequence[str], *, language: str) -> StarList:
    """A new list with these sessions of the event; codes that name none are left out.

    Raises TooManyStars.
    """
    async with in_transaction():
        made = await StarList.create(
            event=event, secret=new_secret(), language=language, changed_at=clock.now()
        )
        await keep(made, codes)
    return made


async def of_secret(secret: str) -> StarList:
    """The list that this secret opens; raises NotFound, also when it was given up."""
    found = await StarList.get_or_none(secret=secret, revoked_at__isnull=True).select_related(
        "event__organisation", "event__venue"
    )
    if found is None:
        raise NotFound
    return found


async def keep(starred: StarList, codes: Iterable[str]) -> None:
    """The list holds the sessions with these codes and no others.

    Raises TooManyStars, and NotFound for a list that was given up meanwhile.
    """
    wanted = {*codes}
    if len(wanted) > MOST:
        raise TooManyStars(MOST)
    async with in_transaction():
        if not await _alive(starred).select_for_update().only("id"):
            raise NotFound
        found = Session.filter(event_id=starred.event_id, code__in=[*wanted])
        ids = {int(one) for one in await found.values_list("id", flat=True)}  # type: ignore[call-overload]  # values_list(flat=True) gives ids, is typed as rows
        had = {star.session_id for star in await Star.filter(star_list_id=starred.id)}
        await Star.filter(star_list_id=starred.id, session_id__in=[*(had - ids)]).delete()
        await Star.bulk_create(
            [Star(star_list_id=starred.id, session_id=one) for one in sorted(ids - had)]
        )
        if had != ids:
            await StarList.filter(id=starred.id).update(changed_at=clock.now())


async def codes_of(starred: StarList) -> list[str]:
    """The codes of the starred sessions, sorted."""
    found = Star.filter(star_list_id=starred.id).order_by("session__code")
    return [str(one) for one in await found.values_list("session__code", flat=True)]


async def give_up(starred: StarList) -> None:
    """The list opens no more: not its page, not its feed; nobody is told of its sessions."""
    async with in_transaction():
        await Star.filter(star_list_id=starred.id).delete()
        await StarList.filter(id=starred.id).update(
            revoked_at=clock.now(), email=None, email_digest=None, email_confirmed_at=None
        )


async def follow(starred: StarList, email: str, *, language: str) -> None:
    """A mail asks this address whether it wants to be told of changes; until then nobody is told.

    Raises NotFound for a list that was given up meanwhile: no address is kept with it.
    """
    asked = {"email": email, "email_digest": None, "email_confirmed_at": None}
    async with in_transaction():
        if not await _alive(starred).update(language=language, **asked):
            raise NotFound
        await enqueue("stars.confirm", star_list_id=starred.id)


async def question(star_list_id: int) -> tuple[StarList, str] | None:
    """The list whose address is to be asked, and a new secret for the link in the mail; None when the
    address was confirmed or taken back meanwhile. Of the secret only the hash is kept.
    """
    secret = new_secret()
    asked = StarList.filter(id=star_list_id, email__isnull=False, email_confirmed_at__isnull=True)
    if not await asked.update(email_digest=digest(secret)):
        return None
    return await StarList.get(id=star_list_id).select_related("event"), secret


async def unfollow(starred: StarList) -> None:
    """Nobody is told of changes, and no address is kept."""
    await StarList.filter(id=starred.id).update(
        email=None, email_digest=None, email_confirmed_at=None
    )


async def confirm(starred: StarList, secret: str) -> None:
    """The address of the list is told of changes from now on. Raises NotFound for another secret."""
    found = StarList.filter(id=starred.id, email_digest=digest(secret))
    if not await found.update(email_confirmed_at=clock.now()):
        raise NotFound


async def counts(event_id: int) -> dict[int, int]:
    """How many lists hold each session of the event, by the session's id; none: no entry."""
    found = Star.filter(session__event_id=event_id, star_list__revoked_at__isnull=True)
    total: dict[int, int] = {}
    for session_id in await found.values_list("session_id", flat=True):
        total[session_id] = total.get(session_id, 0) + 1  # type: ignore[index,call-overload]  # values_list(flat=True) gives ids, is typed as rows
    return total


def _alive(starred: StarList) -> QuerySet[StarList]:
    return StarList.filter(id=starred.id, revoked_at__isnull=True)
