import asyncio

import pytest
from tortoise.exceptions import BaseORMException

from events_svc.accounts import audit
from events_svc.badges import check, queries
from events_svc.badges.errors import NobodyToPrint, PrintedAlready
from events_svc.badges.models import BadgePrint, BadgePrinting
from events_svc.badges.printing import print_badges
from events_svc.badges.queries import Asked
from events_svc.checkin.search_keys.keys import keys_of
from events_svc.database import execute
from events_svc.tickets.models import Ticket, TicketState
from tests.badges.factories import make_printing
from tests.documents.factories import make_ticket, make_ticket_type
from tests.events.factories import make_event

pytestmark = pytest.mark.usefixtures("database")


async def test_the_log_says_who_printed_what_how_often() -> None:
    one, other = await make_ticket(event := await make_event()), await make_ticket(event)
    audit.act_as("user:3", "Ada")
    await make_printing(one, other)
    audit.act_as("user:4", "Bo")
    await make_printing(one, seen=1)
    found = await queries.printed([one.id, other.id])
    assert {key: (value.copies, value.by) for key, value in found.items()} == {
        one.id: (2, "Bo"),
        other.id: (1, "Ada"),
    }
    assert [(made.count, made.printer) for made in await queries.log(event)] == [
        (1, "user:4"),
        (2, "user:3"),
    ]


async def test_a_long_name_of_who_prints_is_kept_as_far_as_it_goes() -> None:
    ticket = await make_ticket()
    audit.act_as("device:3", "𠮷" * 254)  # a phone at a hub: both names in one
    assert (await make_printing(ticket)).printer_name == "𠮷" * 200


async def test_a_second_badge_is_not_made_unasked() -> None:
    one, other = await make_ticket(event := await make_event()), await make_ticket(event)
    audit.act_as("user:3", "Ada")
    await make_printing(one)
    with pytest.raises(PrintedAlready) as refused:
        await print_badges(event.id, [one.id, other.id], layout="a6", seen=0)
    assert (refused.value.count, refused.value.copies, refused.value.by) == (1, 1, "Ada")
    assert (await BadgePrinting.all().count(), await BadgePrint.all().count()) == (1, 1)


async def test_of_eight_who_print_the_same_badge_one_prints_and_seven_are_asked() -> None:
    ticket = await make_ticket()
    for seen in (0, 1):  # the first badge, and one more that all of them agreed to
        done = await asyncio.gather(*(_outcome(ticket, seen) for _ in range(8)))
        assert sorted(done) == ["asked"] * 7 + ["printed"]
    copies = await BadgePrint.all().order_by("copy").values_list("copy", flat=True)
    assert copies == [1, 2]


async def test_nobody_is_no_badge() -> None:
    event = await make_event()
    with pytest.raises(NobodyToPrint):
        await print_badges(event.id, [], layout="a6", seen=0)
    assert await BadgePrinting.all().count() == 0


@pytest.mark.parametrize("table", ["badge_print", "badge_printing"])
async def test_the_log_is_not_rewritten(table: str) -> None:
    await make_printing(await make_ticket())
    with pytest.raises(BaseORMException, match="append only"):
        await execute(f"UPDATE {table} SET id = id + 1")


async def test_whom_to_print_is_chosen_and_sorted() -> None:
    event = await make_event()
    vip = await make_ticket_type(event, name={"en": "VIP"}, position=-1)
    first = await make_ticket(event, holder_organisation="Navy")
    await Ticket.filter(id=first.id).update(ticket_type_id=vip.id)
    kind = await make_ticket_type(event, position=5)
    second, third = [
        await make_ticket(event, holder_organisation=name) for name in ("Army", "Navy")
    ]
    await Ticket.filter(id__in=[second.id, third.id]).update(ticket_type_id=kind.id)
    await make_ticket(event, state=TicketState.CANCELLED)
    await make_printing(second)
    asked = {
        Asked(): [first.id, third.id],
        Asked(only_unprinted=False): [first.id, second.id, third.id],
        Asked(only_unprinted=False, sort="organisation"): [second.id, first.id, third.id],
        Asked(only_unprinted=False, types=(kind.id,), sort="type"): [second.id, third.id],
        Asked(organisation="Navy"): [first.id, third.id],
        Asked(only_unprinted=False, after=first.number): [second.id, third.id],
    }
    assert [await queries.wanted(event, one) for one in asked] == [*asked.values()]
    assert await queries.counts(event) == (3, 1)
    assert await queries.organisations(event) == [("Navy", 2), ("Army", 1)]


async def test_names_are_sorted_as_they_are_said() -> None:
    event = await make_event()
    names = ("赵一", "单雄信", "Ada", "曾国藩", "安娜")
    tickets = {name: await make_ticket(event, holder_name=name) for name in names}
    found = await queries.wanted_by_name(event, Asked(), key=keys_of)
    wanted = ("Ada", "安娜", "单雄信", "曾国藩", "赵一")  # ada, anna, shan, zeng, zhao
    assert found == [tickets[name].id for name in wanted]


async def test_the_audit_notices_what_is_missing() -> None:
    ticket, other = await make_ticket(event := await make_event()), await make_ticket(event)
    first = await make_printing(ticket, other)
    second = await make_printing(ticket, seen=1)
    assert await check.broken() == []
    await BadgePrint.filter(printing_id=first.id, ticket_id=ticket.id).delete()
    assert await check.broken() == [
        f"printing {first.id} has 1 badges of 2",
        f"badge 2 of ticket {ticket.id} came before the one before",
    ]
    assert second.count == 1


async def _outcome(ticket: Ticket, seen: int) -> str:
    try:
        await print_badges(ticket.event_id, [ticket.id], layout="a6", seen=seen)
    except PrintedAlready:
        return "asked"
    return "printed"
