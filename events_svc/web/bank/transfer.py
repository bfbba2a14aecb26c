"""The buyer chooses to pay by transfer."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.bank.choose import choose
from events_svc.web import buyer_books, forms, pages
from events_svc.web.state import Request


async def begin(request: Request) -> Response:
    """The order's page tells from now on where to send the money, and with which reference."""
    order = await buyer_books.own(request)
    await forms.read(request)
    await choose(order)
    return pages.redirect(request, f"/orders/{order.secret}#transfer")


routes: list[BaseRoute] = [Route("/orders/{secret}/transfer", begin, methods=["POST"])]
