"""What a visitor may watch of a session: the ticket is the one that this browser showed, or one's own."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from events_svc import clock
from events_svc.events.models import Event
from events_svc.media import contents, holders, hub, passes, platforms, ways
from events_svc.media.holders import Holder
from events_svc.media.hub import Hub
from events_svc.media.models import Access, Recording
from events_svc.media.passes import Seat
from events_svc.media.ways import Visitor, Way
from events_svc.schedule.entries import Item
from events_svc.web import auth, broadcasts, captions, i18n
from events_svc.web.state import Request


async def shown(request: Request, event: Event, item: Item) -> dict[str, Any]:
    """What `media/_session.html` shows of live links and recordings."""
    found = await hub_of(request, event, item)
    url = request.state["settings"].public_url
    return {
        "event": event,
        "item": item,
        "hub": found,
        "platforms": platforms.PLATFORMS,
        "tracks": await _tracks(found),
        "jsonld": await broadcasts.told(event, item, found, public_url=url),
    }


async def _tracks(found: Hub) -> dict[int, list[dict[str, Any]]]:
    """The subtitles and chapters of the recordings that stand in the session's place, by recording."""
    shown_ids = [part.recording.id for part in found.parts] if found.phase == "after" else []
    held = await contents.of_recordings(shown_ids) if shown_ids else {}
    return {
        part.recording.id: captions.tracks(part.recording, held[part.recording.id])
        for part in found.parts
        if part.recording.id in held
    }


async def hub_of(request: Request, event: Event, item: Item) -> Hub:
    """The hub of a session as this visitor sees it."""
    locked = await hub.needs_ticket(item["id"])
    visitor = await _visitor(request, event.id if locked else None)
    return await hub.of_session(item["id"], item["starts_at"], item["ends_at"], visitor=visitor)


async def ways_of(request: Request, recording: Recording) -> list[Way]:
    """The links of a recording (its sources and session loaded) as this visitor finds them."""
    session = recording.session
    locked = any(source.access is Access.TICKET for source in recording.sources)
    event_id = session.event_id if session and locked else None
    return ways.of_recording(recording, await _visitor(request, event_id))


async def _visitor(request: Request, event_id: int | None) -> Visitor:
    """The visitor, with a ticket of the event if one is asked for."""
    holder = await holder_of(request, event_id) if event_id is not None else None
    return Visitor(i18n.language.get(), holder, request.state["settings"].secret_key)


async def holder_of(request: Request, event_id: int) -> Holder | None:
    """The ticket of the event that this browser showed, else one of the person who is signed in."""
    seat = seat_of(request, event_id)
    holder = await holders.seated(event_id, seat) if seat else None
    return holder or await holders.signed_in(event_id, await auth.person(request))


def seat_of(request: Request, event_id: int) -> Seat | None:
    """What this browser keeps of a ticket that was shown in it."""
    kept = request.cookies.get(_cookie(event_id), "")
    key = request.state["settings"].secret_key
    return passes.read_seat(kept, key=key, now=clock.now()) if kept else None


async def readers(request: Request) -> set[bytes]:
    """Everybody who this browser is: its seats at any event, and its sign-in."""
    key, now = request.state["settings"].secret_key, clock.now()
    kept = [word for name, word in request.cookies.items() if name.startswith("seat-")]
    seats = [passes.read_seat(word, key=key, now=now) for word in kept[:20]]
    found = {seat.reader for seat in seats if seat}
    person = await auth.person(request)
    if person.sign_in_id is not None:
        found.add(passes.reader_of_sign_in(person.sign_in_id))
    return found


def take_seat(request: Request, response: Response, event_id: int, seat: Seat) -> None:
    """Let this browser keep the seat."""
    settings = request.state["settings"]
    response.set_cookie(
        _cookie(event_id),
        passes.signed_seat(seat, key=settings.secret_key, now=clock.now()),
        max_age=int(passes.SEAT_LASTS / timedelta(seconds=1)),
        httponly=True,
        secure=settings.is_secure,
        samesite="lax",
    )


def _cookie(event_id: int) -> str:
    return f"seat-{event_id}"
