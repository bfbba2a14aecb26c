"""How long the way between two venues takes: as somebody said, else by their distance."""

from collections.abc import Iterable, Mapping
from math import asin, ceil, cos, radians, sin, sqrt

from tortoise.transactions import in_transaction

from venues.models import Journey, Venue

EARTH_KM = 6371.0088  # mean radius, IUGG
DETOUR = 1.3  # a way is so much longer than the line between its ends
WALKING_KMH, RIDING_KMH, FAR_KMH = 4.5, 25.0, 90.0
WALKABLE_KM, NEAR_KM = 1.5, 50.0
WAITING_MINUTES = 10  # for whatever one rides in
LONGEST_MINUTES = 7 * 24 * 60

Ways = Mapping[tuple[int, int], int]
Point = tuple[float, float]


async def between(venue_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """The minutes between each two of these venues, the smaller id first; unknown ways are absent."""
    ids = sorted({*venue_ids})
    if len(ids) < 2:
        return {}
    said = {
        (way.one_id, way.other_id): way.minutes
        for way in await Journey.filter(one_id__in=ids, other_id__in=ids)
    }
    places = {venue.id: point(venue) for venue in await Venue.filter(id__in=ids)}
    return {**estimated(places), **said}


async def say(one: Venue, other: Venue, minutes: int | None) -> None:
    """The way between the two takes so long, in either direction; None: by the distance."""
    first, second = sorted((one.id, other.id))
    async with in_transaction():
        await Journey.filter(one_id=first, other_id=second).delete()
        if minutes is not None:
            await Journey.create(one_id=first, other_id=second, minutes=minutes)


def estimated(places: Mapping[int, Point | None]) -> dict[tuple[int, int], int]:
    """The minutes between places by their distance; places without coordinates are left out."""
    known = {number: place for number, place in places.items() if place}
    return {
        (one, other): minutes(kilometres(known[one], known[other]))
        for one in known
        for other in known
        if one < other
    }


def point(venue: Venue) -> Point | None:
    """Latitude and longitude, when both are known."""
    if venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def kilometres(one: Point, other: Point) -> float:
    """The great-circle distance, by the haversine formula."""
    (south, west), (north, east) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def minutes(distance: float) -> int:
    """The way over this distance in kilometres: on foot, by a ride in town, beyond it by train."""
    way = distance * DETOUR
    if distance <= WALKABLE_KM:
        return ceil(way / WALKING_KMH * 60)
    near, far = min(way, NEAR_KM), max(0.0, way - NEAR_KM)
    return WAITING_MINUTES + ceil((near / RIDING_KMH + far / FAR_KMH) * 60)
