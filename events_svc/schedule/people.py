"""Who presents where: the people of an event, the public sessions of a person."""

from dataclasses import dataclass
from typing import Any

from events_svc.accounts.models import Organisation
from events_svc.events.models import Event, EventState
from events_svc.schedule.entries import Item
from events_svc.schedule.models import Appearance
from events_svc.schedule.queries import programme
from speakers.models import Speaker

MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class Appearances:
    """What a person presents at an event, in the order of time."""

    event: Event
    items: list[Item]


def owner(organisation: Organisation) -> str:
    """The word under which an organisation owns its people."""
    return f"organisation:{organisation.id}"


async def public_appearances(speaker: Speaker) -> list[Appearances]:
    """The released sessions of the person at public events, the latest event first."""
    found = await Appearance.filter(
        speaker_id=speaker.id, session__event__state__not=EventState.DRAFT
    ).values_list("session__event_id", flat=True)
    events = Event.filter(id__in={*found}).select_related("organisation").order_by("-starts_at")
    appearances = []
    for event in await events.limit(MOST_EVENTS):
        items = [item for item in await programme(event) if _presents(speaker, item)]
        if items:
            appearances.append(Appearances(event, items))
    return appearances


async def choosable(event: Event) -> list[dict[str, Any]]:
    """The people of the event's organisation whom a session may be given: id, slug, name, affiliation."""
    people = Speaker.filter(owner=owner(event.organisation)).order_by("slug")
    return await people.values("id", "slug", "name", "affiliation")


def _presents(speaker: Speaker, item: Item) -> bool:
    return any(one["id"] == speaker.id for one in item["speakers"])
