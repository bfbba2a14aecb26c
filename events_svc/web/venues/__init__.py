"""Venues over HTTP: the organiser's pages and the API."""

from starlette.routing import BaseRoute, Route

from events_svc.web.venues import api, console, hours, hours_api, seat_api, seat_plans
from venues import errors as refusals

routes: list[BaseRoute] = [
    Route("/organiser/venues", console.index, name="venues"),
    Route("/organiser/venues", console.create, methods=["POST"], name="venue_create"),
    Route("/organiser/venues/{id:int}", console.edit, name="venue"),
    Route("/organiser/venues/{id:int}", console.save, methods=["POST"], name="venue_save"),
    Route("/organiser/venues/{id:int}/rooms", console.add_room, methods=["POST"], name="room_add"),
    *hours.routes,
    *seat_plans.routes,
    *api.routes,
    *hours_api.routes,
    *seat_api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.RoomTaken: 409,
    refusals.RoomNameTaken: 409,
    refusals.NotBooked: 409,
    refusals.PlanChanged: 409,
    refusals.SeatsInUse: 409,
    refusals.SeatTwice: 422,
    refusals.TooManySeats: 422,
    refusals.CategoryUnknown: 422,
    refusals.RoomUnknown: 404,
    refusals.EndsBeforeStart: 422,
    refusals.TooManyOpenings: 422,
}
