"""The summit's check-in list and its gates."""

from events_svc.checkin import gates, starts
from events_svc.checkin.lists import ListTerms, make_list
from events_svc.checkin.models import Gate
from events_svc.events.models import Event
from events_svc.text import text
from events_svc.tickets.product_models import TicketType


async def open_gates(event: Event) -> list[Gate]:
    """A list for the tickets of the halls (online ones stay at home), one for lunch, two gates; one is a desk."""
    halls = await TicketType.filter(event_id=event.id, price_minor__gt=0)
    terms = ListTerms(text("会场入口", "Halls"), ticket_types=[kind.id for kind in halls])
    made = await make_list(event, terms)
    await make_list(event, starts.STARTS["lunch"])
    opened = [
        await gates.open_gate(event, name=name, list_id=made.id)
        for name in (text("东门", "East gate"), text("西门", "West gate"))
    ]
    await gates.set_desk(opened[0])
    return opened
