"""Questions that tests need."""

from typing import Any

from events_svc.events.models import Event
from events_svc.tickets.questions.ask import Asked, ask
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketQuestion


def a_question(
    number: int = 1,
    kind: AnswerKind = AnswerKind.LINE,
    *,
    depends_on_id: int | None = None,
    **facts: Any,
) -> TicketQuestion:
    """One that stands in no database."""
    facts = {"asked_at": AskedAt.PURCHASE, "options": [{"en": "Meat"}, {"en": "Plants"}], **facts}
    made = TicketQuestion(id=number, kind=kind, label={"en": f"Question {number}"}, **facts)
    made.depends_on_id = depends_on_id
    return made


async def make_question(
    event: Event, label: str = "Diet", kind: AnswerKind = AnswerKind.LINE, **facts: Any
) -> TicketQuestion:
    texts = {"zh": f"{label}？", "en": label}
    if kind in {AnswerKind.CHOICE, AnswerKind.CHOICES}:
        options = [{"zh": "荤", "en": "Meat"}, {"zh": "素", "en": "Plants"}]
        facts = {"options": options, **facts}
    return await ask(event, Asked(kind, texts, **facts))
