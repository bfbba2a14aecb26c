"""The editor of questions, the holder's and the door's sheet, the answers page."""

import csv
import io
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.events.models import Event
from events_svc.tickets.models import Ticket
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.files import keep, purge_unclaimed
from events_svc.tickets.questions.models import (
    AnswerFile,
    AnswerKind,
    AskedAt,
    TicketAnswer,
    TicketQuestion,
)
from events_svc.tickets.questions.queries import answers_of
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import fields, submit
from tests.tickets.factories import make_order, make_type
from tests.tickets.questions.factories import make_question

CONSOLE = "/organiser/events/summit"
K = AnswerKind
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event with a ticket type, whose organiser is signed in."""
    made = await make_event()
    await make_type(made)
    user = await make_user(role=Role.ORGANISER, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def _ticket(event: Event) -> Ticket:
    await make_order(event, await TicketType.get())
    return await Ticket.get()


async def test_a_question_is_asked_after_an_answer(client: httpx.AsyncClient, event: Event) -> None:
    vegan = await make_question(event, "Vegan", K.YES_NO)
    page, said = f"{CONSOLE}/questions/new", {"label_en": "Milk", "kind": "choices"}
    said |= {"options": "坚果 | Nuts\nMilk", "after": f"{vegan.id}:no", "is_required": "on"}
    answer = await submit(client, page, f"{CONSOLE}/questions", **said)
    assert answer.headers["location"] == f"{CONSOLE}/questions"
    made = await TicketQuestion.get(kind=K.CHOICES)
    assert (made.label, made.is_required) == ({"en": "Milk"}, True)
    assert made.options == [{"zh": "坚果", "en": "Nuts"}, {"zh": "Milk", "en": "Milk"}]
    assert (made.depends_on_id, made.depends_values) == (vegan.id, [False])
    assert "after “Vegan”: No" in (await client.get(f"{CONSOLE}/questions")).text


async def test_a_question_that_cannot_be_asked_so_is_shown_again_as_it_was_typed(
    client: httpx.AsyncClient, event: Event
) -> None:
    page, said = f"{CONSOLE}/questions/new", {"label_en": "Colour", "kind": "choice"}
    answer = await submit(client, page, f"{CONSOLE}/questions", **said, options="Red")
    assert (answer.status_code, "From 2 to 100 options" in answer.text) == (422, True)
    assert fields(answer.text, f"{CONSOLE}/questions")["label_en"] == "Colour"
    assert await TicketQuestion.all().count() == 0


async def test_a_question_is_reworded_and_taken_away(
    client: httpx.AsyncClient, event: Event
) -> None:
    made = await make_question(event)
    one = f"{CONSOLE}/questions/{made.id}"
    await submit(client, one, one, label_en="Food", kind="line")
    assert (await TicketQuestion.get()).label == {"zh": "Diet？", "en": "Food"}
    await submit(client, one, f"{one}/removal")
    assert await TicketQuestion.all().count() == 0


async def test_a_holder_answers_on_the_page_of_the_ticket(
    client: httpx.AsyncClient, event: Event
) -> None:
    phone, diet = (
        await make_question(event, "Phone", K.PHONE),
        await make_question(event, kind=K.CHOICE),
    )
    ticket = await _ticket(event)
    page = f"/tickets/{ticket.secret}/answers"
    said = {f"q{phone.id}": "138 0000 0000", f"q{phone.id}-country": "CN", f"q{diet.id}": "0"}
    answer = await submit(client, page, page, **said)
    assert answer.headers["location"] == f"/tickets/{ticket.secret}"
    number = {"country": "CN", "number": "+8613800000000"}
    assert await answers_of(ticket) == {phone.id: number, diet.id: 0}
    again = fields((await client.get(page)).text, page)
    assert again[f"q{phone.id}"] == "138 0000 0000"


async def test_a_file_stays_when_another_answer_is_wrong(
    client: httpx.AsyncClient, event: Event
) -> None:
    card, age = (
        await make_question(event, "Card", K.FILE),
        await make_question(event, "Age", K.NUMBER),
    )
    ticket = await _ticket(event)
    page = f"/tickets/{ticket.secret}/answers"
    form = {**fields((await client.get(page)).text, page), f"q{age.id}": "old"}
    sent = {f"q{card.id}": ("my card.png", PNG, "image/png")}
    wrong = await client.post(page, data=_plain(form), files=sent)
    assert (wrong.status_code, "A number, please." in wrong.text) == (422, True)
    kept = fields(wrong.text, page) | {f"q{age.id}": "30"}
    await client.post(page, data=_plain(kept))
    file = await AnswerFile.get()
    assert (file.name, file.body, file.answer_id is None) == ("my card.png", PNG, False)
    assert await answers_of(ticket) == {
        card.id: {"file": file.secret, "name": "my card.png"},
        age.id: 30,
    }
    given = await TicketAnswer.get(question_id=card.id)
    read = await client.get(f"{CONSOLE}/answers/{given.id}/file")
    assert (read.content, read.headers["content-type"]) == (PNG, "image/png")
    assert await AuditEntry.filter(action="ticket_answer.file_read").count() == 1


async def test_a_program_is_no_picture(client: httpx.AsyncClient, event: Event) -> None:
    card, ticket = await make_question(event, "Card", K.FILE), await _ticket(event)
    page = f"/tickets/{ticket.secret}/answers"
    form = _plain(fields((await client.get(page)).text, page))
    sent = {f"q{card.id}": ("card.png", b"MZ" + bytes(20), "image/png")}
    answer = await client.post(page, data=form, files=sent)
    assert (answer.status_code, "at most 5 MB, please." in answer.text) == (422, True)
    assert await AnswerFile.all().count() == 0


async def test_files_that_nobody_claims_are_gone_after_a_day(event: Event) -> None:
    await keep(event, "card.png", PNG)
    assert await purge_unclaimed() == 0
    await AnswerFile.all().update(created_at=clock.now() - timedelta(days=2))
    assert (await purge_unclaimed(), await AnswerFile.all().count()) == (1, 0)


async def test_the_staff_asks_at_the_door(client: httpx.AsyncClient, event: Event) -> None:
    badge = await make_question(event, "Badge", asked_at=AskedAt.DOOR)
    ticket = await _ticket(event)
    page = f"{CONSOLE}/tickets/{ticket.number}/answers"
    token = (await client.get(page)).text.partition('name="csrf" value="')[2].partition('"')[0]
    answer = await client.post(page, data={"csrf": token, f"q{badge.id}": "blue"})
    assert answer.headers["location"] == f"{CONSOLE}/door"
    assert await answers_of(ticket) == {badge.id: "blue"}


async def test_answers_are_read_counted_and_taken_as_a_table(
    client: httpx.AsyncClient, event: Event
) -> None:
    diet, note = await make_question(event, kind=K.CHOICE), await make_question(event, "Note")
    ticket = await _ticket(event)
    page = f"/tickets/{ticket.secret}/answers"
    await submit(client, page, page, **{f"q{diet.id}": "1", f"q{note.id}": "=cmd()"})
    shown = (await client.get(f"{CONSOLE}/answers")).text
    assert ("<dt>Plants</dt>" in shown, "=cmd()" in shown) == (True, True)
    table = await client.get(f"{CONSOLE}/answers.csv")
    read = [*csv.reader(io.StringIO(table.text.removeprefix("\ufeff")))]
    assert [row[6:] for row in read] == [["Diet", "Note"], ["Plants", "'=cmd()"]]
    assert await AuditEntry.filter(action="ticket_answers.exported").count() == 1


def _plain(form: dict[str, str]) -> dict[str, str]:
    """The fields without those for files."""
    return {name: value for name, value in form.items() if value}
