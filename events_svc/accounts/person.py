"""Who is asking, and what that person may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events_svc.accounts.models import Role
from events_svc.accounts.permissions import PERMISSIONS, SCOPES, Permission


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with roles: over organisations (by their path, which covers all below) and over events.

    `scopes` is None for a browser; a token is held to its scopes and to `within`, the path of its
    organisation.
    """

    user_id: int | None = None
    name: str = ""
    email: str = ""
    actor: str = "anonymous"
    organisations: Mapping[str, Role] = field(default_factory=dict)
    events: Mapping[int, Role] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    within: str | None = None
    sign_in_id: int | None = None
    is_operator: bool = False

    @property
    def is_known(self) -> bool:
        return self.user_id is not None

    @property
    def is_browser(self) -> bool:
        """Whether a person signed in to a browser asks: a token never touches the account itself."""
        return self.sign_in_id is not None

    @property
    def is_organiser(self) -> bool:
        """Whether there is anything in the organiser's console for this person."""
        return bool(self.organisations or self.events or self.is_operator)

    def may(self, permission: Permission, *, path: str, event_id: int | None = None) -> bool:
        """Whether some role grants `permission` on the organisation at `path`, or on the event."""
        if not self._is_in_scope(permission, path):
            return False
        roles = [role for root, role in self.organisations.items() if path.startswith(root)]
        if event_id is not None and event_id in self.events:
            roles.append(self.events[event_id])
        return any(permission in PERMISSIONS[role] for role in roles)

    def roots(self, permission: Permission) -> list[str]:
        """The paths of the organisations on which `permission` is held, with all below them."""
        within = self.within or "/"
        reached = {within if within.startswith(root) else root for root in self.organisations}
        return sorted(path for path in reached if self.may(permission, path=path))

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether some role grants `permission` on some organisation or event."""
        roles = {*self.organisations.values(), *self.events.values()}
        return any(permission in PERMISSIONS[role] for role in roles)

    def _is_in_scope(self, permission: Permission, path: str) -> bool:
        if self.scopes is None:
            return True
        granted: frozenset[Permission] = frozenset().union(
            *(SCOPES.get(scope, frozenset()) for scope in self.scopes)
        )
        return permission in granted and path.startswith(self.within or "/")


ANONYMOUS = Person()
