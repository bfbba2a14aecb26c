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
    "reviews:write": "Judge proposals as myself",
    "orders:read": "Read orders",
    "orders:write": "Change orders",
    "checkin:write": "Check-in",
    "media:write": "Change streams and recordings",
    "stats:read": "Read statistics",
    "reports:write": "Freeze and check reports",
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
# In this order: browsers name those that they descend from as well.
_BROWSERS = {
    "MicroMessenger/": "微信",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


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


def device_words(user_agent: str) -> str:
    """A browser and its system as their owner calls them: `Firefox · Linux`."""
    names = [
        next((name for mark, name in table.items() if mark in user_agent), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in names if name) or gettext("Unknown browser")
