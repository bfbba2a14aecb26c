"""The short way of a batch on PostgreSQL: what is not as it was read any more is not written."""

import pytest

from events_svc import clock
from events_svc.checkin import admit, plain
from events_svc.checkin.models import Admission, CheckinList, Device, Gate, Scan
from events_svc.checkin.store import Interrupted
from events_svc.database import execute, singly
from tests.checkin.factories import code_of, make_device, make_door, make_gate, make_ticket, scanned

pytestmark = [
    pytest.mark.usefixtures("database"),
]

CHANGES = {
    "chain": "UPDATE device SET head_hash = 'moved'",
    "revoked": "UPDATE device SET revoked_at = CURRENT_TIMESTAMP",
    "other gate": "UPDATE device SET gate_id = (SELECT max(id) FROM gate)",
    "admitted": "INSERT INTO admission (checkin_list_id, ticket_id, entries, is_inside, version)"
    " SELECT checkin_list.id, ticket.id, 1, true, 1 FROM checkin_list, ticket",
}


@pytest.mark.parametrize("change", CHANGES)
async def test_what_changed_since_it_was_read_undoes_the_whole_batch(change: str) -> None:
    door = await make_door()
    await make_gate(door.event, door.checkin_list, "West")
    scan = await scanned(door, await code_of(await make_ticket(door.ticket_type)))
    async with singly():
        cases = await plain.cases([scan], clock.now())
    await execute(CHANGES[change])
    before = await Admission.all().values(), await Device.all().values()
    with pytest.raises(Interrupted):
        async with singly():
            await plain.commit(cases)
    assert (await Admission.all().values(), await Device.all().values()) == before
    assert await Scan.all().count() == 0


async def test_a_scan_id_that_was_taken_meanwhile_undoes_the_whole_batch() -> None:
    door = await make_door()
    scan = await scanned(door, await code_of(await make_ticket(door.ticket_type)))
    async with singly():
        cases = await plain.cases([scan], clock.now())
    other = (await make_device(door.gate))[0]
    await Scan.create(
        scan_id=scan.scan_id, event_id=door.event.id, checkin_list=door.checkin_list,
        gate=door.gate, device_id=other.id, verdict="refused", reason="invalid", at=clock.now(),
    )  # fmt: skip
    with pytest.raises(Interrupted):
        async with singly():
            await plain.commit(cases)
    assert (await Admission.all().count(), await Scan.all().count()) == (0, 1)


async def test_what_is_not_plain_is_left_to_the_transaction() -> None:
    door = await make_door()
    scan = await scanned(door, await code_of(await make_ticket(door.ticket_type)))
    await Gate.filter(id=door.gate.id).update(is_active=False)
    for scans in ([scan, scan], [scan]):
        with pytest.raises(Interrupted):
            async with singly():
                await plain.cases(scans, clock.now())


async def test_a_list_that_was_changed_is_judged_by_its_new_words() -> None:
    door = await make_door()
    first = await scanned(door, await code_of(await make_ticket(door.ticket_type, number=1)))
    second = await scanned(door, await code_of(await make_ticket(door.ticket_type, number=2)))
    said = [(await admit.admit(first)).reason]
    await CheckinList.filter(id=door.checkin_list.id).update(rules={"==": [{"var": "type"}, 0]})
    assert [*said, (await admit.admit(second)).reason] == ["ok", "rules"]
