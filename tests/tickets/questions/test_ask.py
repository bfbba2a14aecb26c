"""The questions of an event: asked, reworded, taken away; and what the database keeps of answers."""

from typing import Any

import pytest

from events_svc.accounts.errors import NotFound
from events_svc.tickets.draft import Holder, Line
from events_svc.tickets.errors import NotReserved
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import Quota
from events_svc.tickets.questions.ask import Asked, ask, drop, reword
from events_svc.tickets.questions.errors import (
    AnsweredAlready,
    AnswersOver,
    DependsWrong,
    OptionsNeeded,
    OthersDepend,
    Unanswered,
)
from events_svc.tickets.questions.give import answer
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketAnswer, TicketQuestion
from events_svc.tickets.questions.queries import Asking, answers_of, asking_of, tallies
from events_svc.tickets.reserve import reserve
from tests.events.factories import make_event
from tests.tickets.factories import BUYER, history, make_order, make_type
from tests.tickets.questions.factories import make_question

pytestmark = pytest.mark.usefixtures("database")

K = AnswerKind


async def test_what_nobody_could_answer_is_not_asked() -> None:
    event = await make_event()
    other = await make_event("other", organisation=event.organisation)
    vegan = await make_question(event, "Vegan", K.YES_NO)
    text, elsewhere = await make_question(event), await make_question(other, "Vegan", K.YES_NO)
    refused: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"kind": K.CHOICE, "options": [{"en": "One"}]}, OptionsNeeded),
        ({"kind": K.LINE, "depends_on_id": text.id, "depends_values": [0]}, DependsWrong),
        ({"kind": K.LINE, "depends_on_id": vegan.id, "depends_values": [0]}, DependsWrong),
        ({"kind": K.LINE, "depends_on_id": vegan.id}, DependsWrong),
        ({"kind": K.LINE, "depends_on_id": elsewhere.id, "depends_values": [True]}, DependsWrong),
        ({"kind": K.LINE, "only_types": [4711]}, NotFound),
    ]
    for said, error in refused:
        with pytest.raises(error):
            await ask(event, Asked(label={"en": "Why"}, **said))
    assert await TicketQuestion.filter(event_id=event.id).count() == 2


async def test_no_question_waits_for_its_own_answer() -> None:
    event = await make_event()
    first = await make_question(event, "First", K.YES_NO)
    second = await make_question(
        event, "Second", K.YES_NO, depends_on_id=first.id, depends_values=[True]
    )
    circle = Asked(K.YES_NO, {"en": "F"}, depends_on_id=second.id, depends_values=[True])
    with pytest.raises(DependsWrong):
        await reword(event, first.id, circle)
    with pytest.raises(OthersDepend):
        await drop(event, first.id)
    with pytest.raises(OthersDepend):
        await reword(event, first.id, Asked(K.LINE, {"en": "F"}))
    assert (await TicketQuestion.get(id=first.id)).kind is K.YES_NO


async def test_answers_keep_their_sense() -> None:
    event = await make_event()
    kind, diet = await make_type(event), await make_question(event, "Diet", K.CHOICE)
    await make_order(event, kind)
    await answer(await Ticket.get(), {diet.id: 1})
    with pytest.raises(AnsweredAlready):
        await reword(event, diet.id, Asked(K.LINE, {"en": "Diet"}))
    three = [{"en": "Meat"}, {"en": "Vegan"}, {"en": "Fish"}]
    await reword(event, diet.id, Asked(K.CHOICE, {"en": "Diet"}, options=three))
    await drop(event, diet.id)
    assert await TicketAnswer.all().count() == 0


async def test_answers_are_written_with_the_order() -> None:
    event = await make_event()
    kind, diet = await make_type(event), await make_question(event, is_required=True)
    holders = (
        Holder("Ada", answers=((diet.id, "plants"),)),
        Holder("Bo", answers=((diet.id, "123"),)),
    )
    await reserve(event, [Line(kind.id, 2, holders)], buyer=BUYER)
    tickets = await Ticket.all().order_by("number")
    assert [await answers_of(one) for one in tickets] == [{diet.id: "plants"}, {diet.id: "123"}]


async def test_an_order_that_leaves_out_what_must_be_answered_is_refused() -> None:
    event = await make_event()
    kind, diet = await make_type(event), await make_question(event, is_required=True)
    await make_question(event, "Badge", is_required=True, asked_at=AskedAt.DOOR)
    with pytest.raises(Unanswered) as refused:
        await reserve(event, [Line(kind.id, 1, (Holder("Ada"),))], buyer=BUYER)
    assert isinstance(refused.value, NotReserved)
    assert (refused.value.question_id, refused.value.ticket_type_id) == (diet.id, kind.id)
    assert (await Order.all().count(), (await Quota.get()).used) == (0, 0)


async def test_what_is_not_asked_of_a_type_or_after_an_answer_is_not_kept() -> None:
    event = await make_event()
    kind, other = await make_type(event), await make_type(event, "Other")
    vegan = await make_question(event, "Vegan", K.YES_NO)
    after = {"depends_on_id": vegan.id, "depends_values": [True]}
    why = await make_question(event, "Why", is_required=True, **after)
    elsewhere = await make_question(event, "Else", is_required=True, only_types=[other.id])
    said = ((vegan.id, False), (why.id, "because"), (elsewhere.id, "x"))
    await reserve(event, [Line(kind.id, 1, (Holder("Ada", answers=said),))], buyer=BUYER)
    assert await answers_of(await Ticket.get()) == {vegan.id: False}


async def test_a_changed_answer_stands_in_the_history() -> None:
    event = await make_event()
    kind, diet = await make_type(event), await make_question(event)
    order = await make_order(event, kind)
    ticket = await Ticket.get()
    for said in ({diet.id: "plants"}, {diet.id: "plants"}, {}):
        await answer(ticket, said)
    assert await answers_of(ticket) == {}
    assert [action for action, _ in await history(order)] == [
        "placed",
        "paid",
        "answered",
        "answered",
    ]


async def test_a_cancelled_ticket_answers_nothing() -> None:
    event = await make_event()
    kind, diet = await make_type(event), await make_question(event)
    await make_order(event, kind)
    await Ticket.all().update(state="cancelled")
    with pytest.raises(AnswersOver):
        await answer(await Ticket.get(), {diet.id: "x"})
    assert await TicketAnswer.all().count() == 0


async def test_answers_are_counted_and_the_door_knows_what_is_open() -> None:
    event = await make_event()
    kind, shirts = await make_type(event), await make_question(event, "Shirts", K.CHOICES)
    badge = await make_question(event, "Badge", is_required=True, asked_at=AskedAt.DOOR)
    await make_order(event, kind, 3)
    tickets = await Ticket.all().order_by("number")
    for ticket, said in zip(tickets, ([0, 1], [1], []), strict=True):
        await answer(ticket, {shirts.id: said})
    counted = await tallies(event)
    assert [(one.question.id, one.answered, dict(one.counts)) for one in counted] == [
        (shirts.id, 2, {0: 1, 1: 2}),
        (badge.id, 0, {}),
    ]
    assert await asking_of(tickets[0]) == Asking(asked=2, open=1)
