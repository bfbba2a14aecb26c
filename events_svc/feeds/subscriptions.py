"""Whose feeds there are: of an event, a person, a room, a session, a series, an organisation, a reader."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tortoise.expressions import Q

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.events.models import Event, EventState, Series
from events_svc.events.queries import PUBLIC
from events_svc.feeds import calendar, cuts, occasions, standing
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
COLOUR = "#a8321f"


async def of_event(found: Standing, choice: Choice, language: str, *, source: str) -> Cut:
    """A choice of the event's sessions; before the first release, the event itself and its parts."""
    feed = replace(calendar.whole(found.facts, language), source=source)
    if found.release_id is not None or choice != Choice():
        return cuts.chosen(feed, [found], choice, language)
    below = Event.filter(parent_id=found.event.id, state__in=PUBLIC).order_by("starts_at", "id")
    parts = await below.limit(MOST_EVENTS).select_related("venue", "parent")
    return _occasions(feed, [found.event, *parts], language, found.facts.public_url)


async def of_speaker(slug: str, language: str, *, public_url: str) -> Cut:
    """Every released session of the person, over all public events; NotFound for nobody."""
    person = await Speaker.get_or_none(slug=slug)
    if person is None:
        raise NotFound
    ids = Appearance.filter(speaker_id=person.id).distinct()
    found = await _standings(await ids.values_list("session__event_id", flat=True), public_url)
    feed = _feed(person.name, f"{public_url}/speakers/{slug}", language, found)
    return cuts.chosen(feed, found, Choice(speaker=slug), language)


async def of_presenter(secret: str, language: str, *, public_url: str) -> Cut:
    """The same for that person alone, with reminders, empty before the first; NotFound once revoked."""
    person = await keys.opened(secret, keys.CALENDAR, at=clock.now())
    if person is None:
        raise NotFound
    ids = (
        await Appearance.filter(speaker_id=person.id)
        .distinct()
        .values_list("session__event_id", flat=True)
    )
    found = await standing.public(
        {int(str(one)) for one in ids}, public_url=public_url, most=MOST_EVENTS
    )
    page = _feed(person.name, f"{public_url}/speakers/{person.slug}", language, found)
    feed = replace(page, source=f"{public_url}/speakers/feeds/{secret}.ics?lang={language}")
    whole = cuts.chosen(feed, found, Choice(speaker=person.slug), language)

    async def remembered() -> list[Part]:
        return reminding(await whole.parts(), minutes=REMIND)

    return replace(whole, parts=remembered, changed_at=person.created_at)


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
    feed = _feed(_room_name(room), f"{public_url}/rooms/{room_id}", language, found)
    return cuts.chosen(feed, found, Choice(room=room_id), language)


async def of_session(found: Standing, code: str, language: str) -> Cut:
    """The one released session with this code; NotFound for none."""
    entries = Choice(code=code).of(await cuts.released(found, language))
    if not entries:
        raise NotFound
    address = f"{found.facts.url}/sessions/{code}"
    feed = _feed({language: entries[0]["title"]}, address, language, [found])
    return cuts.chosen(feed, [found], Choice(code=code), language)


async def of_stars(secret: str, language: str, *, public_url: str) -> Cut:
    """What a reader starred, with a reminder before each; NotFound once the list was given up."""
    starred = await stars.of_secret(secret)
    if starred.event.state is EventState.DRAFT:
        raise NotFound
    found = await standing.of(starred.event.slug, public_url=public_url)
    ids = await Star.filter(star_list_id=starred.id).values_list("session_id", flat=True)
    choice = Choice(sessions=frozenset(int(str(one)) for one in ids))
    feed = _feed(found.facts.title, f"{public_url}/stars/{secret}", language, [found])
    whole = cuts.chosen(feed, [found], choice, language)

    async def remembered() -> list[Part]:
        return reminding(await whole.parts(), minutes=REMIND)

    return replace(whole, parts=remembered, changed_at=starred.changed_at)


async def of_series(slug: str, language: str, *, public_url: str) -> Cut:
    """The public editions of a series, each an entry; NotFound for none."""
    series = await Series.get_or_none(slug=slug)
    if series is None:
        raise NotFound
    url = f"{public_url}/series/{slug}"
    feed = _feed(series.name, url, language, [], description=series.description)
    return await _listed(feed, Q(series_id=series.id), language, public_url)


async def of_organisation(slug: str, language: str, *, public_url: str) -> Cut:
    """The public events that the organisation, or one below it, gives or has a part in."""
    organisation = await Organisation.get_or_none(slug=slug)
    if organisation is None:
        raise NotFound
    url = f"{public_url}/organisations/{slug}"
    own = Q(organisation__path__startswith=organisation.path)
    ids = await Event.filter(parties__organisation_id=organisation.id).values_list("id", flat=True)
    feed = replace(_feed(organisation.name, url, language, []), url=organisation.url or public_url)
    return await _listed(feed, own | Q(id__in=[*ids]), language, public_url)


async def _listed(feed: Feed, wanted: Q, language: str, public_url: str) -> Cut:
    public = Event.filter(wanted, state__in=PUBLIC).order_by("-starts_at", "-id")
    events = await public.limit(MOST_EVENTS).select_related("venue", "parent")
    if not events:
        raise NotFound
    return _occasions(feed, events, language, public_url)


def _occasions(feed: Feed, events: Sequence[Event], language: str, public_url: str) -> Cut:
    async def found() -> list[Part]:
        return [occasions.part_of(one, language, public_url=public_url) for one in events]

    version = tuple(occasions.mark(one) for one in events)
    return Cut(feed, language, (cuts.feed_key(feed), version), found)


async def _standings(ids: Iterable[object], public_url: str) -> list[Standing]:
    """The public events among these, the newest; NotFound when there is none."""
    found = await standing.public(
        {int(str(one)) for one in ids}, public_url=public_url, most=MOST_EVENTS
    )
    if not found:
        raise NotFound
    return found


def _feed(
    name: Text,
    url: str,
    language: str,
    found: Sequence[Standing],
    *,
    description: Text | None = None,
) -> Feed:
    """What a calendar says of itself whose page is `url`."""
    source = f"{url}/calendar.ics?lang={language}"
    timezone = found[0].facts.timezone if found else "Asia/Shanghai"
    colour = found[0].facts.accent if found else COLOUR
    return Feed(name, description or {}, url, source, timezone, colour)


def _room_name(room: Room) -> Text:
    return {
        language: f"{words}, {room.venue.name[language]}"
        if room.venue.name.get(language)
        else words
        for language, words in room.name.items()
    }
