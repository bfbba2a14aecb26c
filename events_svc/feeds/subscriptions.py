"""Whose sessions a feed has: those of an event, a person, a room, a reader; or a single one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event, EventState
from events_svc.events.queries import PUBLIC
from events_svc.feeds import calendar, cuts, listings, standing
from events_svc.feeds.calendar import Feed
from events_svc.feeds.cuts import Cut
from events_svc.feeds.parts import Choice, Part, reminding
from events_svc.feeds.standing import Standing
from events_svc.schedule import stars
from events_svc.schedule.models import Appearance, Session
from events_svc.schedule.plan_models import SessionRoom
from events_svc.schedule.reader_models import Star
from events_svc.text import Text
from speakers import keys
from speakers.models import Speaker
from venues.models import Room

MOST_EVENTS = 100  # the newest; who presented more often is not subscribed for what is long past
REMIND = 15  # minutes before what somebody starred


async def of_event(found: Standing, choice: Choice, language: str, *, source: str) -> Cut:
    """A choice of the event's sessions; before the first release, the event itself and its parts."""
    feed = replace(calendar.whole(found.facts, language), source=source)
    if found.release_id is not None or choice != Choice():
        return cuts.chosen(feed, [found], choice, language)
    below = Event.filter(parent_id=found.event.id, state__in=PUBLIC).order_by("starts_at", "id")
    parts = await below.limit(MOST_EVENTS).select_related("venue", "parent")
    return listings.occasions_of(feed, [found.event, *parts], language, found.facts.public_url)


async def of_speaker(slug: str, language: str, *, public_url: str) -> Cut:
    """Every released session of the person, over all public events; NotFound for nobody."""
    person = await Speaker.get_or_none(slug=slug)
    if person is None:
        raise NotFound
    found = await _standings(await _events_of(person), public_url)
    feed = _named(person.name, f"{public_url}/speakers/{slug}", language, found)
    return cuts.chosen(feed, found, Choice(speaker=slug), language)


async def of_presenter(secret: str, language: str, *, public_url: str) -> Cut:
    """The same for that person alone, with reminders, empty before the first; NotFound once revoked."""
    person = await keys.opened(secret, keys.CALENDAR, at=clock.now())
    if person is None:
        raise NotFound
    found = await _public(await _events_of(person), public_url)
    page = _named(person.name, f"{public_url}/speakers/{person.slug}", language, found)
    feed = replace(page, source=f"{public_url}/speakers/feeds/{secret}.ics?lang={language}")
    whole = cuts.chosen(feed, found, Choice(speaker=person.slug), language)
    return _reminding(whole, person.created_at)


async def of_room(room_id: int, language: str, *, public_url: str) -> Cut:
    """Every released session in the room, over all public events; NotFound for no room."""
    room = await Room.get_or_none(id=room_id).select_related("venue")
    if room is None:
        raise NotFound
    first = Session.filter(room_id=room_id).distinct()
    more = SessionRoom.filter(room_id=room_id).distinct()
    ids = [*await first.values_list("event_id", flat=True)]
    ids += [*await more.values_list("session__event_id", flat=True)]
    found = await _standings(ids, public_url)
    feed = _named(_room_name(room), f"{public_url}/rooms/{room_id}", language, found)
    return cuts.chosen(feed, found, Choice(room=room_id), language)


async def of_session(found: Standing, code: str, language: str) -> Cut:
    """The one released session with this code; NotFound for none."""
    entries = Choice(code=code).of(await cuts.released(found, language))
    if not entries:
        raise NotFound
    address = f"{found.facts.url}/sessions/{code}"
    feed = _named({language: entries[0]["title"]}, address, language, [found])
    return cuts.chosen(feed, [found], Choice(code=code), language)


async def of_stars(secret: str, language: str, *, public_url: str) -> Cut:
    """What a reader starred, with a reminder before each; NotFound once the list was given up."""
    starred = await stars.of_secret(secret)
    if starred.event.state is EventState.DRAFT:
        raise NotFound
    found = await standing.of(starred.event.slug, public_url=public_url)
    ids = await Star.filter(star_list_id=starred.id).values_list("session_id", flat=True)
    choice = Choice(sessions=frozenset(int(str(one)) for one in ids))
    feed = _named(found.facts.title, f"{public_url}/stars/{secret}", language, [found])
    whole = cuts.chosen(feed, [found], choice, language)
    return _reminding(whole, starred.changed_at)


def _reminding(whole: Cut, changed_at: datetime) -> Cut:
    """The same for one person alone: with alarms, and a feed even when it is empty."""

    async def reminded() -> list[Part]:
        return reminding(await whole.parts(), minutes=REMIND)

    return replace(whole, parts=reminded, changed_at=changed_at)


async def _standings(ids: Iterable[object], public_url: str) -> list[Standing]:
    """The public events among these, the newest; NotFound when there is none."""
    found = await _public(ids, public_url)
    if not found:
        raise NotFound
    return found


async def _public(ids: Iterable[object], public_url: str) -> list[Standing]:
    numbers = {int(str(one)) for one in ids}
    return await standing.public(numbers, public_url=public_url, most=MOST_EVENTS)


async def _events_of(person: Speaker) -> list[object]:
    found = Appearance.filter(speaker_id=person.id).distinct()
    return [*await found.values_list("session__event_id", flat=True)]


def _named(name: Text, url: str, language: str, found: Sequence[Standing]) -> Feed:
    """Zone and colour are those of the newest event."""
    return calendar.named(name, url, language, facts=found[0].facts if found else None)


def _room_name(room: Room) -> Text:
    return {
        language: f"{words}, {room.venue.name[language]}"
        if room.venue.name.get(language)
        else words
        for language, words in room.name.items()
    }
