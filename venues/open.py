"""Open a venue, give it rooms, change what they say."""

from collections.abc import Mapping
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from venues.errors import RoomNameTaken
from venues.models import Room, Venue


async def open_venue(owner: str, columns: Mapping[str, Any]) -> Venue:
    """A venue of `owner` (`organisation:3`), without rooms."""
    return await Venue.create(owner=owner, **columns)


async def change_venue(venue: Venue, columns: Mapping[str, Any]) -> None:
    """The venue with these columns changed."""
    await Venue.filter(id=venue.id).update(**columns)


async def add_room(venue: Venue, name: Mapping[str, str], *, capacity: int | None = None) -> Room:
    """A room of the venue, last of its list. Raises RoomNameTaken."""
    key = name.get("zh") or name["en"]
    try:
        async with in_transaction():
            last = await Room.filter(venue=venue).order_by("-position").first()
            return await Room.create(
                venue=venue,
                name=dict(name),
                key=key,
                capacity=capacity,
                position=last.position + 1 if last else 0,
            )
    except IntegrityError as error:
        raise RoomNameTaken from error
