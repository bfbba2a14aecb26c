import io
import tracemalloc
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from events_svc.accounts.models import AuditEntry, Role
from events_svc.database import execute
from events_svc.events.models import Event
from events_svc.feeds.table_stream import csv_stream
from events_svc.people import tables
from events_svc.people.tables import said
from events_svc.tickets.draft import Buyer
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.questions.models import AnswerKind, TicketAnswer, TicketQuestion
from tests.accounts.factories import make_user, sign_in
from tests.asked import asked
from tests.events.factories import make_event
from tests.tickets.factories import make_order, make_type

BASE = "/organiser/events/summit/exports"
HOSTILE = Buyer('=HYPERLINK("http://evil.example")', "a@example.org", "+86 138", language="en")


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event whose finance person is signed in."""
    made = await make_event()
    user = await make_user(role=Role.FINANCE, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def _multiply(order: Order, times: int) -> None:
    """The same order so many times more, written by the database."""
    names = "event_id, state, buyer_name, buyer_organisation, email, phone, language, currency"
    more = "total_minor, source, created_at, paid_at"
    await execute(
        f'INSERT INTO "order" ({names}, {more}, code, secret) '
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
        f"SELECT {names}, {more}, 'X' || i, 'secret' || i FROM \"order\", n WHERE id = $1",
        [order.id],
    )


async def test_orders_come_as_csv_that_no_spreadsheet_computes(
    client: httpx.AsyncClient, event: Event
) -> None:
    order = await make_order(event, await make_type(event), 2, buyer=HOSTILE)
    answer = await client.get(f"{BASE}/orders.csv")
    head, line = answer.text.lstrip("\ufeff").splitlines()
    assert head.split(",") == list(tables.ORDERS)
    assert line.startswith(
        f'{order.code},paid,"\'=HYPERLINK(""http://evil.example"")",,a@example.org,\'+86 138,en,2,0.00,0.00,CNY'
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="orders-summit.csv"'


async def test_attendees_come_as_a_workbook(client: httpx.AsyncClient, event: Event) -> None:
    order = await make_order(event, await make_type(event), 2)
    answer = await client.get(f"{BASE}/attendees.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = [dict(zip(tables.ATTENDEES, row, strict=True)) for row in sheet.to_python()[1:]]
    shown = [(row["ticket"], row["state"], row["type"], row["order"]) for row in rows]
    assert shown == [(1, "valid", "Standard", order.code), (2, "valid", "Standard", order.code)]
    assert str(rows[0]["placed_at"]).endswith("+08:00")


async def test_answers_have_a_column_a_question(client: httpx.AsyncClient, event: Event) -> None:
    order = await make_order(event, await make_type(event), 2)
    texts = [{"en": "Fish", "zh": "鱼"}, {"en": "Tofu"}]
    question = await TicketQuestion.create(
        event=event, kind=AnswerKind.CHOICES, label={"en": "Lunch"}, options=texts
    )
    ticket = await Ticket.get(order_id=order.id, number=1)
    await TicketAnswer.create(
        ticket=ticket, question=question, value=[0, 1], answered_at=order.created_at
    )
    lines = (await client.get(f"{BASE}/answers.csv")).text.splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["Lunch", "Fish; Tofu", ""]


async def test_one_state_is_taken_and_written_down_with_the_person(
    client: httpx.AsyncClient, event: Event
) -> None:
    await make_order(event, await make_type(event))
    paid = await make_order(event, await make_type(event, price_minor=100))
    lines = (await client.get(f"{BASE}/orders.csv?state=pending")).text.splitlines()
    wrong = await client.get(f"{BASE}/orders.csv?state=valid")
    entry = await AuditEntry.get(action="export.taken")
    page = (await client.get(BASE)).text
    assert ([line.split(",")[0] for line in lines[1:]], wrong.status_code) == ([paid.code], 404)
    assert entry.detail == {"table": "orders", "form": "csv", "state": "pending"}
    assert entry.actor_name in page


async def test_what_others_sell_is_not_in_the_tables(event: Event) -> None:
    other = await make_event("other", organisation=event.organisation)
    await make_order(other, await make_type(other))
    for table in (tables.orders, tables.attendees, tables.answers):
        assert [row async for row in (await table(event, "", "en")).rows] == []


@pytest.mark.usefixtures("database")
async def test_twenty_thousand_orders_take_no_more_memory_than_a_page() -> None:
    event = await make_event()
    await _multiply(await make_order(event, await make_type(event)), 20_000)
    made = await tables.orders(event, "", "en")
    tracemalloc.start()
    try:
        size = sum([len(part) async for part in csv_stream(made.head, made.rows)])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (size > 2_000_000, peak < 8_000_000) == (True, True), (size, peak)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("table", ["orders", "attendees", "answers"])
async def test_a_page_takes_as_many_statements_for_three_as_for_one(
    monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    event = await make_event()
    kind = await make_type(event)
    await make_order(event, kind)
    one = await _statements(event, table)
    await make_order(event, kind, 2)
    three = await _statements(event, table)
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    assert (three, len(await _all(event, table))) == (one, 3 if table != "orders" else 2)


async def _statements(event: Event, table: str) -> int:
    async with asked() as heard:
        await _all(event, table)
    return len(heard)


async def _all(event: Event, table: str) -> list[Sequence[Any]]:
    made = await getattr(tables, table)(event, "", "en")
    return [row async for row in made.rows]


@pytest.mark.engineless
def test_answers_are_cells() -> None:
    question = TicketQuestion(kind=AnswerKind.CHOICE, options=[{"en": "M"}, {"en": "L"}])
    free = TicketQuestion(kind=AnswerKind.LINE)
    phone = {"country": "CN", "number": "+8613800138000"}
    given = [said(question, 1, "en"), said(free, phone, "en"), said(free, True, "en")]
    assert [*given, said(free, None, "en")] == ["L", "+8613800138000", "yes", ""]
