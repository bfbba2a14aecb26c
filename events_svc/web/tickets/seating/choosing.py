"""The buyers' picker: the plan on the page of the shop, what was picked there, and who was faster."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.events.models import Event
from events_svc.tickets.draft import Line
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.seating.dealing import dealt
from events_svc.tickets.seating.sights import Sight, sights, taken_seats, types_by_seat
from events_svc.web import access, live
from events_svc.web.state import Request
from events_svc.web.tickets.seating.markup import boxes, marks
from events_svc.web.tickets.seating.words import row_words, seat_words
from venues.plan import Spot

MOST_PICKED = 200


@dataclass(frozen=True, slots=True)
class Picker:
    """What the partial shows: the plans, the seats that are chosen, those that are the visitor's anyway."""

    event: Event
    sights: Sequence[Sight]
    chosen: frozenset[int]
    mine: frozenset[int]
    is_single: bool = False  # one seat for one ticket
    row_words = staticmethod(row_words)
    seat_words = staticmethod(seat_words)

    def marks(self, sight: Sight, row: Sequence[Spot]) -> Markup:
        """The seats of a row in the drawing."""
        return marks(sight, row, self.chosen)

    def boxes(self, sight: Sight, row: Sequence[Spot]) -> Markup:
        """The seats of a row in the list."""
        kind = "radio" if self.is_single else "checkbox"
        return boxes(sight, row, self.chosen, self.mine, kind)


async def picker(
    event: Event, *, chosen: Collection[int] = (), mine: Collection[int] = ()
) -> Picker | None:
    """The picker of an event with seats for what is on sale there; None where there are none."""
    kinds = TicketType.filter(event_id=event.id, is_active=True, is_hidden=False)
    found = await sights(event, await kinds.order_by("position", "id"), mine=mine)
    if not found:
        return None
    free = frozenset(chosen).difference(*(one.taken for one in found))
    return Picker(event, found, free, frozenset(mine))


async def with_seats(event: Event, lines: Sequence[Line], form: FormData) -> list[Line]:
    """The lines with the seats that were picked for them. A seat that no line has room for is one more
    ticket of the first type that sits there.
    """
    picked = picked_seats(form)
    if not picked:
        return [*lines]
    types = await types_by_seat(event, picked)
    found = dealt([(line.ticket_type_id, line.count) for line in lines], picked, types)
    seated = [
        replace(line, seat_ids=(*line.seat_ids, *seats))
        for line, seats in zip(lines, found.of_lines, strict=True)
    ]
    for kind_id, seats in found.more.items():
        place = next((n for n, line in enumerate(seated) if line.ticket_type_id == kind_id), None)
        if place is None:
            seated.append(Line(kind_id, len(seats), seat_ids=tuple(seats)))
        else:
            line = seated[place]
            wanted = (*line.seat_ids, *seats)
            count = max(line.count, len(wanted))
            seated[place] = replace(line, count=count, seat_ids=wanted)
    return seated


def picked_seats(form: FormData) -> list[int]:
    """The ids of the seats that were ticked, each once."""
    sent = [str(one) for one in form.getlist("seat")[:MOST_PICKED]]
    return [*dict.fromkeys(int(one) for one in sent if one.isdecimal() and len(one) < 18)]


async def changes(request: Request) -> Response:
    """The taken seats of an event, again whenever somebody takes or frees one."""
    event = await access.public_event(request)

    async def taken() -> str:
        return ",".join(str(one) for one in await taken_seats(event)) or "-"

    return live.events(f"seats:{event.id}", taken)


routes: list[BaseRoute] = [Route("/events/{slug}/seats/changes", changes, name="seat_changes")]
