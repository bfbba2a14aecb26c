"""Who the token belongs to, and what it may do."""

import msgspec

from events_svc.accounts import queries
from events_svc.accounts.permissions import Permission
from events_svc.web import auth
from events_svc.web.api import operation
from events_svc.web.state import Request


class AccountOrganisation(msgspec.Struct):
    slug: str
    name: dict[str, str]


class AccountView(msgspec.Struct):
    """`scopes` is null for a person who is signed in to a browser."""

    email: str
    name: str
    scopes: list[str] | None
    organisations: list[AccountOrganisation]


async def me(request: Request) -> AccountView:
    """The person behind the token, its scopes and the organisations that it reaches."""
    person = await auth.signed_in(request)
    found = await queries.organisations(person, Permission.EVENT_VIEW)
    return AccountView(
        email=person.email,
        name=person.name,
        scopes=None if person.scopes is None else sorted(person.scopes),
        organisations=[AccountOrganisation(slug=one.slug, name=one.name) for one in found],
    )


routes = [operation("GET", "/me", me, name="me", answer=AccountView)]
