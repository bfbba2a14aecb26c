"""From an address that was proved to the person who has it."""

import re
import uuid
from dataclasses import replace

from tortoise.exceptions import IntegrityError

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.tokens import digest
from events_svc.database import in_transaction
from events_svc.events.models import Event
from events_svc.outbox.enqueue import enqueue
from events_svc.schedule.people import owner
from events_svc.text import Text
from speakers import available, keys, picture, profile
from speakers.available import Span, Windows
from speakers.errors import SpeakerUnknown
from speakers.models import Speaker
from speakers.profile import Newcomer, Profile

TRIES = 5
_HAN = re.compile(r"[\u3400-\u9fff]")


async def person(event: Event, *, email: str, name: str) -> Speaker:
    """The person of the event's organisation with this address, made known when nobody has it.

    The caller knows that whoever asks reads the mails of `email`.
    """
    house, key = owner(event.organisation), f"mail:{digest(email)}"
    for _ in range(TRIES):
        known = await Speaker.filter(owner=house, email__iexact=email).order_by("id").first()
        if known is not None:
            return known
        before = await Speaker.get_or_none(owner=house, key=key)
        if before is not None and (before.email or "").lower() != email.lower():
            key = f"mail:{uuid.uuid4()}"  # who had this address has another one now
        newcomer = Newcomer(key, Profile(text_of(name or email), email=email), uuid.uuid4())
        try:
            async with in_transaction():
                (made,) = await profile.create_all(house, [newcomer])
            return made
        except IntegrityError:
            continue  # in this moment came the same person, or a namesake with the same slug
    raise SpeakerUnknown


async def with_address(email: str) -> list[Speaker]:
    """Who has this address, in every house, by id."""
    return await Speaker.filter(email__iexact=email).order_by("id").limit(50)


async def desk_key(speaker_id: int) -> str:
    """The secret of a new link to this person's desk."""
    return await keys.make(speaker_id, keys.DESK, at=clock.now())


async def offer_desk(speaker: Speaker, event: Event, *, language: str) -> None:
    """A link to the desk is mailed to the person, whose address is known."""
    async with in_transaction():
        await _record("speaker.desk_offered", speaker, event_id=event.id)
        await enqueue("desk.asked", email=(speaker.email or "").lower(), language=language)


async def renew_desk(speaker: Speaker) -> str:
    """All links to the person's desk are dead but this new one: for one that was lost."""
    async with in_transaction():
        await keys.revoke_all(speaker.id, keys.DESK, at=clock.now())
        secret = await desk_key(speaker.id)
        await _record("speaker.links_renewed", speaker)
    return secret


def text_of(name: str) -> Text:
    """A name as a text, in the language in which it is written."""
    return {"zh" if _HAN.search(name) else "en": name}


async def describe(speaker: Speaker, words: Profile) -> None:
    """The person's page says this; raises NameMissing. Address and picture stay."""
    kept = replace(words, email=speaker.email, picture_url=speaker.picture_url)
    async with in_transaction():
        await profile.edit(speaker, kept)
        await _record("speaker.edited", speaker)


async def show_picture(speaker: Speaker, raw: bytes) -> None:
    """The person's picture is this one; raises PictureTooLarge and PictureUnreadable."""
    async with in_transaction():
        await picture.put(speaker, raw)
        await _record("speaker.picture_changed", speaker)


async def hide_picture(speaker: Speaker) -> None:
    """The person has no picture any more."""
    async with in_transaction():
        await picture.remove(speaker)
        await _record("speaker.picture_removed", speaker)


async def declare(speaker: Speaker, event: Event, windows: Windows, *, within: Span) -> None:
    """Within the event's time the person can present, and would rather, then."""
    async with in_transaction():
        await available.declare(speaker, within, windows)
        await _record("speaker.availability_declared", speaker, event_id=event.id)


async def subscribe(speaker: Speaker) -> str:
    """The secret of a new link to the person's own calendar; the ones before it stay alive."""
    async with in_transaction():
        secret = await keys.make(speaker.id, keys.CALENDAR, at=clock.now())
        await _record("speaker.calendar_subscribed", speaker)
    return secret


async def unsubscribe(speaker: Speaker) -> None:
    """Every link to the person's own calendar is dead."""
    async with in_transaction():
        await keys.revoke_all(speaker.id, keys.CALENDAR, at=clock.now())
        await _record("speaker.calendar_revoked", speaker)


async def _record(action: str, speaker: Speaker, *, event_id: int | None = None) -> None:
    house = int(speaker.owner.rpartition(":")[2])
    await audit.record(
        action, f"speaker:{speaker.id}", event_id=event_id, organisation_id=house, name=speaker.name
    )
