"""Badges of tickets, drawn: what stands on them in the reader's language, with their signed codes."""

from collections.abc import Mapping, Sequence
from typing import Any

from events_svc.badges import queries
from events_svc.badges.layout import Layout
from events_svc.badges.models import BadgePrinting
from events_svc.badges.queries import Look
from events_svc.documents import press
from events_svc.documents.facts import Badge, Badges
from events_svc.events.models import Event
from events_svc.tickets.keys import codes_of
from events_svc.tickets.models import Ticket
from events_svc.tickets.questions.models import TicketAnswer, TicketQuestion
from events_svc.web.i18n import gettext
from events_svc.web.occasion import seat_words, words

PDF = {"cache-control": "private, no-store"}


async def file(event: Event, printing: BadgePrinting, *, secret_key: str) -> bytes:
    """The PDF of a printing: the log says of which tickets and in which layout."""
    look = await queries.look(event, printing.layout)
    badges = await badges_of(await queries.tickets_of(printing), look.layout, secret_key=secret_key)
    document = "badge.label" if len(badges) == 1 else "badge.pdf"
    return await press.printed(document, Badges(look.layout, badges, look.logo))


async def picture(look: Look, badge: Badge) -> bytes:
    """How a badge looks, as PNG."""
    return await press.printed("badge_picture.png", Badges(look.layout, [badge], look.logo))


async def badges_of(ids: Sequence[int], layout: Layout, *, secret_key: str) -> list[Badge]:
    """The badges of these tickets, in their order."""
    tickets: dict[int, Ticket] = {}
    for start in range(0, len(ids), queries.AT_ONCE):
        some = Ticket.filter(id__in=ids[start : start + queries.AT_ONCE])
        found = await some.select_related("event", "ticket_type", "seat")
        tickets |= {one.id: one for one in found}
    codes = await codes_of([*tickets.values()], secret_key=secret_key)
    answers = await _answers([*tickets], layout)
    return [_badge(tickets[one], layout, codes[one], answers.get(one, {})) for one in ids]


def sample(event: Event, layout: Layout, *, kind: str, type_id: int) -> Badge:
    """A badge of nobody, to look at a layout: a name of rare characters, as they are in real lists."""
    return Badge(
        event=words(event.title),
        holder="欧阳䶮 Ada",
        organisation=words(event.organisation.name),
        kind=kind or gettext("Ticket type"),
        code="BADGE-PREVIEW" * 8,
        seat=gettext("Row {row}, seat {number}").format(row="3", number=12),
        number=gettext("No. {number}").format(number=1024),
        colour=layout.colour(type_id),
        answers=dict.fromkeys(layout.questions(), gettext("Answer")),
    )


def _badge(one: Ticket, layout: Layout, code: str, answers: Mapping[int, str]) -> Badge:
    return Badge(
        event=words(one.event.title),
        holder=one.holder_name,
        organisation=one.holder_organisation,
        kind=words(one.ticket_type.name),
        code=code,
        seat=seat_words(one.seat) if one.seat_id is not None and one.seat else "",
        number=gettext("No. {number}").format(number=one.number),
        colour=layout.colour(one.ticket_type_id),
        answers=answers,
    )


async def _answers(ids: Sequence[int], layout: Layout) -> dict[int, dict[int, str]]:
    """The answers that stand on badges, by ticket and question."""
    asked = layout.questions()
    if not asked:
        return {}
    questions = {one.id: one for one in await TicketQuestion.filter(id__in=[*asked])}
    found: dict[int, dict[int, str]] = {}
    for start in range(0, len(ids), queries.AT_ONCE):
        some = ids[start : start + queries.AT_ONCE]
        given = TicketAnswer.filter(ticket_id__in=some, question_id__in=[*questions])
        for row in await given.values("ticket_id", "question_id", "value"):
            question = questions[row["question_id"]]
            found.setdefault(row["ticket_id"], {})[question.id] = _said(question, row["value"])
    return found


def _said(question: TicketQuestion, value: Any) -> str:
    """An answer in words; of choices the positions are kept."""
    if isinstance(value, list):
        return "、".join(_said(question, one) for one in value)
    if isinstance(value, int) and not isinstance(value, bool) and question.options:
        return words(question.options[value]) if value < len(question.options) else ""
    return value if isinstance(value, str) else str(value)
