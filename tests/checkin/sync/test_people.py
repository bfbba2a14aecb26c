"""What a snapshot says of people is what the server would decide by, and no more."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from events_svc import clock
from events_svc.checkin import admit
from events_svc.checkin.history import History, Passage
from events_svc.checkin.models import Direction, Gate
from events_svc.checkin.sync import snapshot
from events_svc.checkin.sync.errors import CrowdTooLarge
from events_svc.checkin.sync.people import phone_tail, veiled_phone
from events_svc.checkin.verdict import ListFacts, TicketFacts, judge
from events_svc.tickets.keys import revoke_code
from events_svc.tickets.models import OrderState, Ticket, TicketState
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketQuestion
from tests.checkin.factories import (
    Door,
    code_of,
    make_door,
    make_order,
    make_ticket,
    make_ticket_type,
    scan_ticket,
    scanned,
)


async def test_a_snapshot_decides_as_the_server_does(database: None) -> None:
    ours = await make_door()
    asked = await make_ticket_type(ours.event, "Asked")
    door = await make_door(ours.event, types=[ours.ticket_type, asked])
    tickets = await _crowd(door, asked)
    taken = await snapshot.of_gate(door.gate)
    told = {values[0]: dict(zip(taken.columns, values, strict=True)) for values in taken.tickets}
    alone = {one.number: _alone(taken, told[one.number], door.gate) for one in tickets}
    online = {}
    for one in tickets:
        online[one.number] = (await admit.admit(await scanned(door, await code_of(one)))).reason
    assert alone == online
    assert [*online.values()] == [
        *("ok", "already_used", "cancelled", "blocked", "revoked", "invalid_time", "product"),
        *("unpaid", "unapproved", "incomplete"),
    ]


async def test_entries_are_told_where_the_rules_count_them(database: None) -> None:
    rules = {"<": [{"var": "entries_today"}, 2]}
    door = await make_door(multi_entry=True, rules=rules)
    ticket = await make_ticket(door.ticket_type)
    await make_ticket(door.ticket_type, number=2)
    first, second = [await scan_ticket(door, ticket) for _ in range(2)]
    taken = await snapshot.of_gate(door.gate)
    assert taken.columns[-1] == "entered_at"
    assert [values[-1] for values in taken.tickets] == [[first.at, second.at], []]


async def test_more_people_than_a_phone_carries_are_refused(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "MOST", 1)
    door = await make_door()
    for number in (1, 2):
        await make_ticket(door.ticket_type, number=number)
    with pytest.raises(CrowdTooLarge):
        await snapshot.of_gate(door.gate)


def test_of_a_phone_the_tail_is_told_and_of_a_short_one_nothing() -> None:
    phones = ["+86 138 1234 5678", "010-6655 4433", "12345", "", "tel: none"]
    tails = ["5678", "4433", "", "", ""]
    assert [phone_tail(one) for one in phones] == tails
    assert [phone_tail(veiled_phone(one)) for one in phones] == tails
    assert veiled_phone(phones[0]) == "***5678"


async def _crowd(door: Door, asked: TicketType) -> list[Ticket]:
    """A ticket for every reason that a list without rules has."""
    now = clock.now()
    other = await make_ticket_type(door.event, "Other")
    waiting = await make_order(door.event, code="WAITS", state=OrderState.AWAITING_APPROVAL)
    await _question(door, only_types=[asked.id])
    kinds: list[dict[str, Any]] = [
        {},
        {},
        {"state": TicketState.CANCELLED},
        {"state": TicketState.BLOCKED},
        {},
        {"valid_from": now + timedelta(hours=1)},
        {"ticket_type_id": other.id},
        {"state": TicketState.HELD},
        {"state": TicketState.HELD, "order": waiting},
        {"ticket_type_id": asked.id},
    ]
    made = []
    for number, columns in enumerate(kinds, 1):
        type_id = columns.pop("ticket_type_id", door.ticket_type.id)
        ticket = await make_ticket(door.ticket_type, number=number, **columns)
        await Ticket.filter(id=ticket.id).update(ticket_type_id=type_id)
        made.append(await Ticket.get(id=ticket.id))
    await scan_ticket(door, made[1])
    await revoke_code(made[4])
    return made


async def _question(door: Door, *, only_types: list[int]) -> None:
    await TicketQuestion.create(
        event=door.event,
        kind=AnswerKind.LINE,
        label={"en": "Size of shoes"},
        is_required=True,
        asked_at=AskedAt.DOOR,
        only_types=only_types,
    )


def _alone(taken: snapshot.DoorSnapshot, told: dict[str, Any], gate: Gate) -> str:
    """What a phone would decide by what it was told."""
    ticket = TicketFacts(
        event_id=taken.event.id,
        ticket_type_id=told["type"],
        state=told["state"],
        serial=told["serial"],
        presented_serial=told["serial"],
        is_code_revoked=(told["number"], told["serial"]) in taken.revoked,
        is_approved=told["is_approved"],
        is_complete=told["is_complete"],
        valid_from=told["valid_from"],
        valid_until=told["valid_until"],
        history=_history(told),
    )
    listed = taken.list
    facts = ListFacts(
        event_id=listed.event_id,
        timezone=listed.timezone,
        ticket_types=frozenset(listed.ticket_types),
        rules=listed.rules,
        allow_unpaid=listed.allow_unpaid,
    )
    at: datetime = taken.taken_at
    return judge([ticket], facts, Passage(Direction.ENTRY, at, gate.id)).reason.value


def _history(told: dict[str, Any]) -> History:
    return History(
        entries=told["entries"],
        is_inside=told["is_inside"],
        first_at=told["first_at"],
        first_gate_id=told["first_gate"],
        last_at=told["last_at"],
    )
