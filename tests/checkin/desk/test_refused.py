"""Answers that could not be kept are listed at the server until a person has settled them."""

import asyncio
from typing import Any

import httpx
import pytest

from events_svc.accounts.models import AuditEntry
from events_svc.accounts.permissions import Role
from events_svc.checkin.desk import refused
from events_svc.checkin.desk.models import RefusedAnswer
from events_svc.checkin.desk.refused import Refused
from events_svc.hub import make
from events_svc.tickets.models import TicketState
from events_svc.tickets.questions.ask import Asked, ask
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketQuestion
from events_svc.web.hub import api
from tests.accounts.factories import csrf, make_user, sign_in
from tests.asked import asked
from tests.checkin.factories import Door, make_door, make_ticket
from tests.events.factories import make_event

PAGE = "/organiser/events/summit/door/answers"


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate whose phone is the client, a cancelled ticket, and a question of the door."""
    made = await make_door()
    await ask(
        made.event,
        Asked(
            AnswerKind.YES_NO,
            {"zh": "用餐", "en": "Do you eat here?"},
            is_required=True,
            asked_at=AskedAt.DOOR,
        ),
    )
    await make_ticket(made.ticket_type, number=1, state=TicketState.CANCELLED)
    return made


async def test_what_is_refused_is_listed_once_in_both_languages(
    client: httpx.AsyncClient, door: Door
) -> None:
    for _ in range(2):
        await _bring(client, door, f"Device {door.token}", 1)
    one = await RefusedAnswer.get()
    question = await TicketQuestion.get()
    assert (one.number, one.given, one.gate_id, one.phone) == (
        1,
        {f"q{question.id}": ["yes"]},
        door.gate.id,
        door.device.name,
    )
    assert one.reason == {
        "en": "The answers of this ticket cannot be changed any more.",
        "zh": "此门票的回答已不能修改。",
    }
    await refused.settle(one, by=None)
    await _bring(client, door, f"Device {door.token}", 1)
    assert await refused.open_count(door.event.id) == 0


async def test_a_hub_lists_what_it_could_not_bring(client: httpx.AsyncClient, door: Door) -> None:
    _hub, token = await make.make(door.event, name="Laptop")
    elsewhere = await make_door(await make_event("other", organisation=door.event.organisation))
    told = {"ticket": 7, "given": {"q9": ["x" * 600]}, "why": {"en": "no"}, "phone": "East 1"}
    items = [{**told, "gate_id": gate.id} for gate in (door.gate, elsewhere.gate)]
    answer = await client.post(
        "/api/v1/hub/refused-answers",
        json={"items": items},
        headers={"authorization": f"Hub {token}"},
    )
    assert (answer.status_code, answer.json()) == (200, {"count": 2})
    listed = await RefusedAnswer.all().order_by("id")
    assert [(one.event_id, one.gate_id, one.number, one.phone) for one in listed] == [
        (door.event.id, gate_id, 7, "East 1 · Laptop") for gate_id in (door.gate.id, api.NO_GATE)
    ]


async def test_a_person_reads_who_what_and_why_and_takes_it_off_the_list(
    client: httpx.AsyncClient, door: Door
) -> None:
    question = await TicketQuestion.get()
    await make_ticket(door.ticket_type, number=2, holder_name="王小明")
    given = {f"q{question.id}": ["no"], "q999": ["nuts"]}
    await refused.note(
        door.event.id, [Refused(door.gate.id, 2, given, {"en": "Too late", "zh": "太晚"}, "East 1")]
    )
    await _sign_in(client, door)
    page = await client.get(PAGE)
    read = [
        "王小明",
        "Do you eat here?",
        "<dd>No</dd>",
        "Question 999",
        "nuts",
        "Too late",
        "East 1",
    ]
    assert [words for words in read if words not in page.text] == []
    assert f"/organiser/events/{door.event.slug}/tickets/2/answers" in page.text
    live = await client.get(f"/organiser/events/{door.event.slug}/door")
    assert "Answers not taken" in live.text
    one = await RefusedAnswer.get()
    token = await csrf(client, PAGE)
    for _ in range(2):
        await client.post(f"{PAGE}/{one.id}", data={"csrf": token})
    assert "East 1" not in (await client.get(PAGE)).text
    assert await AuditEntry.filter(action="answers.settled").count() == 1


async def test_a_gate_fills_no_disk(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "MOST", 2)
    long = {"q1": ["x" * 15_000, "y" * 15_000]}
    await refused.note(
        door.event.id, [Refused(door.gate.id, n, long, {"en": "no"}) for n in range(1, 5)]
    )
    kept = await RefusedAnswer.all().order_by("id")
    assert [one.number for one in kept] == [1, 2]
    assert [len(value) for value in kept[0].given["q1"]] == [15_000, 5_000]


async def test_a_phone_is_told_which_answers_nobody_lists(
    client: httpx.AsyncClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "MOST", 1)
    said = [(await _bring(client, door, f"Device {door.token}", n))[0] for n in (1, 7, 1)]
    assert [one["is_unlisted"] for one in said] == [False, True, False]
    await refused.settle(await RefusedAnswer.get(), by=None)
    (again,) = await _bring(client, door, f"Device {door.token}", 7)
    open_ = await refused.open_of(door.event.id, limit=9)
    assert (again["is_unlisted"], [one.number for one, _ in open_]) == (False, [7])


async def test_a_hub_is_told_that_there_is_no_room_for_its_answers(
    client: httpx.AsyncClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "MOST", 1)
    _hub, token = await make.make(door.event, name="Laptop")
    told = {"gate_id": door.gate.id, "given": {}, "why": {"en": "no"}}
    answers = [
        await client.post(
            "/api/v1/hub/refused-answers",
            json={"items": [{**told, "ticket": number}]},
            headers={"authorization": f"Hub {token}"},
        )
        for number in (7, 8, 7)
    ]
    assert [one.status_code for one in answers] == [200, 409, 200]
    assert await RefusedAnswer.all().values_list("number", flat=True) == [7]


async def test_every_gate_has_its_own_room_and_batches_at_once_share_it(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "MOST", 2)
    batches = [
        [Refused(gate, 10 * n + gate, {}, {"en": "no"}) for gate in (1, 2)] for n in range(1, 5)
    ]
    unlisted = await asyncio.gather(*(refused.note(door.event.id, one) for one in batches))
    gates = await RefusedAnswer.all().order_by("gate_id").values_list("gate_id", flat=True)
    assert (gates, sum(map(len, unlisted))) == ([1, 1, 2, 2], 4)


async def test_one_and_three_are_read_alike(client: httpx.AsyncClient, door: Door) -> None:
    await _sign_in(client, door)
    counts = []
    for numbers in ([1], [2, 3]):
        told = [Refused(door.gate.id, n, {"q1": ["a"]}, {"en": "no"}) for n in numbers]
        await refused.note(door.event.id, told)
        async with asked() as statements:
            assert (await client.get(PAGE)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_an_answer_through_a_hub_names_the_phone(
    client: httpx.AsyncClient, door: Door
) -> None:
    hub, token = await make.make(door.event, name="Laptop")
    await make_ticket(door.ticket_type, number=3)
    await make_ticket(door.ticket_type, number=4)
    known = f"{door.device.uid} {door.device.name}"
    new = "00000000-0000-4000-8000-000000000001 West%201"
    for number, phone in ((3, known), (4, new)):
        await _bring(client, door, f"Hub {token}", number, **{"x-door-phone": phone})
    entries = await AuditEntry.filter(action="order.answered").order_by("id")
    assert [one.actor for one in entries] == [f"device:{hub.id}"] * 2
    assert [one.detail["phone"] for one in entries] == [f"device:{door.device.id}", new[:36]]
    assert [one.actor_name for one in entries] == [
        f"device:{door.device.id} · Laptop",
        "West 1 · Laptop",
    ]


@pytest.mark.parametrize("told", ["", "no uid", "x" * 3000, "12%00"])
async def test_what_names_no_phone_is_the_hub_alone(
    told: str, client: httpx.AsyncClient, door: Door
) -> None:
    _hub, token = await make.make(door.event, name="Laptop")
    await make_ticket(door.ticket_type, number=3)
    await _bring(client, door, f"Hub {token}", 3, **{"x-door-phone": told})
    entry = await AuditEntry.get(action="order.answered")
    assert (entry.actor_name, "phone" in entry.detail) == ("Laptop", False)


async def _sign_in(client: httpx.AsyncClient, door: Door) -> None:
    await sign_in(
        client, await make_user(role=Role.ORGANISER, organisation=door.event.organisation)
    )


async def _bring(
    client: httpx.AsyncClient, door: Door, who: str, number: int, **headers: str
) -> Any:
    question = await TicketQuestion.get()
    item = {"ticket": number, "fields": {f"q{question.id}": ["yes"]}}
    answer = await client.post(
        f"/api/v1/gates/{door.gate.id}/answers",
        json={"items": [item]},
        headers={"authorization": who, **headers},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]
