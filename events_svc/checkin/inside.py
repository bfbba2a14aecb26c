"""How many people are in the house, and how many came by each list."""

from events_svc.checkin import tally
from events_svc.checkin.counting.moved import HOUSE, Crowd
from events_svc.checkin.models import CheckinList

__all__ = ["Crowd", "crowds", "house", "inside_of_list"]


async def house(event_id: int) -> Crowd:
    """Who came by any list, and who is in the house. Each ticket is one person."""
    return (await tally.crowds(event_id)).get(HOUSE, Crowd())


async def inside_of_list(one: CheckinList) -> int:
    """People who came in by this list and did not go out by it."""
    return (await tally.crowds(one.event_id)).get(one.id, Crowd()).inside


async def crowds(event_id: int) -> dict[int, Crowd]:
    """The figures of each list through which somebody came."""
    found = await tally.crowds(event_id)
    return {one: crowd for one, crowd in found.items() if one != HOUSE and crowd != Crowd()}
