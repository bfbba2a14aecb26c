import csv
import io
import re

import httpx
import pytest
from python_calamine import CalamineWorkbook

from events_svc.accounts.models import AuditEntry, Role
from events_svc.invoices.fapiao import ask
from events_svc.invoices.issue import issue
from events_svc.invoices.models import Fapiao, Invoice, Seller, When
from events_svc.jobs import books as jobs
from events_svc.tickets.refund import give_back
from tests.accounts.factories import csrf, make_user, sign_in
from tests.invoices.factories import NUMBER, WANTED, Books, make_books

EVENT = "/organiser/events/summit"


async def console(client: httpx.AsyncClient, books: Books) -> str:
    user = await make_user(role=Role.FINANCE, organisation=books.event.organisation)
    await sign_in(client, user)
    return await csrf(client)


async def test_a_buyer_asks_for_an_invoice_and_reads_it(client: httpx.AsyncClient) -> None:
    books = await make_books()
    order = await books.paid()
    page = f"/orders/{order.secret}"
    assert "Ask for an invoice" in (await client.get(page)).text
    form = {"csrf": await csrf(client), "name": "䶮记 Ltd 🚀"}
    await client.post(f"{page}/invoice", data=form)
    invoice = await Invoice.get()
    assert invoice.label in (await client.get(page)).text
    pdf = await client.get(f"{page}/invoices/{invoice.id}.pdf")
    assert (pdf.status_code, pdf.content[:5], invoice.sides["buyer"]["name"]) == (
        200,
        b"%PDF-",
        "䶮记 Ltd 🚀",
    )


@pytest.mark.parametrize(
    ("number", "is_person", "kind", "status"),
    [
        (NUMBER, "", "special", 303),
        ("91350100m000100y43", "", "general", 303),
        ("91350100M000100Y44", "", "general", 422),
        ("", "", "general", 422),
        ("", "on", "general", 303),
        ("", "on", "special", 422),
    ],
    ids=["special", "small letters", "wrong check", "no number", "person", "person special"],
)
async def test_a_taxpayer_number_is_checked(
    client: httpx.AsyncClient, number: str, is_person: str, kind: str, status: int
) -> None:
    books = await make_books()
    page = f"/orders/{(await books.paid()).secret}"
    form = {"title": "甲公司", "taxpayer_number": number, "email": "a@b.cn", "kind": kind}
    form |= {"is_person": is_person, "csrf": await csrf(client)}
    answer = await client.post(f"{page}/fapiao", data=form)
    assert (answer.status_code, await Fapiao.all().count()) == (status, int(status == 303))
    assert status == 303 or "甲公司" in answer.text


async def test_the_organiser_sees_takes_back_and_says_what_buyers_get(
    client: httpx.AsyncClient,
) -> None:
    books = await make_books(When.NEVER)
    token = await console(client, books)
    code = (await books.paid()).code.lower()
    await client.post(f"{EVENT}/invoices", data={"csrf": token, "code": code})
    invoice = await Invoice.get()
    page = (await client.get(f"{EVENT}/invoices")).text
    assert invoice.label in page
    await client.post(f"{EVENT}/invoices/{invoice.id}/credit-note", data={"csrf": token})
    note = await Invoice.get(cancels_id=invoice.id)
    assert f"{note.label}" in (await client.get(f"{EVENT}/invoices")).text
    form = {"csrf": token, "when": "paid", "offers_fapiao": "on"}
    await client.post(f"{EVENT}/invoices/rule", data=form)
    order = await books.paid()
    await jobs.write(None, {"order_id": order.id})  # type: ignore[arg-type]  # needs no context
    await jobs.write(None, {"order_id": order.id})  # type: ignore[arg-type]  # needs no context
    assert await Invoice.filter(order_id=order.id).count() == 1


async def test_a_batch_goes_out_and_its_numbers_come_back(client: httpx.AsyncClient) -> None:
    books = await make_books()
    first = await ask(await books.paid(), WANTED)
    second = await ask(await books.paid(2), WANTED)
    token = await console(client, books)
    out = await client.post(f"{EVENT}/fapiao/batches", data={"csrf": token})
    book = CalamineWorkbook.from_filelike(io.BytesIO(out.content))
    heads = book.get_sheet_by_name("1-发票基本信息").to_python()
    details = book.get_sheet_by_name("2-发票明细信息").to_python()
    assert [row[0] for row in heads] == ["发票流水号", f"F{first.id:08}", f"F{second.id:08}"]
    assert heads[1][4:7] == ["未来机器人有限公司", NUMBER, "cw@example.org"]
    assert [row[6] for row in details[1:]] == [680.0, 1360.0]
    assert (await Fapiao.get(id=first.id)).exported_at is not None
    text = f"发票流水号,数电发票号码\nF{first.id:08},{1:020}\nF{second.id:08},{2:020}\n"
    file = {"file": ("n.csv", text.encode("gb18030"), "text/csv")}
    await client.post(f"{EVENT}/fapiao/numbers", data={"csrf": token}, files=file)
    assert await Fapiao.all().order_by("id").values_list("state", "number") == [
        ("issued", f"{1:020}"),
        ("issued", f"{2:020}"),
    ]


@pytest.mark.parametrize("wrong", ["F00000099,{0:020}", "F00000001,12", "X,{0:020}"])
async def test_a_file_of_numbers_with_one_wrong_row_brings_none(
    client: httpx.AsyncClient, wrong: str
) -> None:
    books = await make_books()
    fapiao = await ask(await books.paid(), WANTED)
    token = await console(client, books)
    text = f"流水号,发票号码\nF{fapiao.id:08},{1:020}\n{wrong.format(2)}\n"
    file = {"file": ("n.csv", text.encode(), "text/csv")}
    answer = await client.post(f"{EVENT}/fapiao/numbers", data={"csrf": token}, files=file)
    assert (answer.status_code, (await Fapiao.get()).state) == (422, "requested")
    assert "line 3" in answer.text


async def test_files_for_the_accountant_are_streamed_and_logged(client: httpx.AsyncClient) -> None:
    books = await make_books()
    order = await books.paid()
    invoice = await issue(
        order, buyer={"name": "=SUM(A1)", "taxpayer_number": "", "contact": "", "address": ""}
    )
    await give_back(order, 8000)
    await console(client, books)
    told = {}
    for name in ("movements", "invoices", "taxes"):
        answer = await client.get(f"{EVENT}/accounting/{name}.csv")
        told[name] = [*csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))][1:]
        again = await client.get(f"{EVENT}/accounting/{name}.xlsx")
        book = CalamineWorkbook.from_filelike(io.BytesIO(again.content))
        assert len(book.get_sheet_by_index(0).to_python()) == 1 + len(told[name])
    assert told["movements"][0][2:6] == [order.code, "paid", "bank", "680.00"]
    assert told["invoices"][0][0] == invoice.label
    assert told["invoices"][0][5] == "'=SUM(A1)"
    assert [row[5] for row in told["movements"]] == ["680.00", "-80.00"]
    assert [row[9] for row in told["taxes"]] == ["680.00", "-80.00"]
    assert await AuditEntry.filter(action="export.taken").count() == 6


async def test_who_writes_the_invoices_is_kept_with_a_right_number(
    client: httpx.AsyncClient,
) -> None:
    books = await make_books()
    token = await console(client, books)
    page = "/organiser/organisations/cameta/seller"
    form = {"csrf": token, "name_zh": "新学会", "taxpayer_number": "91350100M000100Y44"}
    form |= {"item": "*会展服务*会议费", "item_code": "3040305"}
    answer = await client.post(page, data=form)
    assert answer.status_code == 422
    assert "新学会" in answer.text
    await client.post(page, data={**form, "taxpayer_number": "91350100 m000100y43"})
    kept = await Seller.get()
    assert (kept.name, kept.taxpayer_number) == ({"zh": "新学会"}, NUMBER)
    assert re.search("新学会", (await client.get(page)).text)
