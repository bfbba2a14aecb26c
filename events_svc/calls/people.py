"""From an address that was proved to the person who has it."""

import re
import uuid

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.tokens import digest
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.schedule.people import owner
from events_svc.text import Text
from speakers import keys, profile
from speakers.models import Speaker
from speakers.profile import Newcomer, Profile

_HAN = re.compile(r"[\u3400-\u9fff]")


async def person(event: Event, *, email: str, name: str) -> Speaker:
    """The person of the event's organisation with this address, made known when nobody has it.

    The caller knows that whoever asks reads the mails of `email`.
    """
    house = owner(event.organisation)
    known = await Speaker.filter(owner=house, email__iexact=email).order_by("id").first()
    if known is not None:
        return known
    key = f"mail:{digest(email)}"
    newcomer = Newcomer(key, Profile(text_of(name or email), email=email), uuid.uuid4())
    try:
        async with in_transaction():
            await profile.create_all(house, [newcomer])
    except IntegrityError:
        pass  # the same person has come by another link in the same moment
    return await Speaker.get(owner=house, key=key)


async def desk_key(speaker_id: int) -> str:
    """The secret of a new link to this person's desk."""
    return await keys.make(speaker_id, keys.DESK, at=clock.now())


async def renew_desk(speaker: Speaker) -> str:
    """All links to the person's desk are dead but this new one: for one that was lost."""
    async with in_transaction():
        await keys.revoke_all(speaker.id, keys.DESK, at=clock.now())
        secret = await desk_key(speaker.id)
        await audit.record("speaker.links_renewed", f"speaker:{speaker.id}")
    return secret


def text_of(name: str) -> Text:
    """A name as a text, in the language in which it is written."""
    return {"zh" if _HAN.search(name) else "en": name}
