"""What a person presents, as the person reads it: place and time as far as they were released."""

from dataclasses import dataclass
from typing import Any

from events_svc.accounts.errors import NotFound
from events_svc.schedule.entries import Entry
from events_svc.schedule.models import Appearance, Session, SessionState
from events_svc.schedule.queries import item, latest_release
from speakers.models import Speaker

MOST = 200


@dataclass(frozen=True, slots=True)
class Presenting:
    """A session, and what the newest release says of it; None: it was not released."""

    session: Session
    item: Any  # entries.Item


async def sessions_of(speaker: Speaker) -> list[Presenting]:
    """What the person presents, the latest event first; cancelled sessions are left out."""
    mine = Appearance.filter(speaker_id=speaker.id).exclude(session__state=SessionState.CANCELLED)
    found = mine.order_by("-session__event__starts_at", "session_id").limit(MOST)
    sessions = [one.session for one in await found.select_related("session__event")]
    entries: dict[int, dict[int, Entry]] = {}
    for event_id in {one.event_id for one in sessions}:
        release = await latest_release(event_id)
        entries[event_id] = {entry["id"]: entry for entry in release.entries} if release else {}
    return [Presenting(one, _item(one, entries[one.event_id].get(one.id))) for one in sessions]


async def session_of(speaker: Speaker, session_id: int) -> Session:
    """A session that the person presents, with its event; NotFound."""
    mine = Appearance.filter(speaker_id=speaker.id, session_id=session_id)
    found = await mine.select_related("session__event", "session__room")
    if not found:
        raise NotFound
    return found[0].session


def _item(session: Session, entry: Entry | None) -> Any:
    if entry is None or entry["status"] != "CONFIRMED":
        return None
    return item(entry, session.event)
