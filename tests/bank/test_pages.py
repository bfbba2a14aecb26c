import base64
import re
from io import BytesIO

import httpx
import pytest
import xlsxwriter

from events_svc.accounts.models import Role
from events_svc.bank.match import match_statement
from events_svc.bank.models import BankAccount, Statement, StatementLine
from events_svc.tickets.models import Order
from tests.accounts.factories import bearer, csrf, make_organisation, make_user, sign_in
from tests.bank.factories import NUMBER, Said, Shop, as_csv, brought_in, make_shop
from tests.tickets.factories import make_order, states

BANK = "/organiser/organisations/cameta/bank"


@pytest.fixture
async def shop(client: httpx.AsyncClient) -> Shop:
    made = await make_shop()
    await sign_in(client, await make_user(role=Role.FINANCE, organisation=made.event.organisation))
    return made


async def token(client: httpx.AsyncClient) -> str:
    return await csrf(client)


async def test_the_buyer_chooses_transfer_and_sees_where_to_send_it(
    client: httpx.AsyncClient,
) -> None:
    shop = await make_shop()
    order = await make_order(shop.event, shop.kind)
    page = f"/orders/{order.secret}"
    assert "Pay by bank transfer" in (await client.get(page)).text
    answer = await client.post(f"{page}/transfer", data={"csrf": await csrf(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#transfer")
    text = (await client.get(page)).text
    assert re.search(r">[2-9A-Z]{4}-[2-9A-Z]{4}<", text)
    assert NUMBER in text
    held = (await Order.get(id=order.id)).expires_at
    assert held is not None
    assert order.expires_at is not None
    assert (held - order.expires_at).days == 4


async def test_an_account_is_kept_and_a_wrong_one_is_said_beside_its_field(
    client: httpx.AsyncClient, shop: Shop
) -> None:
    form = {
        "csrf": await token(client),
        "holder": "学会",
        "number": "1",
        "bank": "工行",
        "currency": "CNY",
    }
    answer = await client.post(BANK, data=form)
    assert answer.status_code == 422
    assert "This does not look right." in answer.text
    await client.post(BANK, data={**form, "number": "95588 1234", "hold_days": "3"})
    kept = await BankAccount.get()
    assert (kept.holder, kept.number, kept.hold_days, kept.is_offered) == (
        "学会",
        "95588 1234",
        3,
        False,
    )


async def test_a_statement_is_shown_first_and_then_brought_in(
    client: httpx.AsyncClient, shop: Shop
) -> None:
    order, reference = await shop.transfer()
    file = {"file": ("十一月.csv", as_csv([Said(68000, reference, "张三")]), "text/csv")}
    shown = await client.post(f"{BANK}/preview", data={"csrf": await token(client)}, files=file)
    assert shown.status_code == 200
    assert "张三" in shown.text
    assert await Statement.all().count() == 0
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    answer = await client.post(f"{BANK}/statements", data={**hidden, "csrf": await token(client)})
    statement = await Statement.get()
    assert answer.headers["location"] == f"{BANK}/statements/{statement.id}"
    await match_statement(statement.id)
    assert statement.name == "十一月.csv"
    assert order.code in (await client.get(answer.headers["location"])).text
    assert (await states(order))[0] == "paid"


async def test_a_broken_file_says_row_and_column_and_brings_nothing(
    client: httpx.AsyncClient, shop: Shop
) -> None:
    file = {"file": ("a.csv", "日期,收入,摘要\n20261123,abc,x\n".encode(), "text/csv")}
    answer = await client.post(f"{BANK}/preview", data={"csrf": await token(client)}, files=file)
    assert answer.status_code == 422
    assert "line 2 · column B · The amount “abc” cannot be read." in answer.text
    assert await StatementLine.all().count() == 0


async def test_a_workbook_is_read(client: httpx.AsyncClient, shop: Shop) -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["交易日期", "收入金额", "对方户名", "附言"])
    sheet.write_row(1, 0, ["2026-11-23", 680.5, "李四", "x"])
    book.close()
    file = {"file": ("a.xlsx", out.getvalue(), "application/zip")}
    answer = await client.post(f"{BANK}/preview", data={"csrf": await token(client)}, files=file)
    assert "CN¥680.50" in answer.text
    assert "李四" in answer.text


async def test_a_person_confirms_what_is_sure_and_sets_the_rest_aside(
    client: httpx.AsyncClient, shop: Shop
) -> None:
    order = await make_order(shop.event, shop.kind)
    await brought_in(shop.account, as_csv([Said(68000, "会议费", "Ada"), Said(100, "会费", "甲")]))
    page = (await client.get(f"{BANK}/queue")).text
    (picked,) = re.findall(r'name="pick" value="([^"]+)" checked', page)
    await client.post(f"{BANK}/confirmations", data={"csrf": await token(client), "pick": picked})
    assert (await states(order))[0] == "paid"
    line = await StatementLine.get(state="open")
    answer = await client.post(
        f"{BANK}/lines/{line.id}/aside", data={"csrf": await token(client), "note": "会费"}
    )
    assert answer.status_code == 303
    assert "Nothing waits" in (await client.get(f"{BANK}/queue")).text
    assert "会费" in (await client.get(f"{BANK}/queue?aside=1")).text


async def test_the_order_of_somebody_elses_event_is_not_there(
    client: httpx.AsyncClient, shop: Shop
) -> None:
    other = await make_order(*(await _elsewhere()))
    await brought_in(shop.account, as_csv([Said(68000, "x")]))
    line = await StatementLine.get()
    form = {"csrf": await token(client), "event": "other", "code": other.code}
    answer = await client.post(f"{BANK}/lines/{line.id}/order", data=form)
    assert answer.status_code == 404
    assert (await states(other))[0] == "pending"


async def _elsewhere():  # type: ignore[no-untyped-def]  # an event of another organisation

    shop = await make_shop("other", await make_organisation("other"))
    return shop.event, shop.kind


async def test_a_program_brings_a_statement_and_settles_a_line(
    client: httpx.AsyncClient, shop: Shop
) -> None:
    user = await make_user("b@example.org", role=Role.FINANCE, organisation=shop.event.organisation)
    headers = await bearer(user, shop.event.organisation, "orders:write")
    order = await make_order(shop.event, shop.kind)

    content = base64.b64encode(as_csv([Said(68000, "x", "Ada")])).decode()
    base = "/api/v1/organisations/cameta/bank"
    client.cookies.clear()
    body = {"name": "a.csv", "content": content}
    made = await client.post(f"{base}/statements", json=body, headers=headers)
    assert (made.status_code, made.json()["lines"]) == (201, 1)
    await match_statement(made.json()["id"])
    (line,) = (await client.get(f"{base}/lines?state=open", headers=headers)).json()["items"]
    given = await client.post(
        f"{base}/lines/{line['id']}/order",
        json={"event": "summit", "code": order.code},
        headers=headers,
    )
    assert (given.json()["state"], given.json()["order"]) == ("settled", order.code)
    again = await client.post(f"{base}/statements", json=body, headers=headers)
    assert again.status_code == 409
