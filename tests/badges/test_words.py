"""What stands on a badge, in the reader's language."""

import pytest

from events_svc.badges.layout import Kind, Layout, Part
from events_svc.config import Settings
from events_svc.tickets.questions.give import store
from events_svc.tickets.questions.models import AnswerKind, TicketQuestion
from events_svc.web import i18n
from events_svc.web.name_badges import badges_of
from tests.documents.factories import make_ticket
from tests.events.factories import make_event


@pytest.mark.usefixtures("database")
async def test_answers_to_questions_stand_on_the_badge(settings: Settings) -> None:
    event = await make_event()
    ticket, other = await make_ticket(event), await make_ticket(event)
    title = await TicketQuestion.create(event=event, kind=AnswerKind.LINE, label={"en": "Title"})
    days = await TicketQuestion.create(
        event=event,
        kind=AnswerKind.CHOICES,
        label={"en": "Days"},
        options=[{"en": "Monday"}, {"en": "Tuesday", "zh": "周二"}],
    )
    await store([(ticket.id, {title.id: "Chief engineer", days.id: [0, 1]})])
    parts = [Part(Kind.ANSWER, 0, 0, 20, 5, question=one.id) for one in (title, days)]
    layout = Layout(60, 40, tuple(parts))
    token = i18n.language.set("zh")
    made = await badges_of([other.id, ticket.id], layout, secret_key=settings.secret_key)
    i18n.language.reset(token)
    assert [[badge.words(part) for part in parts] for badge in made] == [
        ["", ""],
        ["Chief engineer", "Monday、周二"],
    ]
