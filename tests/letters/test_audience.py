from typing import Any

import pytest

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.checkin.models import Admission, CheckinList
from events_svc.letters.audience import Reach, example, reach, recipients
from events_svc.letters.models import Audience, Entered, Letter
from events_svc.letters.write import LetterFacts
from events_svc.letters.write import change as rewrite
from events_svc.tickets.draft import Buyer, Holder, Line
from events_svc.tickets.models import OrderState, Ticket
from events_svc.tickets.reserve import reserve
from tests.events.factories import make_event
from tests.letters.factories import BODY, SUBJECT, make_letter
from tests.tickets.factories import make_order, make_type

pytestmark = pytest.mark.usefixtures("database")


async def test_who_ordered_twice_gets_it_once_with_both_orders() -> None:
    event = await make_event()
    kind = await make_type(event)
    first = await make_order(event, kind, 2)
    second = await make_order(event, kind, buyer=Buyer("Ada L.", "ADA@example.org", language="zh"))
    (ada,) = await recipients(await make_letter(event))
    assert (ada.address, ada.name, ada.language) == ("ada@example.org", "Ada", "en")
    assert (len(ada.tickets), ada.orders) == (
        3,
        {first.code: first.secret, second.code: second.secret},
    )


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({}, ["Ada"]),
        ({"order_states": ["pending"]}, ["Grace"]),
        ({"order_states": []}, ["Ada", "Grace"]),
        ({"audience": Audience.HOLDERS}, ["Ada", "Bo"]),
    ],
    ids=["paid", "pending", "all", "holders"],
)
async def test_a_letter_goes_to_its_selection(facts: dict[str, Any], names: list[str]) -> None:
    event = await make_event()
    free, paid = await make_type(event), await make_type(event, "Paid", price_minor=100)
    holders = (Holder("Ada", "ada@example.org"), Holder("Bo", "bo@example.org"))
    buyer = Buyer("Ada", "ada@example.org", language="en")
    await reserve(event, [Line(free.id, 2, holders)], buyer=buyer)
    await make_order(event, paid, buyer=Buyer("Grace", "grace@example.org"))
    await make_order(event, free, buyer=Buyer("Tel", phone="+8613800000000"))
    letter = await make_letter(event)
    states = facts.pop("order_states", letter.order_states)
    await rewrite(
        letter,
        LetterFacts(SUBJECT, BODY, order_states=[OrderState(one) for one in states], **facts),
    )
    await letter.refresh_from_db()
    found = await reach(letter)
    assert [one.name for one in await recipients(letter)] == names
    assert found == Reach(len(names), 0 if states == ["pending"] else 1)


async def test_a_letter_to_types_that_are_not_there_is_not_one_to_everybody() -> None:
    event = await make_event()
    gone = await make_type(await make_event("other", organisation=event.organisation))
    with pytest.raises(NotFound):
        await make_letter(event, ticket_types=[gone.id])
    assert not await Letter.exists()


async def test_only_some_types_and_only_who_came() -> None:
    event = await make_event()
    one, two = await make_type(event), await make_type(event, "Two")
    await make_order(event, one)
    await make_order(event, two, buyer=Buyer("Bo", "bo@example.org"))
    some = await recipients(await make_letter(event, ticket_types=[two.id]))
    ticket = await Ticket.get(ticket_type_id=one.id)
    gates = await CheckinList.create(event=event, name={"en": "Hall"})
    await Admission.create(checkin_list=gates, ticket=ticket, entries=1, first_at=clock.now())
    came = await recipients(await make_letter(event, entered=Entered.IN))
    out = await recipients(await make_letter(event, entered=Entered.OUT))
    assert [[who.name for who in part] for part in (some, came, out)] == [["Bo"], ["Ada"], ["Bo"]]


async def test_one_person_is_looked_at_whatever_the_case() -> None:
    event = await make_event()
    kind = await make_type(event)
    await make_order(event, kind)
    await make_order(event, kind, buyer=Buyer("Bo", "bo@example.org"))
    letter = await make_letter(event)
    found = [
        await example(letter),
        await example(letter, "BO@example.org"),
        await example(letter, "x@y.z"),
    ]
    assert [one and one.name for one in found] == ["Ada", "Bo", None]
