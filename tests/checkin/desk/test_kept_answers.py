"""Phones ask by themselves while nobody can be reached: with sheets that they carry, and bring the answers later."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest

from events_svc.checkin.models import CheckinList
from events_svc.checkin.sync import people
from events_svc.text import Text
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.questions.ask import Asked, ask
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketAnswer, TicketQuestion
from tests.asked import asked
from tests.checkin.factories import Door, make_door, make_ticket
from tests.events.factories import make_event

MEAL: Text = {"zh": "用餐", "en": "Do you eat here?"}
DIET: Text = {"zh": "忌口", "en": "What do you not eat?"}
KEPT = {"ticket": 1, "refused": "", "why": {}, "is_unlisted": False}
PASSPORT: Text = {"zh": "护照", "en": "Your passport"}


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate whose phone is the client, and ticket 1, of which an answer is asked before it goes in."""
    made = await make_door()
    meal = await ask(made.event, _asked(AnswerKind.YES_NO, MEAL))
    await ask(
        made.event, _asked(AnswerKind.LINE, DIET, depends_on_id=meal.id, depends_values=[True])
    )
    await make_ticket(made.ticket_type)
    client.headers["authorization"] = f"Device {made.token}"
    return made


async def test_a_phone_carries_the_sheets_of_all_types(
    client: httpx.AsyncClient, door: Door
) -> None:
    await ask(door.event, _asked(AnswerKind.FILE, PASSPORT))
    meal, diet, _file = await TicketQuestion.all().order_by("id")
    told = (await client.get("/gate/questions")).json()
    sheet = told["sheets"][str(door.ticket_type.id)]
    assert told["required"] == [meal.id, diet.id]
    assert (f'name="q{meal.id}"' in sheet, f'data-follows="q{meal.id}"' in sheet) == (True, True)
    assert "passport" not in sheet  # a file cannot be kept


async def test_a_snapshot_says_what_a_ticket_lacks(door: Door) -> None:
    meal, diet = await TicketQuestion.all().order_by("id")
    await make_ticket(door.ticket_type, number=2)
    await _answer(2, meal, True)
    told = await people.told(await people.everybody(await CheckinList.get()))
    place = told.columns.index("lacks")
    assert [row[place] for row in told.tickets] == [[meal.id], [diet.id]]


async def test_answers_that_a_phone_kept_are_there_once(
    client: httpx.AsyncClient, door: Door
) -> None:
    meal, diet = await TicketQuestion.all().order_by("id")
    kept = {"ticket": 1, "fields": {f"q{meal.id}": ["yes"], f"q{diet.id}": ["花生"]}}
    said = [await _bring(client, door, kept) for _ in range(3)]
    assert said == [[KEPT]] * 3
    given = await TicketAnswer.all().order_by("question_id").values_list("value", flat=True)
    assert [*given] == [True, "花生"]
    assert await _scan(client, door) == "ok"


async def test_what_was_answered_in_between_stays(client: httpx.AsyncClient, door: Door) -> None:
    meal, _diet = await TicketQuestion.all().order_by("id")
    await _answer(1, meal, False)
    await _bring(client, door, {"ticket": 1, "fields": {f"q{meal.id}": ["yes"]}})
    assert (await TicketAnswer.get()).value is False


async def test_of_answers_that_come_at_once_none_is_lost(
    client: httpx.AsyncClient, door: Door
) -> None:
    asked_of = [await ask(door.event, _asked(AnswerKind.LINE, {"en": f"{n}?"})) for n in range(6)]
    items = [{"ticket": 1, "fields": {f"q{one.id}": [f"is {one.id}"]}} for one in asked_of]
    said = await asyncio.gather(*(_bring(client, door, one) for one in items))
    assert said == [[KEPT]] * len(items)
    given = dict(await TicketAnswer.all().values_list("question_id", "value"))
    assert given == {one.id: f"is {one.id}" for one in asked_of}


async def test_answers_that_fit_nothing_are_told_and_the_others_are_kept(
    client: httpx.AsyncClient, door: Door
) -> None:
    meal, _diet = await TicketQuestion.all().order_by("id")
    elsewhere = await make_door(await make_event("other", organisation=door.event.organisation))
    await make_ticket(elsewhere.ticket_type, number=5)
    await make_ticket(door.ticket_type, number=2, state=TicketState.CANCELLED)
    fields = {f"q{meal.id}": ["no"]}
    said = await _bring(client, door, *({"ticket": n, "fields": fields} for n in (5, 2, 1)))
    assert [one["refused"] != "" for one in said] == [True, True, False]
    assert [one.ticket_id for one in await TicketAnswer.all()] == [(await Ticket.get(number=1)).id]


async def test_nobody_else_brings_answers(client: httpx.AsyncClient, door: Door) -> None:
    other = await make_door(door.event)
    body = {"items": [{"ticket": 1, "fields": {}}]}
    assert (await client.post(_path(other), json=body)).status_code == 404
    del client.headers["authorization"]
    assert (await client.post(_path(door), json=body)).status_code == 401
    assert (await client.get("/gate/questions")).status_code == 401
    assert await TicketAnswer.all().count() == 0


async def test_the_sheets_of_many_types_are_read_as_few(
    client: httpx.AsyncClient, door: Door
) -> None:
    async with asked() as few:
        await client.get("/gate/questions")
    await make_door(door.event)  # with a type of its own
    async with asked() as many:
        await client.get("/gate/questions")
    assert len(few) == len(many)


def _asked(kind: AnswerKind, label: Text, **columns: Any) -> Asked:
    return Asked(kind, label, is_required=True, asked_at=AskedAt.DOOR, **columns)


async def _answer(number: int, question: TicketQuestion, value: Any) -> None:
    ticket = await Ticket.get(number=number)
    await TicketAnswer.create(
        ticket_id=ticket.id, question_id=question.id, value=value, answered_at=ticket.created_at
    )


async def _bring(client: httpx.AsyncClient, door: Door, *items: dict[str, Any]) -> Any:
    answer = await client.post(_path(door), json={"items": [*items]})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def _path(door: Door) -> str:
    return f"/api/v1/gates/{door.gate.id}/answers"


async def _scan(client: httpx.AsyncClient, door: Door) -> str:
    body = {"scan_id": str(uuid.uuid4()), "code": "1", "is_typed": True}
    answer = await client.post(f"/api/v1/gates/{door.gate.id}/scans", json=body)
    return str(answer.json()["reason"])
