"""Check-in over HTTP: the scanner and its pairing, the organiser's door, the API of devices."""

from starlette.routing import BaseRoute

from events_svc.checkin import errors as refusals
from events_svc.checkin.conflicts import errors as conflict_refusals
from events_svc.checkin.desk import errors as desk_refusals
from events_svc.checkin.sync import errors as sync_refusals
from events_svc.web.checkin import (
    api,
    app,
    attendance,
    badges,
    batch,
    conflicts,
    conflicts_api,
    desk,
    door,
    gates,
    lists,
    lists_api,
    pairing,
    scanner,
    scans,
    sheet,
    signing_keys,
    simulator,
    sync,
)

routes: list[BaseRoute] = [
    *scans.routes,  # first: the busiest of all
    *batch.routes,
    *conflicts_api.routes,
    *conflicts.routes,
    *api.routes,
    *lists_api.routes,
    *lists.routes,
    *simulator.routes,
    *attendance.routes,
    *sync.routes,
    *desk.routes,
    *scanner.routes,
    *app.routes,
    *pairing.routes,
    *badges.routes,
    *door.routes,
    *gates.routes,
    *sheet.routes,
    *signing_keys.routes,
]

errors: dict[type[Exception], int] = {
    refusals.DeviceUnknown: 401,
    refusals.PairingOver: 410,
    refusals.GateClosed: 409,
    refusals.ScanIdTaken: 409,
    refusals.NothingToUndo: 409,
    refusals.RulesMalformed: 422,
    refusals.ListChanged: 409,
    refusals.ListInUse: 409,
    conflict_refusals.ConflictDecided: 409,
    conflict_refusals.ReasonMissing: 422,
    desk_refusals.NotADesk: 409,
    desk_refusals.DueChanged: 409,
    sync_refusals.SnapshotNeeded: 410,
    sync_refusals.DoorOver: 410,
    sync_refusals.CrowdTooLarge: 409,
}
