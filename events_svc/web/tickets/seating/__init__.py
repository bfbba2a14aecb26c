"""Seats over HTTP: the buyers' picker, the seat of a ticket, the organiser's plan of the event."""

from starlette.routing import BaseRoute

from events_svc.tickets.seating import errors as refusals
from events_svc.web.tickets.seating import api, cart_seats, choosing, console, own_seat

routes: list[BaseRoute] = [
    *choosing.routes,
    *own_seat.routes,
    *cart_seats.routes,
    *console.routes,
    *api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.SeatTaken: 409,
    refusals.FewSeats: 409,
    refusals.NoSuchSeat: 409,
    refusals.SeatOfOtherType: 409,
    refusals.MoreSeatsThanTickets: 422,
    refusals.NotSeated: 409,
    refusals.SeatingInUse: 409,
}
