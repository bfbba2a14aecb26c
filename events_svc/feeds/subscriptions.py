"""The feeds that are cut out of releases on demand: of a person, of a room, of a single session."""

import asyncio
from collections.abc import Callable, Iterable

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event, EventState
from events_svc.feeds import calendar
from events_svc.feeds.agenda import Agenda
from events_svc.feeds.files import File, agenda_of, packed
from events_svc.schedule.entries import Entry
from events_svc.schedule.models import Appearance, Session
from events_svc.schedule.queries import latest_release
from events_svc.text import Text
from speakers.models import Speaker
from venues.models import Room

MOST_EVENTS = 100  # the newest; who presented more often is not subscribed for what is long past


async def of_speaker(slug: str, language: str, *, public_url: str) -> File:
    """Every released session of the person, over all public events; NotFound for nobody."""
    speaker = await Speaker.get_or_none(slug=slug)
    if speaker is None:
        raise NotFound
    events = Appearance.filter(speaker_id=speaker.id).distinct()
    ids = await events.values_list("session__event_id", flat=True)
    who = speaker.id
    agendas = await _agendas(ids, public_url, lambda entry: _presents(entry, who))
    return await _built(speaker.name, f"{public_url}/speakers/{slug}", agendas, language)


async def of_room(room_id: int, language: str, *, public_url: str) -> File:
    """Every released session in the room, over all public events; NotFound for no room."""
    room = await Room.get_or_none(id=room_id).select_related("venue")
    if room is None:
        raise NotFound
    ids = await Session.filter(room_id=room_id).distinct().values_list("event_id", flat=True)
    agendas = await _agendas(
        ids, public_url, lambda entry: bool(entry["room"] and entry["room"]["id"] == room_id)
    )
    name = {
        lang: f"{words}, {room.venue.name[lang]}" if room.venue.name.get(lang) else words
        for lang, words in room.name.items()
    }
    return await _built(name, f"{public_url}/rooms/{room_id}", agendas, language)


async def of_session(event: Event, code: str, language: str, *, public_url: str) -> File:
    """The one released session with this code; NotFound for none."""
    release = await latest_release(event.id)
    if release is None:
        raise NotFound
    agenda = agenda_of(event, release, public_url)
    chosen = agenda.only(entry for entry in agenda.entries if entry["code"] == code)
    if not chosen.entries:
        raise NotFound
    address = f"{agenda.url}/sessions/{code}"
    return await _built(chosen.entries[0]["title"], address, [chosen], language)


async def _agendas(
    event_ids: Iterable[object], public_url: str, is_wanted: Callable[[Entry], bool]
) -> list[Agenda]:
    """The newest releases of the public events among these, with the wanted entries alone."""
    public = Event.filter(id__in=[*event_ids]).exclude(state=EventState.DRAFT)
    found = []
    for event in await public.order_by("-starts_at").limit(MOST_EVENTS).select_related("venue"):
        release = await latest_release(event.id)
        if release is not None:
            agenda = agenda_of(event, release, public_url)
            found.append(agenda.only(filter(is_wanted, agenda.entries)))
    return [agenda for agenda in found if agenda.entries]


async def _built(name: Text, address: str, agendas: list[Agenda], language: str) -> File:
    if not agendas:
        raise NotFound
    feed = calendar.Feed(
        name=name,
        description={},
        url=address,
        source=f"{address}/calendar.ics?lang={language}",
        timezone=agendas[0].timezone,
        colour=agendas[0].accent,
    )
    modified = calendar.modified_at(agendas) or agendas[0].released_at
    body = await asyncio.to_thread(calendar.write, feed, agendas, language)
    return packed(body, calendar.MEDIA_TYPE, modified)


def _presents(entry: Entry, speaker_id: int) -> bool:
    return any(speaker["id"] == speaker_id for speaker in entry["speakers"])
