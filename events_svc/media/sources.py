"""Give a session or a recording a link, change it, take it away; say that it is live."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc import clock
from events_svc.accounts import audit
from events_svc.database import in_transaction, notices
from events_svc.events.models import Event
from events_svc.media import platforms
from events_svc.media.errors import NotALiveLink, WindowBackwards
from events_svc.media.models import LIVE_KINDS, Access, Recording, Source, SourceKind, StreamFact
from events_svc.schedule.models import Session


@dataclass(frozen=True, slots=True)
class Link:
    """What an organiser says of a link."""

    platform: str
    url: str
    language: str = "zh"
    kind: SourceKind = SourceKind.LIVE
    role: str = "main"
    position: int = 0
    access: Access = Access.PUBLIC
    embed_url: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None


async def add_to_session(session: Session, link: Link) -> Source:
    """A link of the session; raises PlatformUnknown, AddressRefused, WindowBackwards."""
    async with in_transaction():
        source = await Source.create(session=session, **_columns(link))
        await audit.record("source.added", f"source:{source.id}", event_id=session.event_id)
    await _tell(source)
    return source


async def add_to_recording(recording: Recording, link: Link) -> Source:
    """A link of the recording; raises as above."""
    async with in_transaction():
        source = await Source.create(recording=recording, **_columns(link))
        await _touch(source)
        await audit.record(
            "source.added",
            f"source:{source.id}",
            organisation_id=recording.organisation_id,
        )
    return source


async def change(source: Source, link: Link) -> None:
    """Another address, language or place in the order; figures and facts stay with the link."""
    async with in_transaction():
        await Source.filter(id=source.id).update(**_columns(link))
        await _touch(source)
        await audit.record("source.changed", f"source:{source.id}", url=link.url)
    await _tell(source)


async def retire(source: Source) -> None:
    """Show the link no longer; what was counted of it stays. Doing it twice changes nothing."""
    async with in_transaction():
        if await Source.filter(id=source.id, retired_at=None).update(retired_at=clock.now()):
            await _touch(source)
            await audit.record("source.retired", f"source:{source.id}")
    await _tell(source)


async def say(source: Source, state: str, *, reason: str = "") -> StreamFact:
    """A person says that the link is live or has ended, or takes that back (`open`); raises NotALiveLink."""
    if source.kind not in LIVE_KINDS:
        raise NotALiveLink
    async with in_transaction():
        fact = await StreamFact.create(
            source=source, state=state, basis="operator", reason=reason, at=clock.now()
        )
        await audit.record(f"source.{state}", f"source:{source.id}", reason=reason)
    await notices.notify("live")
    await notices.notify(f"live:{source.session_id}")
    return fact


async def of_event(event: Event) -> list[Source]:
    """The links of the event's sessions that are still shown, with their sessions."""
    return (
        await Source.filter(session__event_id=event.id, retired_at=None)
        .select_related("session")
        .order_by("session__starts_at", "session_id", "position", "id")
    )


async def _touch(source: Source) -> None:
    """The link's recording has changed: feeds are kept by this moment."""
    if source.recording_id is not None:
        await Recording.filter(id=source.recording_id).update(updated_at=clock.now())


async def _tell(source: Source) -> None:
    """Live pages look again: the index, and the page of the link's session."""
    await notices.notify("live")
    if source.session_id is not None:
        await notices.notify(f"live:{source.session_id}")


def _columns(link: Link) -> dict[str, Any]:
    known = platforms.platform(link.platform)
    url = platforms.checked(link.url)
    if link.valid_from and link.valid_to and link.valid_from >= link.valid_to:
        raise WindowBackwards
    return {
        "platform": known.key,
        "url": url,
        "external_id": platforms.external_id(known.key, url),
        "language": link.language,
        "kind": link.kind,
        "role": link.role,
        "position": link.position,
        "access": link.access,
        "embed_url": platforms.embeddable(link.embed_url) if link.embed_url else "",
        "valid_from": link.valid_from,
        "valid_to": link.valid_to,
    }
