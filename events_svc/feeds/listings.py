"""Feeds whose entries are events: of a series, of an organisation, of an event before its first release."""

from collections.abc import Sequence
from dataclasses import replace

from tortoise.expressions import Q

from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.events.models import Event, Series
from events_svc.events.queries import PUBLIC
from events_svc.feeds import calendar, cuts, occasions
from events_svc.feeds.calendar import Feed
from events_svc.feeds.cuts import Cut
from events_svc.feeds.parts import Part

MOST_EVENTS = 100  # the newest


async def of_series(slug: str, language: str, *, public_url: str) -> Cut:
    """The public editions of a series, each an entry; NotFound for none."""
    series = await Series.get_or_none(slug=slug)
    if series is None:
        raise NotFound
    url = f"{public_url}/series/{slug}"
    feed = calendar.named(series.name, url, language, description=series.description)
    return await _listed(feed, Q(series_id=series.id), language, public_url)


async def of_organisation(slug: str, language: str, *, public_url: str) -> Cut:
    """The public events that the organisation, or one below it, gives or has a part in."""
    organisation = await Organisation.get_or_none(slug=slug)
    if organisation is None:
        raise NotFound
    url = f"{public_url}/organisations/{slug}"
    own = Q(organisation__path__startswith=organisation.path)
    ids = await Event.filter(parties__organisation_id=organisation.id).values_list("id", flat=True)
    feed = calendar.named(organisation.name, url, language)
    feed = replace(feed, url=organisation.url or public_url)
    return await _listed(feed, own | Q(id__in=[*ids]), language, public_url)


async def _listed(feed: Feed, wanted: Q, language: str, public_url: str) -> Cut:
    public = Event.filter(wanted, state__in=PUBLIC).order_by("-starts_at", "-id")
    events = await public.limit(MOST_EVENTS).select_related("venue", "parent")
    if not events:
        raise NotFound
    return occasions_of(feed, events, language, public_url)


def occasions_of(feed: Feed, events: Sequence[Event], language: str, public_url: str) -> Cut:
    """These events, each an entry; their venues and parents are loaded."""

    async def found() -> list[Part]:
        return [occasions.part_of(one, language, public_url=public_url) for one in events]

    version = tuple(occasions.mark(one) for one in events)
    return Cut(feed, language, (cuts.feed_key(feed), version), found)
