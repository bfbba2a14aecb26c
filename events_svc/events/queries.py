"""What belongs to an event, and which events and organisations a person reaches."""

from tortoise.expressions import Q

from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.accounts.person import Person
from events_svc.events.models import Event, EventState, Party, PartyRole, Series

PUBLIC = (EventState.PUBLISHED, EventState.CANCELLED)
PAGE = 20


async def parties(event: Event) -> list[tuple[PartyRole, list[Party]]]:
    """Who stands behind the event, by role in the order of the trade, each with its organisation."""
    rows = await Party.filter(event=event).select_related("organisation").order_by("position", "id")
    by_role = [(role, [row for row in rows if row.role is role]) for role in PartyRole]
    return [(role, found) for role, found in by_role if found]


async def parts(event: Event) -> list[Event]:
    """The public events that are a part of this one, by their time."""
    found = Event.filter(parent_id=event.id, state__in=PUBLIC)
    return await found.order_by("starts_at", "id").limit(100)


async def public_parent(event: Event) -> Event | None:
    """The public event of which this one is a part."""
    if event.parent_id is None:
        return None
    return await Event.get_or_none(id=event.parent_id, state__in=PUBLIC)


async def series_of(person: Person, *, before_id: int | None = None) -> list[Series]:
    """The series of the person's organisations, newest first; one more than a page if there is."""
    owners = [one.id for one in await organisations(person, Permission.EVENT_VIEW)]
    found = Series.filter(organisation_id__in=owners)
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    return await found.select_related("organisation").order_by("-id").limit(PAGE + 1)


async def nameable(event: Event) -> list[Organisation]:
    """The organisations that the event may name: its own tree, and those its tree has named before."""
    root = f"/{event.organisation.path.split('/')[1]}/"
    named = Party.filter(event__organisation__path__startswith=root)
    ids = await named.distinct().limit(1000).values_list("organisation_id", flat=True)
    known = Q(path__startswith=root) | Q(id__in=[*ids])
    return await Organisation.filter(known).order_by("path").limit(500)


async def organisations(person: Person, permission: Permission) -> list[Organisation]:
    """The organisations on which the person has the permission, parents before children."""
    roots = _roots(person, permission)
    if not roots:
        return []
    below = Q(*(Q(path__startswith=root) for root in roots), join_type=Q.OR)
    return await Organisation.filter(below).order_by("path").limit(500)


def seen_by(person: Person) -> Q:
    """The condition for events of which the person sees drafts and figures; a token's bounds hold."""
    view, within = Permission.EVENT_VIEW, person.within or "/"
    single = [one for one in person.events if person.may(view, path=within, event_id=one)]
    mine = [Q(organisation__path__startswith=root) for root in _roots(person, view)]
    if single:
        mine.append(Q(id__in=single, organisation__path__startswith=within))
    return Q(*mine, join_type=Q.OR) if mine else Q(id__in=[])


def _roots(person: Person, permission: Permission) -> list[str]:
    """The paths below which the person has the permission, a token only within its organisation."""
    within = person.within or "/"
    roots = [root if root.startswith(within) else within for root in person.organisations]
    return sorted({root for root in roots if person.may(permission, path=root)})
