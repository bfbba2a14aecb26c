"""What pages read of people, organisations and the log."""

from collections.abc import Iterable, Sequence

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts.models import ApiToken, AuditEntry, Organisation, SignIn, User
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person


async def organisations(person: Person, permission: Permission) -> list[Organisation]:
    """The organisations on which `person` has `permission`, as a tree from the top down."""
    roots = person.roots(permission)
    if not roots:
        return []
    below = Q(*(Q(path__startswith=root) for root in roots), join_type="OR")
    found = await Organisation.filter(below).select_related("parent")
    return sorted(found, key=lambda one: [int(part) for part in one.path.strip("/").split("/")])


async def sign_ins(person: Person) -> Sequence[SignIn]:
    """The browsers in which the person is signed in now, the latest first."""
    return await SignIn.filter(
        user_id=person.user_id, revoked_at=None, expires_at__gt=clock.now()
    ).order_by("-seen_at", "-id")


async def tokens(person: Person) -> Sequence[ApiToken]:
    """The person's tokens that are not revoked, the newest first."""
    return (
        await ApiToken.filter(user_id=person.user_id, revoked_at=None)
        .order_by("-id")
        .select_related("organisation")
    )


async def log(event_id: int, *, before: int | None, limit: int) -> Sequence[AuditEntry]:
    """At most `limit` entries of the event's log, the newest first, older than entry `before`."""
    found = AuditEntry.filter(event_id=event_id)
    if before is not None:
        found = found.filter(id__lt=before)
    return await found.order_by("-id").limit(limit)


async def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of the people among `actors` (`user:3`, and `token:4` of one), by actor; of an account
    that is gone there is none.
    """
    asked = set(actors)
    users, tokens = _ids(asked, "user"), _ids(asked, "token")
    people = await User.filter(id__in=users).values_list("id", "name") if users else []
    owners = await ApiToken.filter(id__in=tokens).values_list("id", "user__name") if tokens else []
    return {f"user:{one}": name for one, name in people} | {
        f"token:{one}": name for one, name in owners
    }


def _ids(actors: Iterable[str], kind: str) -> list[int]:
    parted = (one.partition(":") for one in actors)
    return [int(number) for found, _, number in parted if found == kind and number.isdecimal()]
