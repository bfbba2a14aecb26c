"""Who may do something: the people to tell when it has to be done."""

from events_svc.accounts.models import EventMembership, Membership, User
from events_svc.accounts.permissions import PERMISSIONS, Permission


async def entitled(permission: Permission, *, path: str, event_id: int) -> list[User]:
    """The active people with `permission` on the event of the organisation at `path`, by their ids."""
    roles = [role for role, granted in PERMISSIONS.items() if permission in granted]
    above = [int(part) for part in path.strip("/").split("/") if part]
    ids = {
        *await Membership.filter(organisation_id__in=above, role__in=roles).values_list(
            "user_id", flat=True
        ),
        *await EventMembership.filter(event_id=event_id, role__in=roles).values_list(
            "user_id", flat=True
        ),
    }
    return await User.filter(id__in=[*ids], is_active=True).order_by("id")
