"""Roles, scopes and kinds of organisation in words."""

from events_svc.accounts.models import Role
from events_svc.web.i18n import gettext

_ROLES = {
    Role.OWNER: "Owner",
    Role.ORGANISER: "Organiser",
    Role.AGENDA: "Agenda editor",
    Role.FINANCE: "Finance",
    Role.DOOR: "Door",
    Role.VIEWER: "Viewer",
}
_SCOPES = {
    "events:read": "Read events",
    "events:write": "Change events and ticket types",
    "agenda:write": "Change the agenda",
    "orders:read": "Read orders",
    "orders:write": "Change orders",
    "checkin:write": "Check-in",
    "media:write": "Change streams and recordings",
    "stats:read": "Read statistics",
}
_KINDS = {
    "association": "Association",
    "branch": "Branch",
    "office": "Office",
    "company": "Company",
    "institute": "Institute",
    "government": "Government",
    "partner": "Partner",
}
KINDS = tuple(_KINDS)


def role_words(role: Role) -> str:
    """The name of a role for people."""
    return gettext(_ROLES[role])


def roles() -> list[tuple[str, str]]:
    """The roles with their names, the mightiest first."""
    return [(role.value, gettext(words)) for role, words in _ROLES.items()]


def scopes() -> list[tuple[str, str]]:
    """The scopes of tokens with their names."""
    return [(scope, gettext(words)) for scope, words in _SCOPES.items()]


def kinds() -> list[tuple[str, str]]:
    """The kinds of organisation with their names."""
    return [(kind, gettext(words)) for kind, words in _KINDS.items()]
