"""Halls of a few rows, and events that sell them."""

from events_svc.events.models import Event
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating.models import Seating, SeatTaking
from tests.venues.factories import make_room
from venues.models import Room
from venues.seat_models import Seat, SeatMap

CATEGORIES = [
    {"key": "a", "name": {"zh": "甲区", "en": "Front"}},
    {"key": "b", "name": {"zh": "乙区", "en": "Back"}},
]


async def make_map(*lengths: int, room: Room | None = None, categories: str = "") -> SeatMap:
    """A hall with rows 1, 2, … of so many seats, each centred; `categories` has a letter for each row."""
    width = max(lengths) * 20 + 20
    made = await SeatMap.create(
        room=room or await make_room(),
        name={"zh": "大厅", "en": "Hall"},
        width=width,
        height=len(lengths) * 20 + 40,
        categories=CATEGORIES,
    )
    letters = categories or "a" * len(lengths)
    for row, (length, letter) in enumerate(zip(lengths, letters, strict=True), start=1):
        left = (width - (length - 1) * 20) // 2
        await Seat.bulk_create(
            Seat(
                seat_map_id=made.id,
                row=str(row),
                number=number + 1,
                category=letter,
                x=left + number * 20,
                y=row * 20 + 20,
            )
            for number in range(length)
        )
    return made


async def seat_it(event: Event, seat_map: SeatMap, **types: list[TicketType]) -> Seating:
    """The event sells the seats of the map: `a=[kind]` says which types sit in category a."""
    ids = {category: [one.id for one in kinds] for category, kinds in types.items()}
    return await Seating.create(event_id=event.id, seat_map_id=seat_map.id, types=ids)


async def seat_ids(seat_map: SeatMap) -> list[int]:
    """The ids of its seats, row by row."""
    return [one.id for one in await Seat.filter(seat_map_id=seat_map.id).order_by("id")]


async def takings(event: Event) -> list[tuple[int, int | None]]:
    """Every taken seat of the event with its ticket."""
    found = SeatTaking.filter(event_id=event.id).order_by("seat_id")
    return [(one.seat_id, one.ticket_id) for one in await found]
