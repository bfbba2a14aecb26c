from datetime import timedelta
from typing import Any

import msgspec
import pytest

from events_svc import clock
from events_svc.badges.change import make_layout
from events_svc.badges.layout import Kind, Layout, Part
from events_svc.badges.models import BadgeLayout
from events_svc.calls.models import Offer
from events_svc.checkin.models import CheckinList, Gate
from events_svc.cloning.clone import Anew, clone, clone_with_vouchers
from events_svc.cloning.tables import CLONED
from events_svc.events.errors import SlugTaken
from events_svc.events.models import Event, EventState, Party, PartyRole
from events_svc.events.parties import add_party
from events_svc.invoices.models import InvoiceRule
from events_svc.letters.models import Letter, LetterState, OwnText, TextKind
from events_svc.privacy.models import Retention
from events_svc.reviews.models import Tag
from events_svc.schedule.models import Track
from events_svc.schedule.plan_models import AgendaRules, SessionType
from events_svc.tickets.consents.models import Consent, ConsentVersion
from events_svc.tickets.draft import Line
from events_svc.tickets.life.models import OrderRules
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import AddOn, BundlePart, Quota, TaxRule, TicketType, Variant
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.tickets.reserve import reserve
from events_svc.tickets.seating.models import Seating
from events_svc.tickets.vouchers.errors import TooFewToKeep
from events_svc.tickets.vouchers.issue import VoucherFacts, issue, withdraw
from events_svc.tickets.vouchers.models import Discount, Voucher
from events_svc.tickets.waiting.models import WaitingRule
from tests.calls.factories import make_question
from tests.checkin.factories import make_door
from tests.events.factories import make_event
from tests.reviews.factories import make_call, make_category, make_phase
from tests.schedule.factories import make_placed
from tests.tickets.factories import BUYER, make_order, make_type
from tests.tickets.seating.factories import make_map, seat_it

pytestmark = pytest.mark.usefixtures("database")
WEEK = timedelta(days=7)


def _later(event: Event, **more: Any) -> Anew:
    return Anew(event.starts_at + WEEK, **more)


async def _furnished() -> Event:
    """An event in which something stands in every table that is cloned."""
    event = await make_event(accent="#123456")
    await add_party(event, event.organisation, PartyRole.HOST)
    rule = await TaxRule.create(event=event, name={"en": "6 %"}, rate_bp=600)
    kind = await make_type(event, tax_rule_id=rule.id, sale_ends_at=event.starts_at, places=20)
    lunch = await make_type(event, "Lunch", is_addon=True)
    day = await Variant.create(ticket_type=kind, name={"en": "Monday"}, price_minor=5)
    await AddOn.create(ticket_type=kind, addon_type=lunch)
    await BundlePart.create(ticket_type=kind, part_type=kind, part_variant=day)
    await Discount.create(event=event, name={"en": "Early"}, ticket_type_ids=[kind.id])
    first = await _question(event, only_types=[kind.id])
    await _question(event, depends_on=first, depends_values=[True])
    steps = [{"until": event.starts_at.isoformat(), "fee_bp": 100}]
    await OrderRules.create(event=event, cancel_steps=steps)
    await make_door(event, types=[kind], rules={"==": [{"var": "type"}, kind.id]})
    await Track.create(event=event, key="a", slug="a", name={"en": "A"})
    call = await make_call(event)
    await make_phase(call)
    await make_category(call)
    await make_question(call)
    talk = await SessionType.create(event=event, key="talk", name={"en": "Talk"})
    await Offer.create(call=call, session_type=talk)
    await Tag.create(call=call, name="robots")
    for rules in (AgendaRules, WaitingRule, InvoiceRule):
        await rules.create(event=event)
    await seat_it(event, await make_map(2), front=[kind])
    await _words(event, kind)
    await _badge(event, kind)
    return event


async def _badge(event: Event, kind: TicketType) -> None:
    """A layout with a colour for the type and an answer; another answer's question is gone."""
    question = await TicketQuestion.filter(event=event).order_by("id").first()
    assert question is not None
    answer = Part(Kind.ANSWER, 1, 1, 20, 5, question=question.id)
    gone = msgspec.structs.replace(answer, question=10**9)
    layout = Layout(60, 40, (answer, gone), colours={str(kind.id): "#123456"})
    await make_layout(event, "Ours", layout)


async def _words(event: Event, kind: TicketType) -> None:
    texts: dict[str, Any] = {"event": event, "subject": {"en": "Hello"}, "body": {"en": "…"}}
    await OwnText.create(kind=TextKind.PAID, changed_at=event.created_at, **texts)
    await Letter.create(
        ticket_types=[kind.id], created_at=event.created_at, state=LetterState.SENT, sent=7, **texts
    )
    await Retention.create(event=event, months=6)
    consent = await Consent.create(event=event)
    await ConsentVersion.create(
        consent=consent, number=1, purpose={"en": "News"}, created_at=event.created_at
    )


async def _question(event: Event, **columns: Any) -> TicketQuestion:
    return await TicketQuestion.create(
        event=event, kind=AnswerKind.YES_NO, label={"en": "Diet?"}, **columns
    )


async def _counts(event: Event) -> dict[str, int]:
    return {
        one.model.__name__: await one.model.filter(**{one.event: event.id}).count()
        for one in CLONED
    }


async def test_a_clone_is_a_draft_that_is_set_up_the_same() -> None:
    event = await _furnished()
    made = await clone(event, _later(event, title={"en": "Next"}))
    before = await _counts(event)
    assert await _counts(made) == before
    assert [name for name, count in before.items() if not count] == []
    assert (made.state, made.title, made.slug, made.accent, made.published_at) == (
        EventState.DRAFT, {"en": "Next"}, "next", "#123456", None
    )  # fmt: skip
    assert (made.starts_at, made.ends_at) == (event.starts_at + WEEK, event.ends_at + WEEK)
    assert [one.role for one in await Party.filter(event_id=made.id)] == [PartyRole.HOST]


async def test_its_rows_point_to_its_own_rows_at_its_own_times() -> None:
    event = await _furnished()
    made = await clone(event, _later(event))
    kind, lunch = await TicketType.filter(event_id=made.id).order_by("id")
    rule, day = await TaxRule.get(event_id=made.id), await Variant.get(ticket_type_id=kind.id)
    first, second = await TicketQuestion.filter(event_id=made.id).order_by("id")
    bundled, rules = (
        await BundlePart.get(ticket_type_id=kind.id),
        await OrderRules.get(event_id=made.id),
    )
    assert (kind.tax_rule_id, kind.sale_ends_at) == (rule.id, made.starts_at)
    assert (bundled.part_type_id, bundled.part_variant_id) == (kind.id, day.id)
    assert (await AddOn.get(ticket_type_id=kind.id)).addon_type_id == lunch.id
    assert (await Discount.get(event_id=made.id)).ticket_type_ids == [kind.id]
    assert (first.only_types, second.depends_on_id) == ([kind.id], first.id)
    assert rules.cancel_steps == [{"until": made.starts_at.isoformat(), "fee_bp": 100}]
    assert (await Seating.get(event_id=made.id)).types == {"front": [kind.id]}
    letter = await Letter.get(event_id=made.id)
    assert (letter.ticket_types, letter.state, letter.sent) == ([kind.id], LetterState.DRAFT, 0)
    badge = (await BadgeLayout.get(event_id=made.id)).design
    assert badge["colours"] == {str(kind.id): "#123456"}
    assert [part["question"] for part in badge["parts"]] == [first.id]
    door = await CheckinList.get(event_id=made.id)
    assert door.rules == {"==": [{"var": "type"}, kind.id]}
    assert (await Gate.get(event_id=made.id)).checkin_list_id == door.id


async def test_day_tickets_enter_on_the_new_days_and_lists_of_sessions_stay() -> None:
    event = await make_event()
    kind = await make_type(event)
    first, later = event.starts_at.date(), (event.starts_at + WEEK).date()
    await make_door(event, types=[kind], days={str(kind.id): [first.isoformat()]})
    await make_door(event, types=[kind], session=await make_placed(event))
    await CheckinList.create(event=event, name={"en": "Gone"}, removed_at=clock.now())
    made = await clone(event, _later(event))
    door, ours = await CheckinList.get(event_id=made.id), await TicketType.get(event_id=made.id)
    assert door.days == {str(ours.id): [later.isoformat()]}
    assert (await Gate.get(event_id=made.id)).checkin_list_id == door.id


async def test_orders_and_people_stay_and_every_place_is_free() -> None:
    event = await make_event()
    await make_order(event, await make_type(event), 3)
    made = await clone(event, _later(event))
    quota = await Quota.get(event_id=made.id)
    assert (quota.used, quota.size) == (0, 10)
    assert (await Order.filter(event_id=made.id).count(), await Ticket.all().count()) == (0, 3)


async def test_people_order_at_the_clone() -> None:
    event = await make_event()
    await make_type(event)
    made = await clone(event, _later(event))
    await Event.filter(id=made.id).update(state=EventState.PUBLISHED, published_at=clock.now())
    kind = await TicketType.get(event_id=made.id)
    order = await reserve(await Event.get(id=made.id), [Line(kind.id, 2)], buyer=BUYER)
    assert (order.event_id, (await Quota.get(event_id=made.id)).used) == (made.id, 2)


async def test_vouchers_come_when_they_are_wanted_unused_and_with_their_places() -> None:
    event = await make_event()
    kind = await make_type(event)
    facts = VoucherFacts(max_uses=4, ticket_type_id=kind.id, reserves_quota=True)
    await issue(event, facts, code="PRESS")
    await withdraw(await issue(event, VoucherFacts(), code="GONE"))
    await reserve(event, [Line(kind.id, 1, voucher="PRESS")], buyer=BUYER)
    bare = await clone(event, _later(event))
    made = await clone_with_vouchers(event, _later(event))
    found = [(one.code, one.used, one.reserved) for one in await Voucher.filter(event_id=made.id)]
    assert (found, await Voucher.filter(event_id=bare.id).count()) == ([("PRESS", 0, 4)], 0)
    assert (await Quota.get(event_id=made.id)).used == 4


async def test_what_is_refused_leaves_nothing() -> None:
    event = await make_event()
    kind = await make_type(event)
    await issue(event, VoucherFacts(9, ticket_type_id=kind.id, reserves_quota=True), code="MANY")
    await Quota.filter(event_id=event.id).update(size=9)
    await Voucher.filter(code="MANY").update(max_uses=10)
    with pytest.raises(TooFewToKeep):
        await clone_with_vouchers(event, _later(event))
    with pytest.raises(SlugTaken):
        await clone(event, _later(event, slug="summit"))
    assert (await Event.all().count(), await TicketType.all().count()) == (1, 1)
