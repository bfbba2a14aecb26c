"""Find the person behind a cookie or a bearer token."""

from datetime import datetime, timedelta

from events_svc import clock
from events_svc.accounts.models import ApiToken, Role, SignIn
from events_svc.accounts.person import ANONYMOUS, Person
from events_svc.accounts.tokens import digest
from events_svc.database import rows
from events_svc.database.raw import instant

SEEN_EVERY = timedelta(minutes=5)


# Every page of the console asks both: as models they were a quarter of its computing.
_SIGNED_IN = """
SELECT sign_in.id, sign_in.seen_at, person.id AS user_id, person.name, person.email, person.is_operator
FROM sign_in JOIN "user" person ON person.id = sign_in.user_id
WHERE sign_in.token_hash = $1 AND sign_in.revoked_at IS NULL AND sign_in.expires_at > $2 AND person.is_active
"""
_ROLES = """
SELECT organisation.path, NULL AS event_id, membership.role
FROM membership JOIN organisation ON organisation.id = membership.organisation_id WHERE membership.user_id = $1
UNION ALL SELECT NULL, event_id, role FROM event_membership WHERE user_id = $1
"""


async def by_cookie(secret: str) -> Person:
    """The person whose sign-in is valid, else ANONYMOUS."""
    found = await rows(_SIGNED_IN, [digest(secret), clock.now()])
    if not found:
        return ANONYMOUS
    (sign_in,) = found
    await _seen(sign_in["id"], instant(sign_in["seen_at"]))
    organisations, events = await _roles(sign_in["user_id"])
    return Person(
        user_id=sign_in["user_id"],
        name=sign_in["name"],
        email=sign_in["email"],
        actor=f"user:{sign_in['user_id']}",
        organisations=organisations,
        events=events,
        sign_in_id=sign_in["id"],
        is_operator=bool(sign_in["is_operator"]),
    )


async def by_token(secret: str) -> Person:
    """The person behind a bearer token, held to its scopes and organisation, else ANONYMOUS."""
    token = await ApiToken.get_or_none(
        token_hash=digest(secret), revoked_at=None, user__is_active=True
    ).select_related("user", "organisation")
    if token is None or _is_over(token.expires_at):
        return ANONYMOUS
    if token.used_at is None or token.used_at < clock.now() - SEEN_EVERY:
        await ApiToken.filter(id=token.id).update(used_at=clock.now())
    organisations, events = await _roles(token.user.id)
    return Person(
        user_id=token.user.id,
        name=token.user.name,
        email=token.user.email,
        actor=f"token:{token.id}",
        organisations=organisations,
        events=events,
        scopes=frozenset(token.scopes),
        within=token.organisation.path,
    )


async def _seen(sign_in_id: int, seen_at: datetime) -> None:
    if seen_at < clock.now() - SEEN_EVERY:
        await SignIn.filter(id=sign_in_id).update(seen_at=clock.now())


def _is_over(expires_at: datetime | None) -> bool:
    return expires_at is not None and expires_at <= clock.now()


async def _roles(user_id: int) -> tuple[dict[str, Role], dict[int, Role]]:
    """The roles of a person: by the paths of organisations, and by events."""
    organisations, events = dict[str, Role](), dict[int, Role]()
    for row in await rows(_ROLES, [user_id]):
        if row["path"] is None:
            events[row["event_id"]] = Role(row["role"])
        else:
            organisations[row["path"]] = Role(row["role"])
    return organisations, events
