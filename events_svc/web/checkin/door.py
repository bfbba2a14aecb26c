"""The organiser's live page of the door: figures, arrivals, gates, phones, the last scans, as they change."""

from typing import Any
from weakref import WeakValueDictionary

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.checkin import queries
from events_svc.checkin.looks import LOOKS
from events_svc.checkin.overview import Overview, overview
from events_svc.events.access import may
from events_svc.events.models import Event
from events_svc.tickets.questions.queries import asks_anything
from events_svc.web import auth, i18n, live, pages
from events_svc.web.access import editable_event
from events_svc.web.checkin import phone_words, plot, words
from events_svc.web.i18n import gettext
from events_svc.web.occasion import words as text
from events_svc.web.one_look import OneLook
from events_svc.web.state import Request

PARTS = ("figures", "arrivals", "gates", "phones", "scans")
PAUSE = 1.0  # seconds between two looks of a process, however many scans there are and however many watch

_looks: WeakValueDictionary[int, OneLook[Overview]] = WeakValueDictionary()


async def show(request: Request) -> Response:
    """The door now; it moves by itself where there are scripts."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    context = await _context(request, event)
    return await pages.render(
        request,
        "checkin/door.html",
        parts=PARTS,
        **context,
        **_seen(await overview(event), context),
    )


async def numbers(request: Request) -> Response:
    """What of it has changed, again and again."""
    event = await editable_event(request, Permission.DOOR_VIEW)
    look, context = _look(event), await _context(request, event)
    language = i18n.language.get()

    async def snapshot() -> dict[str, str]:
        seen = await look.seen()
        i18n.language.set(language)  # the stream runs on after the request has ended
        said = {**context, **_seen(seen, context), "lang": language}
        return {name: _part(name, said) for name in PARTS}

    return live.parts(f"scans:{event.id}", snapshot)


def _look(event: Event) -> OneLook[Overview]:
    """The look of all who watch this event's door."""
    found = _looks.get(event.id)
    if found is None:

        async def look() -> Overview:
            return await overview(event)

        found = _looks[event.id] = OneLook(look, pause=PAUSE)
    return found


async def _context(request: Request, event: Event) -> dict[str, Any]:
    """What stays the same as long as somebody watches."""
    named = (await queries.names(event.id))["type"]
    return {
        "event": event,
        "types": {one: text(name) for one, name in named.items()},
        "asks": await asks_anything(event.id)
        and may(await auth.signed_in(request), Permission.DOOR_EDIT, event),
        "looks": LOOKS,
        "state_of": words.state_of,
        "reason_word": words.of_reason,
        "of_phone": phone_words,
    }


def _seen(seen: Overview, context: dict[str, Any]) -> dict[str, Any]:
    """What one look found, with its plots."""
    zone = context["event"].timezone
    gates = {one.id: text(one.name) for one in seen.gates}
    types = {**context["types"], 0: gettext("without a ticket")}
    entrances = {one.id for one in seen.gates if one.checkin_list.is_entrance}
    drawn = [
        plot.arrivals(seen.tally, zone, plot.Shown(entrances, names, by))
        for names, by in ((gates, plot.GATE), (types, plot.TYPE))
    ]
    return {
        "seen": seen,
        "refused_answers": seen.answers,
        "entered": seen.tally.by_gate(),
        "refused": seen.tally.refused,
        "asked": seen.tally.asked,
        "plots": [one for one in drawn if one],
    }


def _part(name: str, context: dict[str, Any]) -> str:
    return pages.environment().get_template(f"checkin/live/{name}.html").render(context)


DOOR = "/organiser/events/{slug}/door"

routes: list[BaseRoute] = [
    Route(DOOR, show, name="door"),
    Route(f"{DOOR}/live", numbers, name="door_live"),
]
