import argparse
from typing import Any

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.commands import import_people
from events_svc.commands.errors import CommandFailed
from events_svc.events.models import Event
from events_svc.tickets.models import Order, Ticket
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.tickets.browser import fields, submit
from tests.tickets.factories import make_type

BASE = "/organiser/events/summit/people"
ROWS = "姓名,邮箱,单位\n𠮷 䶮,ji@example.org,机器人协会\nAda,ada@example.org,Navy\n"


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event on sale whose organiser is signed in."""
    made = await make_event()
    await make_type(made)
    user = await make_user(role=Role.ORGANISER, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def _bring(client: httpx.AsyncClient, **typed: str) -> httpx.Response:
    """What the preview sends when somebody says yes."""
    begun = fields((await client.get(BASE)).text, f"{BASE}/preview")
    return await client.post(BASE, data={**begun, **typed})


async def test_rows_are_shown_first_and_then_brought_in(
    client: httpx.AsyncClient, event: Event
) -> None:
    shown = await submit(client, BASE, f"{BASE}/preview", pasted=ROWS, usual="1")
    before = await Ticket.all().count()
    sent = await _bring(client, pasted=ROWS, usual="1", orders="each")
    assert ("Bring in 2 people" in shown.text, "𠮷 䶮" in shown.text, before) == (True, True, 0)
    assert (sent.status_code, await Order.all().count()) == (303, 2)
    names = [one.holder_name for one in await Ticket.all().order_by("number")]
    assert names == ["𠮷 䶮", "Ada"]


async def test_one_order_needs_somebody_who_orders(client: httpx.AsyncClient, event: Event) -> None:
    refused = await _bring(client, pasted=ROWS, usual="1", orders="one")
    office = {"buyer": "Association", "contact": "office@example.org"}
    sent = await _bring(client, pasted=ROWS, usual="1", orders="one", **office)
    assert (refused.status_code, "Who orders for them?" in refused.text) == (422, True)
    assert (sent.status_code, [one.buyer_name for one in await Order.all()]) == (
        303,
        ["Association"],
    )


async def test_a_wrong_row_is_named_on_the_page_and_nobody_is_in(
    client: httpx.AsyncClient, event: Event
) -> None:
    rows = ROWS + ",x@example.org,\n"
    shown = await _bring(client, pasted=rows, usual="1")
    assert "line 4 · column A · There is no name." in shown.text
    assert await Order.all().count() == 0


async def test_too_many_for_the_places_are_refused_with_the_row(
    client: httpx.AsyncClient, event: Event
) -> None:
    rows = "name\n" + "\n".join(f"P {n}" for n in range(11))
    refused = await _bring(client, pasted=rows, usual="1")
    assert (refused.status_code, "Row 12: " in refused.text) == (409, True)
    assert await Order.all().count() == 0


def _arguments(**said: Any) -> argparse.Namespace:
    usual = {"event": "summit", "type": "Standard", "buyer": None, "email": None}
    return argparse.Namespace(**{"file": "x", "mail": False, "dry_run": False, **usual, **said})


@pytest.mark.usefixtures("database")
async def test_the_command_brings_in_all_or_says_which_row_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await make_type(await make_event())
    await import_people.bring(ROWS.encode(), _arguments(dry_run=True))
    assert await Order.all().count() == 0
    await import_people.bring(ROWS.encode(), _arguments())
    assert await Order.all().count() == 2
    assert capsys.readouterr().out.splitlines()[-1] == "2 people were brought in"
    with pytest.raises(CommandFailed, match="line 2, column B: “x” is no e-mail address"):
        await import_people.bring(b"name,email\nAda,x\n", _arguments())
