"""Whom to tell when starred sessions change: an address that was asked, and said yes."""

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.limits import limit
from events_svc.schedule import stars
from events_svc.web import forms, i18n, pages
from events_svc.web.address import client_network
from events_svc.web.fields import Email
from events_svc.web.schedule import stars as stars_pages
from events_svc.web.state import Request

MAILS_AN_HOUR = 5


class AddressForm(msgspec.Struct):
    email: Email


async def tell(request: Request) -> Response:
    """An address is asked whether it wants to be told of changes."""
    starred = await stars_pages.own_list(request)
    try:
        form = await forms.parse(request, AddressForm)
    except forms.Malformed as error:
        return await stars_pages.list_page(request, starred, wrong=error)
    await limit(
        f"stars-mail:{client_network(request)}", most=MAILS_AN_HOUR, within=stars_pages.HOUR
    )
    await stars.follow(starred, form.email, language=i18n.language.get())
    return pages.redirect(request, f"/stars/{starred.secret}#mail")


async def tell_no_more(request: Request) -> Response:
    """Nobody is told of changes."""
    starred = await stars_pages.own_list(request)
    await forms.read(request)
    await stars.unfollow(starred)
    return pages.redirect(request, f"/stars/{starred.secret}#mail")


async def ask(request: Request) -> Response:
    """The page of the mailed link: one press says yes, because mail scanners follow links too."""
    starred = await stars_pages.own_list(request)
    key = request.path_params["key"]
    return await pages.render(
        request,
        "schedule/stars_confirm.html",
        headers=stars_pages.PRIVATE,
        starred=starred,
        event=starred.event,
        key=key,
    )


async def confirm(request: Request) -> Response:
    """The address is told of changes from now on."""
    starred = await stars_pages.own_list(request)
    await forms.read(request)
    await stars.confirm(starred, request.path_params["key"])
    return pages.redirect(request, f"/stars/{starred.secret}#mail")


LIST = "/stars/{secret}"

routes: list[BaseRoute] = [
    Route(f"{LIST}/address", tell, methods=["POST"], name="stars_tell"),
    Route(f"{LIST}/address/removal", tell_no_more, methods=["POST"], name="stars_tell_no_more"),
    Route(LIST + "/confirmation/{key}", ask, name="stars_ask"),
    Route(LIST + "/confirmation/{key}", confirm, methods=["POST"], name="stars_confirm"),
]
