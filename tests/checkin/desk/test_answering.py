import uuid

import httpx
import pytest

from events_svc.text import Text
from events_svc.tickets.questions.ask import Asked, ask
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketAnswer, TicketQuestion
from tests.accounts.factories import make_organisation
from tests.checkin.factories import Door, make_door, make_ticket
from tests.events.factories import make_event

MEAL: Text = {"zh": "用餐", "en": "Do you eat here?"}
DIET: Text = {"zh": "忌口", "en": "What do you not eat?"}


@pytest.fixture
async def door(client: httpx.AsyncClient) -> Door:
    """A gate whose phone is the client, and ticket 1, of which two answers are asked before it goes in."""
    made = await make_door()
    meal = await ask(
        made.event, Asked(AnswerKind.YES_NO, MEAL, is_required=True, asked_at=AskedAt.DOOR)
    )
    await ask(
        made.event,
        Asked(
            AnswerKind.LINE,
            DIET,
            is_required=True,
            asked_at=AskedAt.DOOR,
            depends_on_id=meal.id,
            depends_values=[True],
        ),
    )
    await make_ticket(made.ticket_type)
    client.headers["authorization"] = f"Device {made.token}"
    return made


async def test_a_ticket_that_lacks_answers_is_asked_answered_and_let_in(
    client: httpx.AsyncClient, door: Door
) -> None:
    meal, diet = await TicketQuestion.all().order_by("id")
    said = [await _scan(client, door)]
    sheet = await client.get(SHEET)
    form = {"csrf": await _token(client, SHEET), f"q{meal.id}": "yes", f"q{diet.id}": "花生"}
    saved = await client.post(SHEET, data=form)
    said.append(await _scan(client, door))
    assert ("Do you eat here?" in sheet.text, saved.status_code) == (True, 204)
    assert said == ["incomplete", "ok"]
    given = await TicketAnswer.all().order_by("question_id").values_list("value", flat=True)
    assert [*given] == [True, "花生"]
    assert (await client.get(SHEET)).status_code == 204


async def test_what_is_missing_is_said_beside_it_and_nothing_is_kept(
    client: httpx.AsyncClient, door: Door
) -> None:
    meal = await TicketQuestion.all().order_by("id").first()
    assert meal is not None
    form = {"csrf": await _token(client, SHEET), f"q{meal.id}": "yes"}
    answer = await client.post(SHEET, data=form)
    assert answer.status_code == 422
    assert answer.text.count("Please fill this in.") == 1
    assert await TicketAnswer.all().count() == 0


async def test_a_question_after_an_answer_of_before_is_asked_alone(
    client: httpx.AsyncClient, door: Door
) -> None:
    meal, diet = await TicketQuestion.all().order_by("id")
    ticket = await make_ticket(door.ticket_type, number=2)
    await TicketAnswer.create(
        ticket_id=ticket.id, question_id=meal.id, value=True, answered_at=ticket.created_at
    )
    path = "/gate/tickets/2/questions"
    sheet = await client.get(path)
    assert (f"q{meal.id}" in sheet.text, "data-follows" in sheet.text) == (False, False)
    form = {"csrf": await _token(client, path), f"q{diet.id}": "花生"}
    assert (await client.post(path, data=form)).status_code == 204
    assert await TicketAnswer.filter(ticket_id=ticket.id).count() == 2


async def test_a_gate_asks_no_ticket_of_another_event(
    client: httpx.AsyncClient, door: Door
) -> None:
    elsewhere = await make_door(
        await make_event("other", organisation=await make_organisation("other"))
    )
    await make_ticket(elsewhere.ticket_type, number=5)
    assert (await client.get("/gate/tickets/5/questions")).status_code == 404


SHEET = "/gate/tickets/1/questions"


async def _scan(client: httpx.AsyncClient, door: Door) -> str:
    body = {"scan_id": str(uuid.uuid4()), "code": "1", "is_typed": True}
    answer = await client.post(f"/api/v1/gates/{door.gate.id}/scans", json=body)
    return str(answer.json()["reason"])


async def _token(client: httpx.AsyncClient, path: str) -> str:
    """The CSRF token of the sheet."""
    return (await client.get(path)).text.partition('name="csrf" value="')[2].partition('"')[0]
