from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from tortoise.exceptions import BaseORMException

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.badges.printing import print_badges
from events_svc.database import execute, in_transaction
from events_svc.events.models import Event
from events_svc.outbox.models import Mail, MailState
from events_svc.privacy.erase import erase, subject_of
from events_svc.privacy.errors import NobodyKnown, StillValid
from events_svc.privacy.export import export
from events_svc.privacy.models import Retention
from events_svc.privacy.retain import forgets_at, keep_for, purge_due
from events_svc.tickets import check
from events_svc.tickets.consents.ask import ConsentFacts, ask
from events_svc.tickets.draft import Buyer, Holder, Line
from events_svc.tickets.holders import pass_on
from events_svc.tickets.models import Order, OrderEntry, Ticket
from events_svc.tickets.questions.models import AnswerKind, TicketAnswer, TicketQuestion
from events_svc.tickets.reserve import place
from events_svc.tickets.waiting.models import WaitingEntry
from events_svc.web.tickets.entered import have_entered
from tests.events.factories import make_event
from tests.tickets.factories import make_type

ADA = Buyer("Ada", "Ada@example.org", organisation="Navy", language="en")
BO = Buyer("Bo", "bo@example.org", language="en")


async def make_past() -> Event:
    """An event that is over; Ada ordered for herself and Bo, Bo for himself; all of it was mailed."""
    event = await make_event()
    kind = await make_type(event)
    question = await TicketQuestion.create(event=event, kind=AnswerKind.LINE, label={"en": "Diet"})
    news = await ask(event, ConsentFacts({"en": "News"}))
    holders = (Holder("Ada", answers=((question.id, "fish"),)), Holder("Bo", "bo@example.org"))
    lines = [Line(kind.id, 2, holders)]
    first = await place(event.slug, lines, buyer=ADA, consents=[news.id])
    second = await place(event.slug, [Line(kind.id, 1)], buyer=BO)
    for order in (first.order, second.order):
        about = f"order:{order.id}:paid:1"
        await Mail.create(
            recipient=order.email, subject="Hi", body_text="", about=about, state=MailState.SENT
        )
    await WaitingEntry.create(
        event=event,
        ticket_type=kind,
        secret="w",
        name="Ada",
        email="ada@example.org",
        place="1",
        created_at=clock.now(),
    )
    await pass_on(first.tickets[0], Holder("Ada L.", "ada@example.org"), entered=have_entered)
    over = clock.now() - timedelta(days=100)
    await Event.filter(id=event.id).update(starts_at=over, ends_at=over + timedelta(hours=8))
    return event


async def _said() -> str:
    """Everything that the database says of people, in one text."""
    tables = [Order, Ticket, TicketAnswer, OrderEntry, AuditEntry, Mail, WaitingEntry]
    return "".join([str(await table.all().values()) for table in tables]).lower()


@pytest.mark.usefixtures("database")
async def test_a_past_event_forgets_its_people_and_keeps_its_sums() -> None:
    event = await make_past()
    totals = await Order.all().order_by("id").values_list("total_minor", "state")
    await keep_for(event, 3)
    done = [await purge_due() for _ in range(2)]
    said = await _said()
    assert done == [1, 0]
    assert [word for word in ("ada", "bo@", "'bo'", "navy", "fish") if word in said] == []
    assert await Order.all().order_by("id").values_list("total_minor", "state") == totals
    assert (await Ticket.all().count(), await check.broken()) == (3, [])
    (entry,) = await AuditEntry.filter(action="people.forgotten")
    assert entry.detail == {"orders": 2, "tickets": 3}


@pytest.mark.usefixtures("database")
async def test_before_its_time_and_without_a_rule_nothing_is_forgotten() -> None:
    event = await make_past()
    await keep_for(event, 6)
    early = await purge_due()
    await keep_for(event, None)
    assert (early, await purge_due(), await Retention.all().count()) == (0, 0, 0)
    assert "ada@example.org" in await _said()


@pytest.mark.usefixtures("database")
async def test_one_person_is_forgotten_and_the_others_are_not() -> None:
    event = await make_past()
    await erase("ADA@example.org", [event.id])
    said = await _said()
    assert [word for word in ("ada", "navy", "fish") if word in said] == []
    assert "bo@example.org" in said
    assert await AuditEntry.filter(subject=subject_of("ada@example.org")).count() == 1


@pytest.mark.usefixtures("database")
async def test_who_may_still_come_in_is_not_forgotten() -> None:
    event = await make_past()
    ends = clock.now() + timedelta(hours=1)
    await Event.filter(id=event.id).update(ends_at=ends)
    before = await _said()
    with pytest.raises(StillValid):
        await erase("ada@example.org", [event.id])
    with pytest.raises(NobodyKnown):
        await erase("who@example.org", [event.id])
    assert await _said() == before


@pytest.mark.usefixtures("database")
async def test_a_person_gets_everything_that_is_known_and_nothing_of_others() -> None:
    event = await make_past()
    ticket = await Ticket.filter(event_id=event.id).order_by("id").first()
    assert ticket is not None
    printing = await print_badges(event.id, [ticket.id], layout="a6", seen=0)
    found = await export("ada@example.org", [event.id])
    assert [one["consents"][0]["purpose"] for one in found["orders"]] == [{"en": "News"}]
    assert [one["answers"] for one in found["tickets"]] == [
        [{"question": {"en": "Diet"}, "answer": "fish"}]
    ]
    assert [one["badges"] for one in found["tickets"]] == [[{"printed_at": printing.printed_at}]]
    assert [(one["subject"]) for one in found["mails"]] == ["Hi"]
    assert (len(found["waiting"]), "bo@" in str(found)) == (1, False)
    assert await AuditEntry.filter(action="person.exported").count() == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE order_entry SET action = 'paid', detail = detail",
        "UPDATE order_entry SET amount_minor = 5",
        "UPDATE audit_entry SET actor_name = 'Eve'",
        "UPDATE audit_entry SET detail = '{}'",
    ],
)
async def test_logs_forget_names_and_nothing_else(change: str) -> None:
    await make_past()
    before = await _said()
    with pytest.raises(BaseORMException, match="append only"):
        async with in_transaction():
            await execute(change)
    assert await _said() == before


def test_months_are_counted_from_the_end() -> None:
    event = SimpleNamespace(ends_at=datetime(2026, 11, 30, tzinfo=UTC))
    found = [forgets_at(SimpleNamespace(event=event, months=n)) for n in (1, 2, 14)]  # type: ignore[arg-type]  # stands for a row
    assert [(one.year, one.month, one.day) for one in found] == [
        (2026, 12, 28),
        (2027, 1, 28),
        (2028, 1, 28),
    ]
