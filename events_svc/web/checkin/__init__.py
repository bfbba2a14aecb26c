"""Check-in over HTTP: the scanner and its pairing, the organiser's door, the API of devices."""

from starlette.routing import BaseRoute

from events_svc.checkin import errors as refusals
from events_svc.web.checkin import api, door, pairing, scanner, scans

routes: list[BaseRoute] = [
    *scans.routes,  # first: the busiest of all
    *api.routes,
    *scanner.routes,
    *pairing.routes,
    *door.routes,
]

errors: dict[type[Exception], int] = {
    refusals.DeviceUnknown: 401,
    refusals.PairingOver: 410,
    refusals.GateClosed: 409,
    refusals.ScanIdTaken: 409,
    refusals.NothingToUndo: 409,
    refusals.RulesMalformed: 422,
}
