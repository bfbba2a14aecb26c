"""Which role may do what. Pure: no database, no request."""

from enum import StrEnum

from events_svc.accounts.models import Role


class Permission(StrEnum):
    """What a route of the organiser's asks for."""

    EVENT_VIEW = "event.view"  # see drafts, lists and figures of the event
    EVENT_EDIT = "event.edit"
    AGENDA_EDIT = "agenda.edit"  # sessions, speakers, rooms, releases
    TICKETS_EDIT = "tickets.edit"  # ticket types and quotas
    ORDERS_VIEW = "orders.view"
    ORDERS_EDIT = "orders.edit"  # mark as paid, cancel, refund
    DOOR_VIEW = "door.view"  # arrivals, the scan log
    DOOR_EDIT = "door.edit"  # gates, lists, pairing
    MEDIA_EDIT = "media.edit"
    STATS_VIEW = "stats.view"
    COUNTERS_EDIT = "counters.edit"
    REPORTS_EDIT = "reports.edit"  # freeze and check reports
    TEAM_EDIT = "team.edit"  # memberships, tokens of the organisation
    AUDIT_VIEW = "audit.view"
    OUTBOX_VIEW = "outbox.view"
    ORGANISATION_EDIT = "organisation.edit"


_VIEW = frozenset({Permission.EVENT_VIEW, Permission.STATS_VIEW})
_AGENDA = _VIEW | {Permission.AGENDA_EDIT, Permission.MEDIA_EDIT}
_FINANCE = _VIEW | {
    Permission.ORDERS_VIEW,
    Permission.ORDERS_EDIT,
    Permission.COUNTERS_EDIT,
    Permission.REPORTS_EDIT,
}
_DOOR = frozenset({Permission.EVENT_VIEW, Permission.DOOR_VIEW, Permission.DOOR_EDIT})
_ORGANISER = (
    _AGENDA
    | _FINANCE
    | _DOOR
    | {
        Permission.EVENT_EDIT,
        Permission.TICKETS_EDIT,
        Permission.AUDIT_VIEW,
        Permission.OUTBOX_VIEW,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ORGANISER: _ORGANISER,
    Role.AGENDA: _AGENDA,
    Role.FINANCE: _FINANCE,
    Role.DOOR: _DOOR,
    Role.VIEWER: _VIEW,
}

SCOPES: dict[str, frozenset[Permission]] = {
    "events:read": frozenset({Permission.EVENT_VIEW}),
    "events:write": frozenset(
        {Permission.EVENT_VIEW, Permission.EVENT_EDIT, Permission.TICKETS_EDIT}
    ),
    "agenda:write": frozenset({Permission.EVENT_VIEW, Permission.AGENDA_EDIT}),
    "reviews:write": frozenset(),  # as oneself: a reviewer sees what the reviewer may
    "orders:read": frozenset({Permission.EVENT_VIEW, Permission.ORDERS_VIEW}),
    "orders:write": frozenset(
        {Permission.EVENT_VIEW, Permission.ORDERS_VIEW, Permission.ORDERS_EDIT}
    ),
    "checkin:write": frozenset({Permission.EVENT_VIEW, Permission.DOOR_VIEW, Permission.DOOR_EDIT}),
    "media:write": frozenset(
        {Permission.EVENT_VIEW, Permission.MEDIA_EDIT, Permission.COUNTERS_EDIT}
    ),
    "stats:read": frozenset({Permission.EVENT_VIEW, Permission.STATS_VIEW}),
    "reports:write": frozenset(
        {Permission.EVENT_VIEW, Permission.STATS_VIEW, Permission.REPORTS_EDIT}
    ),
}
