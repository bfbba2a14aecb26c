"""Venues and rooms as lists read them."""

from collections.abc import Iterable

from tortoise.query_utils import Prefetch

from venues.models import Room, Venue


async def owned_by(
    owners: Iterable[str], *, before_id: int | None = None, limit: int = 50
) -> list[Venue]:
    """The venues of these owners with their rooms, newest first; one more than `limit` if there is."""
    venues = Venue.filter(owner__in=[*owners])
    if before_id is not None:
        venues = venues.filter(id__lt=before_id)
    rooms = Prefetch("rooms", queryset=Room.all().order_by("position", "id"))
    return await venues.prefetch_related(rooms).order_by("-id").limit(limit + 1)


async def rooms_of(venue: Venue, *, after_id: int = 0, limit: int = 200) -> list[Room]:
    """The rooms of a venue in the order of their making; one more than `limit` if there is."""
    return await Room.filter(venue=venue, id__gt=after_id).order_by("id").limit(limit + 1)
