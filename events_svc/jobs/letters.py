"""What the worker does with letters: those that are due leave, each person's in their language."""

from datetime import timedelta
from typing import Any

from events_svc.events.models import Event
from events_svc.jobs import Clock, Context, Handler
from events_svc.jobs.letter import html_of_text, speaking
from events_svc.letters.audience import Recipient
from events_svc.letters.dispatch import start_due
from events_svc.letters.models import Letter, LetterState
from events_svc.letters.placeholders import spoken
from events_svc.letters.post import post
from events_svc.outbox.mail import Draft
from events_svc.tickets.product_models import TicketType
from events_svc.web.letters import wording


async def send(context: Context, payload: dict[str, Any]) -> None:
    """Post a letter to everybody of its selection, each once."""
    letter = await Letter.get(id=payload["letter_id"])
    if letter.state is not LetterState.SENDING:
        return
    event = await Event.get(id=letter.event_id).select_related("venue")
    types = await TicketType.filter(event_id=event.id).values("id", "name")
    names = {row["id"]: row["name"] for row in types}

    def compose(one: Recipient) -> Draft:
        language = spoken(letter.subject, letter.body, one.language)
        with speaking(language):
            known = wording.values(one, event, names, context.settings.public_url)
            subject, body = wording.said(letter.subject, letter.body, language, known)
            html = html_of_text(subject, body)
        return Draft(one.address, subject, body, html, language, one.about(letter.id))

    await post(letter, compose)


async def start(_: Context) -> None:
    """Letters whose time has come leave."""
    await start_due()


HANDLERS: dict[str, Handler] = {"letter.send": send}

CLOCKS = [Clock("letters.start", timedelta(minutes=1), start)]
