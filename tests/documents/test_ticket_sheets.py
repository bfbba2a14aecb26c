from pathlib import Path

import httpx

from events_svc.accounts.models import AuditEntry, Role
from events_svc.config import Settings
from events_svc.tickets import keys
from events_svc.tickets.models import TicketState
from events_svc.web.tickets import sheets
from events_svc.web.tickets.sheets import Part
from tests.accounts.factories import make_user, sign_in
from tests.documents.factories import make_ticket
from tests.documents.reading import draw_pages, read_codes
from tests.events.factories import make_event

PAGE = "/organiser/events/summit/attendees/tickets"
URL = "/organiser/events/summit/attendees/tickets.pdf"


async def test_every_valid_ticket_is_printed_with_its_code(
    client: httpx.AsyncClient, settings: Settings, tmp_path: Path
) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, event=event))
    tickets = [await make_ticket(event), await make_ticket(event)]
    await make_ticket(event, state=TicketState.CANCELLED)
    (tmp_path / "tickets.pdf").write_bytes((await client.get(URL)).content)
    codes = await keys.codes_of(tickets, secret_key=settings.secret_key)
    found = [code for page in draw_pages(tmp_path / "tickets.pdf") for code in read_codes(page)]
    assert found == list(codes.values())
    assert [entry.detail for entry in await AuditEntry.all()] == [{"count": 2}]


async def test_a_file_goes_on_after_the_last_number_of_the_one_before(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, event=event))
    for _ in range(3):
        await make_ticket(event)
    answer = await client.get(URL, params={"after": "2"})
    (tmp_path / "some.pdf").write_bytes(answer.content)
    (page,) = draw_pages(tmp_path / "some.pdf")
    assert len(read_codes(page)) == 1


async def test_the_page_names_the_files(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, event=event))
    empty = await client.get(PAGE)
    await make_ticket(event)
    page = await client.get(PAGE)
    assert "As soon as the first ticket is sold" in empty.text
    assert 'href="tickets.pdf?after=0"' in page.text


def test_the_files_share_the_numbers_without_a_gap() -> None:
    numbers = [*range(3, 1503), *range(2000, 2600)]
    assert sheets.parts(numbers) == [
        Part(3, 1002, 1000),
        Part(1003, 2499, 1000),
        Part(2500, 2599, 100),
    ]
    assert sheets.parts([]) == []


async def test_without_a_valid_ticket_there_is_nothing_to_print(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, event=event))
    answer = await client.get(URL)
    assert answer.status_code == 409
    assert "Nobody has a valid ticket yet" in answer.text
    assert await AuditEntry.all().count() == 0


async def test_a_strange_number_is_malformed(client: httpx.AsyncClient) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, event=event))
    for query in ({"after": "x"}, {"after": "-1"}, {"after": str(2**63)}):
        assert (await client.get(URL, params=query)).status_code == 422


async def test_the_tickets_themselves_are_one_file(
    client: httpx.AsyncClient, settings: Settings, tmp_path: Path
) -> None:
    event = await make_event()
    await sign_in(client, await make_user(role=Role.DOOR, event=event))
    tickets = [await make_ticket(event, holder_name=name) for name in ("𠮷 䶮", "Ada 🤖")]
    answer = await client.get(URL, params={"after": "0"})
    (tmp_path / "tickets.pdf").write_bytes(answer.content)
    codes = await keys.codes_of(tickets, secret_key=settings.secret_key)
    read = [read_codes(page) for page in draw_pages(tmp_path / "tickets.pdf")]
    assert read == [[codes[ticket.id]] for ticket in tickets]
    assert 'filename="tickets-summit.pdf"' in answer.headers["content-disposition"]
