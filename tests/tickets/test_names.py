"""Who comes with the buyer: named when ordering, on the order's page later, or not at all."""

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.outbox.models import Job
from events_svc.tickets.draft import Holder
from events_svc.tickets.errors import PassedOnAlready
from events_svc.tickets.guests import guest_name, is_guest
from events_svc.tickets.holders import pass_on, rename
from events_svc.tickets.models import Order, Ticket
from events_svc.web.tickets.entered import have_entered
from tests.events.factories import make_event
from tests.tickets.browser import fields, submit
from tests.tickets.factories import make_order, make_type

SHOP, PLACE = "/events/summit/tickets", "/events/summit/orders"
ADA = {"name": "Ada", "contact": "ada@example.org"}


async def holders() -> list[tuple[str, str]]:
    return [(t.holder_name, t.holder_email) for t in await Ticket.all().order_by("number")]


async def make_three() -> Order:
    event = await make_event()
    return await make_order(event, await make_type(event), 3)


@given(st.text(min_size=1, max_size=200), st.integers(1, 1000))
def test_a_guest_is_known_as_one_and_fits_the_column(buyer: str, number: int) -> None:
    name = guest_name(buyer, number)
    assert (is_guest(name, buyer), len(name) <= 200) == (True, True)
    assert not is_guest(buyer, buyer)


async def test_three_tickets_are_three_names_at_the_door(client: httpx.AsyncClient) -> None:
    await make_three()
    assert await holders() == [("Ada", "ada@example.org"), ("Ada +1", ""), ("Ada +2", "")]


async def test_others_are_named_when_ordering(client: httpx.AsyncClient) -> None:
    event = await make_event()
    lunch, talk = await make_type(event, "Lunch"), await make_type(event, "Talk")
    typed = {
        "others": "Grace Hopper <grace@example.org>\n\n  埃迪丝 \nJoan",
        f"count_{talk.id}": "3",
    }
    await submit(client, SHOP, PLACE, **ADA, **typed, **{f"count_{lunch.id}": "3"})
    assert await holders() == [
        ("Ada", "ada@example.org"),
        ("Grace Hopper", "grace@example.org"),
        ("埃迪丝", ""),
        ("Ada", "ada@example.org"),
        ("Joan", ""),
        ("Ada +1", ""),
    ]


async def test_one_of_each_type_is_for_two_people_when_two_are_named(
    client: httpx.AsyncClient,
) -> None:
    event = await make_event()
    adult, student = await make_type(event, "Adult"), await make_type(event, "Student")
    counts = {f"count_{adult.id}": "1", f"count_{student.id}": "1"}
    await submit(client, SHOP, PLACE, **ADA, **counts, others="Grace")
    assert await holders() == [("Ada", "ada@example.org"), ("Grace", "")]


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ("Grace\nJoan", "There are more names here than tickets."),
        ("grace@example.org", "A name in each line, please"),
        ("Grace grace@nowhere", "A name in each line, please"),
        ("x" * 201, "A name in each line, please"),
    ],
)
async def test_names_that_do_not_fit_order_nothing(
    client: httpx.AsyncClient, others: str, words: str
) -> None:
    kind = await make_type(await make_event())
    answer = await submit(client, SHOP, PLACE, **ADA, others=others, **{f"count_{kind.id}": "2"})
    assert (answer.status_code, words in answer.text, others in answer.text) == (422, True, True)
    assert await Order.all().count() == 0


async def test_the_same_form_with_other_names_is_another_order(client: httpx.AsyncClient) -> None:
    kind = await make_type(await make_event())
    form = {**fields((await client.get(SHOP)).text, PLACE), **ADA, f"count_{kind.id}": "2"}
    first, second = [
        await client.post(PLACE, data={**form, "others": name}) for name in ("Grace", "Joan")
    ]
    assert first.headers["location"] != second.headers["location"]


async def test_guests_are_named_on_the_page_and_keep_their_codes(client: httpx.AsyncClient) -> None:
    page = f"/orders/{(await make_three()).secret}"
    typed = {"name_2": "Grace", "email_2": "grace@example.org"}
    answer = await submit(client, page, f"{page}/names", **typed)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert await holders() == [
        ("Ada", "ada@example.org"),
        ("Grace", "grace@example.org"),
        ("Ada +2", ""),
    ]
    assert {t.serial for t in await Ticket.all()} == {1}
    (told,) = await Job.filter(kind="ticket.passed_on").values_list("payload", flat=True)
    assert told == {"ticket_id": (await Ticket.get(number=2)).id, "serial": 1}
    text = (await client.get(page)).text
    assert "Attendee named: Ada +1 → Grace" in text
    assert ('name="name_2"' in text, 'name="name_3"' in text) == (False, True)


async def test_a_wrong_guest_is_said_beside_the_field_and_nothing_changes(
    client: httpx.AsyncClient,
) -> None:
    page = f"/orders/{(await make_three()).secret}"
    before = await holders()
    typed = {"name_2": "Grace", "name_3": "", "email_3": "nowhere"}
    answer = await submit(client, page, f"{page}/names", **typed)
    assert (answer.status_code, 'id="e-email_3"' in answer.text) == (422, True)
    assert 'value="Grace"' in answer.text
    assert await holders() == before


async def test_who_was_named_is_not_renamed_by_an_old_page(client: httpx.AsyncClient) -> None:
    order = await make_three()
    page = f"/orders/{order.secret}"
    form = fields((await client.get(page)).text, f"{page}/names")
    await rename(await Ticket.get(number=2), Holder("Grace"))
    await client.post(f"{page}/names", data={**form, "name_2": "Mallory", "name_1": "Mallory"})
    assert [name for name, _ in await holders()] == ["Ada", "Grace", "Ada +2"]


@pytest.mark.usefixtures("database")
async def test_of_two_who_pass_one_ticket_on_at_once_the_second_is_refused() -> None:
    await make_three()
    seen = [(await Ticket.get(number=1)) for _ in range(3)]
    to = [Holder("Lin", "lin@example.org"), Holder("Mo", "mo@example.org")]
    both = [
        pass_on(one, holder, entered=have_entered) for one, holder in zip(seen, to, strict=False)
    ]
    said = await asyncio.gather(*both, return_exceptions=True)
    assert [type(one) for one in said].count(PassedOnAlready) == 1
    now = await Ticket.get(number=1)
    assert now.serial == 2
    same = Holder(now.holder_name, now.holder_email)
    again = await pass_on(seen[0], same, entered=have_entered)
    assert (again.secret, again.serial) == (now.secret, 2)
    with pytest.raises(PassedOnAlready):
        await rename(seen[2], Holder("Eve"))
    assert (await Ticket.get(number=1)).holder_name == now.holder_name
