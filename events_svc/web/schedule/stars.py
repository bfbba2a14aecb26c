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
from events_svc.web.schedule import grid
from events_svc.web.state import Request

HOUR = timedelta(hours=1)
LISTS_AN_HOUR = 30
PRIVATE = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}

Code = Annotated[str, Meta(max_length=16, pattern=r"^[0-9A-Z]*\Z")]
Codes = Annotated[list[Code], Meta(max_length=stars.MOST)]


class StarsForm(msgspec.Struct):
    """`codes`: separated by blanks, as the browser has them."""

    codes: Annotated[str, Meta(max_length=stars.MOST * 20)] = ""


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
    return await list_page(request, await own_list(request))


async def give_up(request: Request) -> Response:
    """The link opens nothing any more, on no device."""
    starred = await own_list(request)
    await forms.read(request)
    await stars.give_up(starred)
    return pages.redirect(request, f"/events/{starred.event.slug}/stars")


async def read(request: Request) -> StarCodes:
    """The starred sessions behind a private link."""
    return StarCodes(await stars.codes_of(await own_list(request)))


async def replace(request: Request, body: StarCodes) -> StarCodes:
    """Star these sessions and no others behind a private link."""
    starred = await own_list(request)
    await stars.keep(starred, body.codes)
    return StarCodes(await stars.codes_of(starred))


async def own_list(request: Request) -> StarList:
    """The list of the path's secret; NotFound when it was given up."""
    return await stars.of_secret(request.path_params["secret"])


async def list_page(
    request: Request, starred: StarList, *, wrong: forms.Malformed | None = None
) -> Response:
    """The page of a list, with what was typed where it was refused."""
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
