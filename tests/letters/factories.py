"""Letters that tests need."""

from typing import Any

from events_svc.events.models import Event
from events_svc.letters.models import Letter
from events_svc.letters.write import LetterFacts, write

SUBJECT = {"zh": "{event}：通知", "en": "News of {event}"}
BODY = {"zh": "{name}，您好\n{ticket_link}", "en": "Hello {name},\n\n{ticket_link}"}


async def make_letter(event: Event, **facts: Any) -> Letter:
    """A draft to the buyers of paid orders."""
    return await write(event, LetterFacts(**{"subject": SUBJECT, "body": BODY, **facts}))
