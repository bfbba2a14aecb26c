"""Say by what a room or a person is taken, in words that the reader may know."""

from datetime import datetime
from zoneinfo import ZoneInfo

from events_svc.events.models import Event
from events_svc.schedule.errors import RoomTakenBy, SpeakerBusyWith
from events_svc.schedule.models import Session
from events_svc.text import Text
from speakers.errors import SpeakerBusy
from speakers.models import Engagement, Speaker
from venues.errors import RoomTaken
from venues.models import Booking, Room

SOMETHING: Text = {"zh": "其他安排", "en": "something else"}


async def room(taken: RoomTaken, event: Event) -> RoomTakenBy:
    """The refusal with the names of the room and of what is there."""
    bookings = Booking.filter(
        room_id=taken.room_id,
        starts_at__lt=taken.ends_at,
        ends_at__gt=taken.starts_at,
        is_exclusive=True,
    )
    there = await bookings.order_by("starts_at").first()
    place = await Room.get(id=taken.room_id)
    other, when = await _named(there, taken.starts_at, event)
    return RoomTakenBy(taken, room=place.name, other=other, when=when)


async def speaker(busy: SpeakerBusy, event: Event) -> SpeakerBusyWith:
    """The refusal with the names of the person and of what the person does then."""
    engagements = Engagement.filter(
        speaker_id=busy.speaker_id,
        starts_at__lt=busy.ends_at,
        ends_at__gt=busy.starts_at,
        is_exclusive=True,
    )
    there = await engagements.order_by("starts_at").first()
    person = await Speaker.get(id=busy.speaker_id)
    other, when = await _named(there, busy.starts_at, event)
    return SpeakerBusyWith(busy, speaker=person.name, other=other, when=when)


async def _named(
    there: Booking | Engagement | None, wanted: datetime, event: Event
) -> tuple[Text, str]:
    """What is there and when; other organisations' sessions are not named."""
    if there is None:
        return SOMETHING, _span(wanted, wanted, event.timezone).partition("–")[0]
    noun, _, number = there.holder.partition(":")
    other = None
    if noun == "session" and number.isdecimal():
        organisation_id = event.organisation_id
        other = await Session.get_or_none(id=int(number), event__organisation_id=organisation_id)
    when = _span(there.starts_at, there.ends_at, event.timezone)
    return (other.title if other else SOMETHING), when


def _span(start: datetime, end: datetime, timezone: str) -> str:
    zone = ZoneInfo(timezone)
    return f"{start.astimezone(zone):%Y-%m-%d %H:%M}–{end.astimezone(zone):%H:%M}"
