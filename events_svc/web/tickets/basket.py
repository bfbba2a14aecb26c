"""Which cart a visitor carries: a cookie of the event's pages."""

from starlette.responses import Response

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event
from events_svc.tickets.carts.models import Cart
from events_svc.tickets.carts.queries import Contents, contents
from events_svc.web import pages
from events_svc.web.state import Request

COOKIE = "cart"
LASTS = 12 * 3600  # seconds: as long as a cart that is over can be held again


async def carried(request: Request, event: Event) -> Contents | None:
    """The visitor's cart at the event, while it holds something."""
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    try:
        found = await contents(event.slug, secret)
    except NotFound:
        return None
    return found if found.lines and not found.is_over else None


def opened(request: Request, event: Event, cart: Cart) -> Response:
    """On to the cart, which the visitor carries from now on."""
    response = pages.redirect(request, f"/events/{event.slug}/cart/{cart.secret}")
    _set(request, response, event, cart.secret, lasts=LASTS)
    return response


def closed(request: Request, event: Event, target: str) -> Response:
    """On to `target`, without the cart."""
    response = pages.redirect(request, target)
    _set(request, response, event, "", lasts=0)
    return response


def _set(request: Request, response: Response, event: Event, secret: str, *, lasts: int) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=lasts,
        path=f"/events/{event.slug}",
        httponly=True,
        secure=request.state["settings"].is_secure,
        samesite="lax",
    )
