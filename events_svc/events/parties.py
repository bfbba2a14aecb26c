"""Who stands behind an event, in which role, in which order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise.exceptions import IntegrityError

from events_svc.accounts import audit
from events_svc.accounts.models import Organisation
from events_svc.database import in_transaction
from events_svc.events.errors import EventCancelled, OrganisationUnknown, PartyTwice
from events_svc.events.models import Event, EventState, Party, PartyRole
from events_svc.events.queries import nameable
from events_svc.events.slugs import first_free, slug_of
from events_svc.text import Text

PARTNER = "partner"


async def add_party(event: Event, organisation: Organisation, role: PartyRole) -> Party:
    """The organisation stands behind the event, last of its role. Raises PartyTwice, EventCancelled."""
    try:
        async with _changing(event, "party.added", organisation=organisation.id, role=role.value):
            last = await Party.filter(event=event).order_by("-position").first()
            return await Party.create(
                event=event,
                organisation=organisation,
                role=role,
                position=last.position + 1 if last else 0,
            )
    except IntegrityError as error:
        raise PartyTwice from error


async def add_partner(event: Event, name: Text, role: PartyRole) -> Party:
    """A new organisation of this name stands behind the event, or nothing has changed."""
    async with in_transaction():
        return await add_party(event, await name_partner(name), role)


async def remove_party(event: Event, party_id: int) -> None:
    """The party with this id does not stand behind the event any more; one of another event stays."""
    async with _changing(event, "party.removed", party=party_id):
        await Party.filter(event=event, id=party_id).delete()


async def raise_party(event: Event, party_id: int) -> None:
    """The party stands one place higher among those of its role; the first stays first."""
    async with _changing(event, "party.raised", party=party_id):
        parties = await Party.filter(event=event).order_by("position", "id")
        party = next((one for one in parties if one.id == party_id), None)
        if party is None:
            return
        peers = [one for one in parties if one.role is party.role]
        place = peers.index(party)
        if place:
            await _swap(peers[place - 1], party)


async def known(event: Event, organisation_id: int | None) -> Organisation:
    """The organisation with this id, if the event may name it; else OrganisationUnknown."""
    found = next((one for one in await nameable(event) if one.id == organisation_id), None)
    if found is None:
        raise OrganisationUnknown
    return found


async def name_partner(name: Text, *, url: str | None = None) -> Organisation:
    """A new organisation outside our tree, known by its name, in which nobody has a role yet."""
    base = slug_of(name, PARTNER)
    taken = await Organisation.filter(slug__startswith=base).values_list("slug", flat=True)
    async with in_transaction():
        partner = await Organisation.create(
            slug=first_free(base, map(str, taken)), name=name, kind=PARTNER, url=url
        )
        await Organisation.filter(id=partner.id).update(path=f"/{partner.id}/")
        await audit.record(
            "organisation.named", f"organisation:{partner.id}", organisation_id=partner.id
        )
    return partner


@asynccontextmanager
async def _changing(event: Event, action: str, **detail: Any) -> AsyncIterator[None]:
    """A transaction that holds the event's row, and the entry of the audit log."""
    async with in_transaction():
        current = await Event.filter(id=event.id).select_for_update().get()
        if current.state is EventState.CANCELLED:
            raise EventCancelled
        yield
        await audit.record(
            action,
            f"event:{event.id}",
            event_id=event.id,
            organisation_id=event.organisation_id,
            **detail,
        )


async def _swap(one: Party, other: Party) -> None:
    """Their places are exchanged; equal ones are set apart."""
    higher = one.position if one.position != other.position else one.position - 1
    await Party.filter(id=one.id).update(position=other.position)
    await Party.filter(id=other.id).update(position=higher)
