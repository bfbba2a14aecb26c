"""What no machine may decide: lines that wait, the orders that may be meant, and a person's word."""

from typing import Annotated

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.bank import queries
from events_svc.bank.models import LineState
from events_svc.bank.propose import proposals, sure
from events_svc.bank.settle import assign, set_aside, take_up
from events_svc.tickets.order_code import spelled
from events_svc.web import auth, forms, pages, paging
from events_svc.web.bank import found, words
from events_svc.web.fields import Line
from events_svc.web.state import Request

PER_PAGE = 30


class Chosen(msgspec.Struct):
    """The order whose money it is: its event and code."""

    event: Line
    code: Line


class Picked(msgspec.Struct):
    """Proposals that a person ticked: `line event code`."""

    pick: list[Annotated[str, msgspec.Meta(max_length=200)]] = []


class Aside(msgspec.Struct):
    """Why it belongs to no order."""

    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


async def index(request: Request) -> Response:
    """The lines that wait, each with the orders that may be meant."""
    owner, own = await found.desk(request, Permission.ORDERS_VIEW)
    after = paging.number(request.query_params.get("after", ""))
    aside = request.query_params.get("aside") == "1"
    states = [LineState.SET_ASIDE if aside else LineState.OPEN]
    listed = await queries.lines(own, states=states, after_id=after, limit=PER_PAGE)
    shown, following = paging.cut(listed, PER_PAGE)
    person = await auth.person(request)
    meant = {} if aside else await proposals(shown, path=owner.path)
    return await pages.render(
        request,
        "bank/queue.html",
        organisation=owner,
        account=own,
        lines=shown,
        following=following,
        aside=aside,
        counts=await queries.counts(own),
        proposals=meant,
        sure=sure(meant),
        may_edit=person.may(Permission.ORDERS_EDIT, path=owner.path),
        words=words,
        base=found.url(owner),
    )


async def choose(request: Request) -> Response:
    """The line's money is this order's."""
    owner, line = await found.line(request)
    form = await forms.parse(request, Chosen)
    order = await queries.order_below(owner.path, event=form.event, code=spelled(form.code))
    await assign(line, order)
    return _back(request, owner)


async def confirm(request: Request) -> Response:
    """All proposals that were ticked, each by itself: the first that is refused says so, those before it stand."""
    owner, own = await found.desk(request, Permission.ORDERS_EDIT)
    form = await forms.parse(request, Picked)
    for picked in form.pick:
        line_id, _, rest = picked.partition(" ")
        event, _, code = rest.partition(" ")
        if not line_id.isdecimal() or len(line_id) > 18:
            raise forms.Malformed({"pick": picked})
        line = await queries.line_of(own, int(line_id))
        await assign(line, await queries.order_below(owner.path, event=event, code=code))
    return _back(request, owner)


async def put_aside(request: Request) -> Response:
    """The money belongs to no order."""
    owner, line = await found.line(request)
    form = await forms.parse(request, Aside)
    await set_aside(line, note=" ".join(form.note.split()))
    return _back(request, owner)


async def reconsider(request: Request) -> Response:
    """What was set aside waits again."""
    owner, line = await found.line(request)
    await forms.read(request)
    await take_up(line)
    return _back(request, owner)


def _back(request: Request, owner: Organisation) -> Response:
    return pages.redirect(request, found.url(owner, "/queue"))


LINE = found.BASE + "/lines/{id:int}"

routes: list[BaseRoute] = [
    Route(found.BASE + "/queue", index, methods=["GET"], name="bank_queue"),
    Route(found.BASE + "/confirmations", confirm, methods=["POST"]),
    Route(LINE + "/order", choose, methods=["POST"]),
    Route(LINE + "/aside", put_aside, methods=["POST"]),
    Route(LINE + "/again", reconsider, methods=["POST"]),
]
