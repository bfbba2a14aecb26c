"""Venues and rooms."""

from venues.models import Room, Venue


async def make_venue(owner: str = "organisation:1") -> Venue:
    return await Venue.create(
        owner=owner,
        name={"zh": "国际会展中心", "en": "Exhibition Centre"},
        city={"zh": "芜湖", "en": "Wuhu"},
    )


async def make_room(key: str = "main", *, venue: Venue | None = None, capacity: int = 600) -> Room:
    venue = venue or await make_venue()
    return await Room.create(
        venue=venue, key=key, name={"zh": f"会场 {key}", "en": f"Hall {key}"}, capacity=capacity
    )
