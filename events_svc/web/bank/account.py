"""`/organiser/organisations/{slug}/bank`: the account, its figures, its statements, and a new one."""

from operator import itemgetter
from typing import Annotated, Any

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.bank import account, queries
from events_svc.bank.account import AccountFacts
from events_svc.bank.models import BankAccount
from events_svc.web import auth, forms, pages, paging
from events_svc.web.access import TIMEZONE
from events_svc.web.bank import found
from events_svc.web.fields import Line
from events_svc.web.state import Request

PER_PAGE = 20


class AccountForm(msgspec.Struct):
    """What an organisation says of its account."""

    holder: Line
    number: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z \-]{4,62}\Z")]
    bank: Line
    code: Annotated[str, msgspec.Meta(max_length=40)] = ""
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z")] = "CNY"
    note: dict[str, Annotated[str, msgspec.Meta(max_length=1000)]] = {}
    hold_days: Annotated[int, msgspec.Meta(ge=0, le=60)] = 5
    is_offered: bool = False

    def facts(self) -> AccountFacts:
        return AccountFacts(**msgspec.structs.asdict(self))


async def show(request: Request) -> Response:
    """Figures, what waits, statements, settings."""
    return await page(request, await found.organisation(request, Permission.ORDERS_VIEW))


async def keep(request: Request) -> Response:
    """Keep what the form says of the account."""
    owner = await found.organisation(request, Permission.ORDERS_EDIT)
    try:
        form = await forms.parse(request, AccountForm)
    except forms.Malformed as wrong:
        return await page(request, owner, values=wrong.values, errors=wrong.errors)
    await account.keep(owner, form.facts())
    return pages.redirect(request, found.url(owner))


async def page(
    request: Request,
    owner: Organisation,
    *,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    problems: list[str] | None = None,
) -> Response:
    """The page, with what was typed and what is wrong with it; `problems` are those of a file."""
    own = await account.of_organisation(owner)
    before = paging.number(request.query_params.get("before", ""))
    listed = await queries.statements(own, before_id=before, limit=PER_PAGE) if own else []
    shown, following = paging.cut(listed, PER_PAGE, by=lambda one: itemgetter(0)(one).id)
    person = await auth.person(request)
    return await pages.render(
        request,
        "bank/account.html",
        status=422 if errors or problems else 200,
        organisation=owner,
        account=own,
        counts=await queries.counts(own) if own else queries.Counts(),
        statements=shown,
        following=following,
        may_edit=person.may(Permission.ORDERS_EDIT, path=owner.path),
        values=values or _values(own),
        errors=errors or {},
        problems=problems or [],
        timezone=TIMEZONE,
        base=found.url(owner),
    )


def _values(own: BankAccount | None) -> dict[str, Any]:
    if own is None:
        return {"currency": "CNY", "hold_days": 5, "is_offered": True}
    names = ("holder", "number", "bank", "code", "currency", "hold_days", "is_offered")
    sides = {f"note_{language}": words for language, words in own.note.items()}
    return {name: getattr(own, name) for name in names} | sides


routes: list[BaseRoute] = [
    Route(found.BASE, show, methods=["GET"]),
    Route(found.BASE, keep, methods=["POST"]),
]
