import pytest

from events_svc.accounts.models import Organisation
from events_svc.events import queries
from events_svc.events.errors import EventCancelled, OrganisationUnknown, PartyTwice
from events_svc.events.models import Event, EventState, Party, PartyRole
from events_svc.events.parties import add_partner, add_party, known, raise_party, remove_party
from tests.accounts.factories import make_organisation
from tests.events.factories import make_event


async def listed(event: Event) -> list[tuple[PartyRole, list[str]]]:
    found = await queries.parties(event)
    return [(role, [party.organisation.slug for party in row]) for role, row in found]


async def test_roles_stand_in_the_order_of_the_trade(database: None) -> None:
    event = await make_event()
    await add_partner(event, {"en": "Ministry"}, PartyRole.ADVISER)
    await add_party(event, await make_organisation("branch"), PartyRole.ORGANISER)
    await add_party(event, event.organisation, PartyRole.HOST)
    assert await listed(event) == [
        (PartyRole.HOST, ["cameta"]),
        (PartyRole.ORGANISER, ["branch"]),
        (PartyRole.ADVISER, ["ministry"]),
    ]


async def test_a_party_rises_above_its_neighbour_of_the_same_role(database: None) -> None:
    event = await make_event()
    added = []
    for slug in ("first", "second", "third"):
        organisation = await make_organisation(slug)
        added.append(await add_party(event, organisation, PartyRole.HOST))
        await add_party(event, organisation, PartyRole.SUPPORTER)
    await raise_party(event, added[2].id)
    await raise_party(event, added[0].id)
    assert await listed(event) == [
        (PartyRole.HOST, ["first", "third", "second"]),
        (PartyRole.SUPPORTER, ["first", "second", "third"]),
    ]


async def test_an_organisation_has_a_role_once(database: None) -> None:
    event = await make_event()
    await add_party(event, event.organisation, PartyRole.HOST)
    with pytest.raises(PartyTwice):
        await add_party(event, event.organisation, PartyRole.HOST)
    assert await listed(event) == [(PartyRole.HOST, ["cameta"])]


async def test_a_party_of_another_event_is_not_removed(database: None) -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    party = await add_party(other, event.organisation, PartyRole.HOST)
    await remove_party(event, party.id)
    assert await Party.all().count() == 1
    await remove_party(other, party.id)
    assert await Party.all().count() == 0


async def test_a_cancelled_event_names_nobody_new(database: None) -> None:
    event = await make_event(state=EventState.CANCELLED)
    with pytest.raises(EventCancelled):
        await add_partner(event, {"en": "Ministry"}, PartyRole.HOST)
    assert (await Party.all().count(), await Organisation.all().count()) == (0, 1)


async def test_an_event_names_its_tree_and_whom_its_tree_named_before(database: None) -> None:
    event = await make_event()
    branch = await make_organisation("branch", parent=event.organisation)
    foreign = await make_event("foreign", organisation=await make_organisation("foreign"))
    await add_partner(event, {"en": "Ministry"}, PartyRole.HOST)
    await add_partner(foreign, {"en": "Secret partner"}, PartyRole.HOST)
    nameable = {one.slug for one in await queries.nameable(event)}
    assert nameable == {"cameta", "branch", "ministry"}
    assert (await known(event, branch.id)).slug == "branch"
    with pytest.raises(OrganisationUnknown):
        await known(event, foreign.organisation_id)
