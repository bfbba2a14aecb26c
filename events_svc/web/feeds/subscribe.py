"""Choose what to subscribe to: the link, and its QR code for the phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.documents import qr
from events_svc.feeds.agenda import rooms_of
from events_svc.feeds.parts import Choice
from events_svc.feeds.wording import BOTH, SPOKEN
from events_svc.schedule.entries import Entry
from events_svc.schedule.queries import latest_release
from events_svc.text import Text
from events_svc.web import access, pages
from events_svc.web.feeds.asked import Asked
from events_svc.web.i18n import gettext, language
from events_svc.web.state import Request


@dataclass(frozen=True, slots=True)
class Offered:
    """What a subscription can be held to: values with their names."""

    rooms: list[tuple[int, Text]]
    tracks: list[tuple[str, Text]]
    languages: list[str]


async def show(request: Request) -> Response:
    """The whole agenda, or a room, track or language of it, as a calendar that follows its changes."""
    event = await access.public_event(request)
    release = await latest_release(event.id)
    offered = _offered(release.entries if release else [])
    asked = _chosen(request, offered)
    address = (
        f"{request.state['settings'].public_url}/events/{event.slug}/calendar.ics?{asked.query}"
    )
    webcal = "webcal:" + address.partition(":")[2]
    return await pages.render(
        request,
        "feeds/subscribe.html",
        event=event,
        offered=offered,
        asked=asked,
        texts=[(BOTH, gettext("Chinese and English")), ("zh", "中文"), ("en", "English")],
        is_released=release is not None,
        address=address,
        webcal=webcal,
        code=qr.svg(webcal, title=gettext("QR code of the calendar")),
    )


def _offered(entries: Sequence[Entry]) -> Offered:
    rooms = {room["id"]: room for entry in entries for room in rooms_of(entry)}
    ordered = sorted(rooms.values(), key=lambda room: (room["position"], room["id"]))
    tracks = {
        track["slug"] or track["key"]: track["name"]
        for entry in entries
        if (track := entry["track"])
    }
    return Offered(
        [(room["id"], room["name"]) for room in ordered], [*tracks.items()], _spoken(entries)
    )


def _spoken(entries: Iterable[Entry]) -> list[str]:
    """The languages of the sessions, each by itself where a session has several."""
    said = (entry["language"].replace(";", ",").split(",") for entry in entries)
    return sorted({one.strip() for many in said for one in many} - {""})


def _chosen(request: Request, offered: Offered) -> Asked:
    """What of the offer is asked for; what is not offered is as if it were not asked."""
    given: dict[str, Any] = dict(request.query_params)
    texts = given.get("texts", language.get())
    rooms = {str(number): number for number, _ in offered.rooms}
    return Asked(
        language=texts if texts in SPOKEN else language.get(),
        is_named=True,
        choice=Choice(
            room=rooms.get(given.get("room", ""), 0),
            track=_one_of(given.get("track", ""), [slug for slug, _ in offered.tracks]),
            language=_one_of(given.get("language", ""), offered.languages),
        ),
    )


def _one_of(value: str, offered: Sequence[str]) -> str:
    return value if value in offered else ""


routes: list[BaseRoute] = [
    Route("/events/{slug}/subscribe", show, methods=["GET"], name="subscribe")
]
