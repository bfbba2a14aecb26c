"""Whatever a phone does through a hub, the log of its server names hub and phone; a phone of others is not named."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.badges.models import BadgePrinting
from events_svc.checkin.models import Device, Gate
from events_svc.database import rows
from events_svc.hub import make
from events_svc.tickets.models import Ticket
from tests.checkin.factories import Door, make_door
from tests.events.factories import make_event
from tests.hub.factories import other_door
from tests.tickets.factories import make_type

ACTIONS = ["walk_in.registered", "order.paid", "badges.printed"]


@dataclass
class Desk:
    """A desk behind a hub, asked as the hub asks."""

    client: httpx.AsyncClient
    door: Door
    hub: Device
    token: str

    async def all(self, phone: str) -> list[int]:
        """Register somebody, take the money, print the badge; the statuses."""
        at = f"/api/v1/gates/{self.door.gate.id}"
        sent = {"authorization": f"Hub {self.token}", "x-door-phone": phone}
        visitor = {
            "walk_in_id": str(uuid4()),
            "ticket_type_id": self.door.ticket_type.id,
            "name": "仇小雨",
        }
        made = await self.client.post(f"{at}/walk-ins", json=visitor, headers=sent)
        number = (await Ticket.get()).number
        money = {"received_minor": made.json()["due_minor"]}
        pay = f"{at}/tickets/{number}/payment"
        paid = await self.client.post(pay, json=money, headers=sent)
        label = await self.client.post(f"{at}/badges", json={"ticket": number}, headers=sent)
        return [made.status_code, paid.status_code, label.status_code]


@pytest.fixture
async def desk(client: httpx.AsyncClient) -> Desk:
    event = await make_event()
    door = await make_door(event, types=[await make_type(event, price_minor=20_000, places=2)])
    await Gate.filter(id=door.gate.id).update(is_desk=True)
    return Desk(client, door, *(await make.make(event, name="Laptop")))


async def test_walk_ins_money_and_badges_name_hub_and_phone(desk: Desk) -> None:
    phone = desk.door.device
    await Device.filter(id=phone.id).update(name="East 1")
    assert await desk.all(f"{phone.uid} anything") == [200, 204, 200]
    who = (f"device:{desk.hub.id}", "East 1 · Laptop", f"device:{phone.id}")
    assert await _named() == [(one, *who) for one in ACTIONS]
    assert (await BadgePrinting.get()).printer_name == who[1]
    assert await _in_history(f"device:{phone.id}") == ["placed", "paid"]


async def test_a_phone_that_the_hub_paired_and_nobody_knows_yet_is_called_as_the_hub_does(
    desk: Desk,
) -> None:
    uid = "00000000-0000-4000-8000-000000000001"
    await desk.all(f"{uid} West%201")
    who = (f"device:{desk.hub.id}", "West 1 · Laptop", uid)
    assert await _named() == [(one, *who) for one in ACTIONS]


@pytest.mark.parametrize("whose", ["another event", "another hub", "a hub itself"])
async def test_a_phone_that_is_not_the_hubs_own_is_not_named(whose: str, desk: Desk) -> None:
    stranger = await _stranger(whose, desk)
    assert await desk.all(f"{stranger.uid} Ada%20the%20owner") == [200, 204, 200]
    who = (f"device:{desk.hub.id}", "Laptop", None)
    assert await _named() == [(one, *who) for one in ACTIONS]
    assert (await BadgePrinting.get()).printer_name == "Laptop"
    assert await _in_history(f"device:{stranger.id}") == []


async def _stranger(whose: str, desk: Desk) -> Device:
    if whose == "another event":
        return (await other_door(desk.door)).device
    other, _token = await make.make(desk.door.event, name="Other")
    if whose == "a hub itself":
        return other
    return await Device.create(
        event=desk.door.event,
        gate=desk.door.gate,
        hub=other,
        name="West 9",
        token_hash="hub:9",
        created_at=clock.now(),
    )


async def _named() -> list[tuple[str, str, str, str | None]]:
    """What was done, by whom, called how, for which phone, in the order of ACTIONS."""
    found: Sequence[AuditEntry] = await AuditEntry.filter(action__in=ACTIONS).order_by("id")
    return [(e.action, e.actor, e.actor_name, e.detail.get("phone")) for e in found]


async def _in_history(phone: str) -> list[str]:
    """The entries of orders that name the phone."""
    found = await rows("SELECT action, detail FROM order_entry ORDER BY id")
    return [one["action"] for one in found if f'"{phone}"' in str(one["detail"])]
