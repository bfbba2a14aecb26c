"""A reader's own agenda: stars kept in the browser, or behind a private link that goes to every device."""

from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.limits import limit
from events_svc.documents import qr
from events_svc.schedule import queries, stars
from events_svc.schedule.entries import Item
from events_svc.schedule.reader_models import StarList
from events_svc.web import access, forms, i18n, pages
from events_svc.web.address import client_network
from events_svc.web.api import operation
from events_svc.web.fields import Email
from events_svc.web.schedule import grid
from events_svc.web.state import Request

HOUR = timedelta(hours=1)
LISTS_AN_HOUR, MAILS_AN_HOUR = 30, 5
PRIVATE = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}

Code = Annotated[str, Meta(max_length=16, pattern=r"^[0-9A-Z]*\Z")]
Codes = Annotated[list[Code], Meta(max_length=stars.MOST)]


class StarsForm(msgspec.Struct):
    """`codes`: separated by blanks, as the browser has them."""

    codes: Annotated[str, Meta(max_length=stars.MOST * 20)] = ""


class AddressForm(msgspec.Struct):
    email: Email


class StarCodes(msgspec.Struct):
    """The starred sessions of an event by their codes."""

    codes: Codes


async def here(request: Request) -> Response:
    """What this browser has starred; the server knows nothing of it."""
    event = await access.public_event(request)
    return await pages.render(request, "schedule/stars_here.html", event=event)


async def keep(request: Request) -> Response:
    """The stars of this browser have a private link."""
    event = await access.public_event(request)
    form = await forms.parse(request, StarsForm)
    await limit(f"stars:{client_network(request)}", most=LISTS_AN_HOUR, within=HOUR)
    made = await stars.open_list(event, form.codes.split(), language=i18n.language.get())
    return pages.redirect(request, f"/stars/{made.secret}")


async def show(request: Request) -> Response:
    """The starred sessions by day, their calendar, and whom to tell of changes."""
    return await _page(request, await _own(request))


async def tell(request: Request) -> Response:
    """An address is asked whether it wants to be told of changes."""
    starred = await _own(request)
    try:
        form = await forms.parse(request, AddressForm)
    except forms.Malformed as error:
        return await _page(request, starred, wrong=error)
    await limit(f"stars-mail:{client_network(request)}", most=MAILS_AN_HOUR, within=HOUR)
    await stars.follow(starred, form.email, language=i18n.language.get())
    return pages.redirect(request, f"/stars/{starred.secret}#mail")


async def tell_no_more(request: Request) -> Response:
    """Nobody is told of changes."""
    starred = await _own(request)
    await forms.read(request)
    await stars.unfollow(starred)
    return pages.redirect(request, f"/stars/{starred.secret}#mail")


async def ask(request: Request) -> Response:
    """The page of the mailed link: one press says yes, because mail scanners follow links too."""
    starred = await _own(request)
    key = request.path_params["key"]
    return await pages.render(
        request,
        "schedule/stars_confirm.html",
        headers=PRIVATE,
        starred=starred,
        event=starred.event,
        key=key,
    )


async def confirm(request: Request) -> Response:
    """The address is told of changes from now on."""
    starred = await _own(request)
    await forms.read(request)
    await stars.confirm(starred, request.path_params["key"])
    return pages.redirect(request, f"/stars/{starred.secret}#mail")


async def give_up(request: Request) -> Response:
    """The link opens nothing any more, on no device."""
    starred = await _own(request)
    await forms.read(request)
    await stars.give_up(starred)
    return pages.redirect(request, f"/events/{starred.event.slug}/stars")


async def read(request: Request) -> StarCodes:
    """The starred sessions behind a private link."""
    return StarCodes(await stars.codes_of(await _own(request)))


async def replace(request: Request, body: StarCodes) -> StarCodes:
    """Star these sessions and no others behind a private link."""
    starred = await _own(request)
    await stars.keep(starred, body.codes)
    return StarCodes(await stars.codes_of(starred))


async def _own(request: Request) -> StarList:
    return await stars.of_secret(request.path_params["secret"])


async def _page(
    request: Request, starred: StarList, *, wrong: forms.Malformed | None = None
) -> Response:
    event, settings = starred.event, request.state["settings"]
    codes = {*await stars.codes_of(starred)}
    host = settings.public_url.partition("://")[2]
    webcal = f"webcal://{host}/stars/{starred.secret}/calendar.ics"
    return await pages.render(
        request,
        "schedule/stars.html",
        status=422 if wrong else 200,
        headers=PRIVATE,
        event=event,
        starred=starred,
        codes=sorted(codes),
        days=_by_day(
            [item for item in await queries.programme(event) if item["code"] in codes],
            event.timezone,
        ),
        webcal=webcal,
        qr=qr.svg(webcal, title=i18n.gettext("Calendar of my stars")),
        errors=wrong.errors if wrong else {},
        values=wrong.values if wrong else {},
    )


def _by_day(items: list[Item], timezone: str) -> dict[date, list[Item]]:
    return grid.by_day(items, ZoneInfo(timezone))


LIST = "/stars/{secret}"

routes: list[BaseRoute] = [
    Route("/events/{slug}/stars", here, name="stars_here"),
    Route("/events/{slug}/stars", keep, methods=["POST"], name="stars_keep"),
    Route(LIST, show, name="stars"),
    Route(f"{LIST}/address", tell, methods=["POST"], name="stars_tell"),
    Route(f"{LIST}/address/removal", tell_no_more, methods=["POST"], name="stars_tell_no_more"),
    Route(LIST + "/confirmation/{key}", ask, name="stars_ask"),
    Route(LIST + "/confirmation/{key}", confirm, methods=["POST"], name="stars_confirm"),
    Route(f"{LIST}/removal", give_up, methods=["POST"], name="stars_give_up"),
    operation("GET", LIST, read, name="stars", answer=StarCodes, refusals=[404], is_public=True),
    operation(
        "PUT",
        LIST,
        replace,
        name="stars-replace",
        body=StarCodes,
        answer=StarCodes,
        refusals=[404, 422],
        is_public=True,
    ),
]
