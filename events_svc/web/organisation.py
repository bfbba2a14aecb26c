"""The organisation for which somebody makes something new."""

from collections.abc import Sequence

from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.events import queries
from events_svc.web import auth
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.state import Request


async def candidates(request: Request, permission: Permission) -> list[Organisation]:
    """The organisations for which this person may make something; NotFound when there are none."""
    found = await queries.organisations(await auth.organiser(request), permission)
    if not found:
        raise NotFound
    return found


def chosen(organisations: Sequence[Organisation], organisation_id: int | None) -> Organisation:
    """The chosen one of these, or the first when none is chosen; NotFound when there are none."""
    if not organisations:
        raise NotFound
    if organisation_id is None:
        return organisations[0]
    found = next((one for one in organisations if one.id == organisation_id), None)
    if found is None:
        raise Malformed({"organisation_id": gettext("Please choose one of the list.")})
    return found
