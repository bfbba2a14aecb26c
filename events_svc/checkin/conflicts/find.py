"""Keep the open conflicts as the log makes them; what a person decided stays."""

from collections.abc import Collection, Mapping, Sequence

from events_svc import clock
from events_svc.checkin import facts, store
from events_svc.checkin.conflicts.duplicates import Pair, Passed, duplicates
from events_svc.checkin.conflicts.models import Conflict, Decision
from events_svc.checkin.models import Gate
from events_svc.checkin.verdict import ListFacts
from events_svc.database.bulk import insert_new
from events_svc.tickets.models import Ticket

Standing = tuple[int, int]  # list, ticket
Crowd = Mapping[Standing, Sequence[Passed]]


async def renew(passed: Crowd) -> None:
    """The open conflicts of these tickets on these lists, from all their standing admissions.

    Who calls holds the admissions, so that two uploads never look at once.
    """
    known = await _known(passed)
    crowds = {standing: found for standing, found in passed.items() if len(found) > 1}
    doors = await _doors({list_id for list_id, _ in crowds})
    pairs = await _pairs({one: crowds[one] for one in crowds if one[0] in doors}, doors)
    suspects = {suspect.id for found in pairs.values() for _, suspect in found}
    gone = [one.id for one in known.values() if one.suspect_scan_id not in suspects]
    await Conflict.filter(id__in=gone or [0], decision=Decision.OPEN).delete()
    await _point(pairs, known)
    await _open(pairs, doors, known)


async def _known(passed: Crowd) -> dict[int, Conflict]:
    """What was found before, by suspect."""
    lists, tickets = ({one[n] for one in passed} or {0} for n in (0, 1))
    found = await Conflict.filter(checkin_list_id__in=lists, ticket_id__in=tickets)
    return {
        one.suspect_scan_id: one for one in found if (one.checkin_list_id, one.ticket_id) in passed
    }


async def _doors(lists: Collection[int]) -> dict[int, ListFacts]:
    """The lists that are checked anywhere, as the verdict sees them."""
    if not lists:
        return {}
    gates = await Gate.filter(checkin_list_id__in=lists).values_list("checkin_list_id", "id")
    found = await store.gates(dict(gates).values())
    return {row["list_id"]: facts.list_facts(row) for row in found.values()}


async def _pairs(crowds: Crowd, doors: Mapping[int, ListFacts]) -> dict[Standing, list[Pair]]:
    tickets = {ticket_id for _, ticket_id in crowds} or {0}
    types = dict(await Ticket.filter(id__in=tickets).values_list("id", "ticket_type_id"))
    return {
        (list_id, ticket_id): duplicates(
            found, door=doors[list_id], ticket_type_id=types[ticket_id]
        )
        for (list_id, ticket_id), found in crowds.items()
    }


async def _open(
    pairs: Mapping[Standing, Sequence[Pair]],
    doors: Mapping[int, ListFacts],
    known: Collection[int],
) -> None:
    fresh = [
        {
            "event_id": doors[list_id].event_id,
            "checkin_list_id": list_id,
            "ticket_id": ticket_id,
            "owner_scan_id": owner.id,
            "suspect_scan_id": suspect.id,
            "found_at": clock.now(),
            "decision": Decision.OPEN,
            "reason": "",
        }
        for (list_id, ticket_id), found in pairs.items()
        for owner, suspect in found
        if suspect.id not in known
    ]
    await insert_new(Conflict, fresh)


async def _point(pairs: Mapping[Standing, Sequence[Pair]], known: Mapping[int, Conflict]) -> None:
    """An open conflict gets the owner that turned out to be earlier."""
    for found in pairs.values():
        for owner, suspect in found:
            before = known.get(suspect.id)
            if before and before.owner_scan_id != owner.id:
                await Conflict.filter(id=before.id, decision=Decision.OPEN).update(
                    owner_scan_id=owner.id
                )
