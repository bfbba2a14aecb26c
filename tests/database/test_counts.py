"""How many rows a statement changed, also where triggers change some more."""

from events_svc.checkin.sync.models import DoorChange
from events_svc.database import execute
from events_svc.tickets.models import Ticket
from tests.checkin.factories import make_door, make_ticket


async def test_rows_of_triggers_are_not_counted(database: None) -> None:
    door = await make_door()
    for number in (1, 2, 3):
        await make_ticket(door.ticket_type, number=number)
    noted = await DoorChange.all().count()
    assert await Ticket.filter(number__in=[1, 2]).update(holder_name="X") == 2
    assert await Ticket.filter(number=9).update(holder_name="X") == 0
    assert await execute("UPDATE ticket SET holder_name = 'Y' WHERE number > $1", [1]) == 2
    assert await DoorChange.all().count() == noted + 4
