"""Make a hub of an event: a token that is shown once. Take it back: the hub does nothing more."""

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.tokens import digest, new_secret
from events_svc.checkin import pair
from events_svc.checkin.models import Device, DeviceKind
from events_svc.database import in_transaction, notices
from events_svc.events.models import Event
from events_svc.hub.errors import HubUnknown
from events_svc.hub.models import HubReport
from events_svc.hub.wire import HubStatus

PREFIX = "hub_"  # so that a person sees what it is


async def make(event: Event, *, name: str) -> tuple[Device, str]:
    """A hub of the event and its token, of which only the hash is kept."""
    token = f"{PREFIX}{new_secret()}"
    async with in_transaction():
        hub = await Device.create(
            kind=DeviceKind.HUB,
            event=event,
            name=name,
            token_hash=digest(token),
            created_at=clock.now(),
        )
        await HubReport.create(hub=hub)
        await audit.record("hub.made", f"device:{hub.id}", event_id=event.id, name=name)
    return hub, token


async def revoke(hub: Device) -> None:
    """The hub can do nothing more, from its next contact on; nor can the phones that it paired."""
    async with in_transaction():
        await pair.revoke(hub, event_id=hub.event_id)
        for phone in await Device.filter(hub_id=hub.id, revoked_at=None):
            await pair.revoke(phone, event_id=hub.event_id)


async def by_token(secret: str) -> Device:
    """The hub behind a token; raises HubUnknown, also when it was revoked."""
    hub = await Device.get_or_none(token_hash=digest(secret), kind=DeviceKind.HUB, revoked_at=None)
    if hub is None:
        raise HubUnknown
    return hub


async def heard(hub: Device, status: HubStatus) -> None:
    """Keep what the hub says of itself, and that it was here; who looks at the page of hubs sees it."""
    async with in_transaction():
        await Device.filter(id=hub.id).update(seen_at=clock.now())
        await HubReport.filter(hub_id=hub.id).update(
            address=status.address,
            fingerprint=status.fingerprint,
            filled_at=status.filled_at,
            unsent=status.unsent,
            unsent_since=status.unsent_since,
            unsent_trouble=status.unsent_trouble,
            refused=status.refused,
            answers=status.answers,
            answers_since=status.answers_since,
            answers_trouble=status.answers_trouble,
        )
    notices.notify_soon(f"hubs:{hub.event_id}")


async def of_event(event: Event) -> list[HubReport]:
    """The event's hubs with what they said of themselves, newest first; revoked ones too."""
    return await HubReport.filter(hub__event_id=event.id).select_related("hub").order_by("-hub_id")
