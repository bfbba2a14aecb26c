"""Whose desk it is: the organisation of the path and its account, for those who may see its money."""

from events_svc.accounts import organisations
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.bank import account, queries
from events_svc.bank.models import BankAccount, StatementLine
from events_svc.web import auth
from events_svc.web.state import Request

BASE = "/organiser/organisations/{slug}/bank"


async def organisation(request: Request, permission: Permission) -> Organisation:
    """The organisation of the path's `slug`, if the signed-in person has `permission` on it."""
    person = await auth.signed_in(request)
    return await organisations.permitted(person, request.path_params["slug"], permission)


async def desk(request: Request, permission: Permission) -> tuple[Organisation, BankAccount]:
    """The same with its account; NotFound while it has none."""
    owner = await organisation(request, permission)
    found = await account.of_organisation(owner)
    if found is None:
        raise NotFound
    return owner, found


async def line(request: Request) -> tuple[Organisation, StatementLine]:
    """The line of the path's `id`, to be decided about."""
    owner, found = await desk(request, Permission.ORDERS_EDIT)
    return owner, await queries.line_of(found, request.path_params["id"])


def url(owner: Organisation, path: str = "") -> str:
    """An address of the organisation's desk."""
    return BASE.format(slug=owner.slug) + path
