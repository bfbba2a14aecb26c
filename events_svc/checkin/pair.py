"""Make a phone a device of a gate by a one-time link, and take that back."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.tokens import digest, new_secret
from events_svc.checkin.errors import GateClosed, PairingOver
from events_svc.checkin.models import Device, DeviceKind, Gate, Pairing
from events_svc.database import in_transaction, notices

VALID_FOR = timedelta(minutes=10)


async def invite(gate: Gate) -> str:
    """The secret of a link that pairs one phone with `gate` within ten minutes; only its hash is kept."""
    secret = new_secret()
    async with in_transaction():
        pairing = await Pairing.create(
            gate=gate,
            token_hash=digest(secret),
            created_at=clock.now(),
            expires_at=clock.now() + VALID_FOR,
        )
        await audit.record("pairing.made", f"pairing:{pairing.id}", event_id=gate.event_id)
    return secret


async def invite_all(phones: Mapping[Gate, int]) -> list[tuple[Gate, str]]:
    """Links for so many phones at each gate, as `invite` makes one; all or none."""
    async with in_transaction():
        return [(gate, await invite(gate)) for gate, count in phones.items() for _ in range(count)]


async def invited(secret: str) -> Pairing:
    """The pairing of the link with its gate and event; raises NotFound, PairingOver or GateClosed."""
    pairing = await Pairing.get_or_none(token_hash=digest(secret)).select_related(
        "gate__event__organisation"
    )
    if pairing is None:
        raise NotFound
    if pairing.used_at is not None or pairing.expires_at <= clock.now():
        raise PairingOver
    if not pairing.gate.is_active:
        raise GateClosed
    return pairing


async def pair(secret: str, *, name: str) -> str:
    """Use the link: a new device of its gate; the device's own token, of which the hash is kept.

    Where a phone of the event has that name, the next free number follows it. Of two phones that
    open one link the first wins; raises as `invited` does.
    """
    token = new_secret()
    async with in_transaction():
        pairing = await invited(secret)
        unused = Pairing.filter(id=pairing.id, used_at=None)
        if not await unused.update(used_at=clock.now()):
            raise PairingOver
        device = await Device.create(
            event_id=pairing.gate.event_id,
            gate=pairing.gate,
            name=await _own_name(pairing.gate.event_id, name),
            token_hash=digest(token),
            created_at=clock.now(),
            seen_at=clock.now(),
        )
        gate = pairing.gate
        await audit.record("device.paired", f"device:{device.id}", event_id=gate.event_id)
        await notices.notify(f"scans:{gate.event_id}")
    return token


async def _own_name(event_id: int, name: str) -> str:
    if not name:  # then people call it by its number
        return name
    others = Device.filter(event_id=event_id, name__startswith=name)
    taken = {one.name for one in await others}
    numbered = (f"{name} {number}" for number in count(2))
    return next(one for one in numbered if one not in taken) if name in taken else name


async def revoke(device: Device, *, event_id: int) -> None:
    """The device scans no more, from its next scan on; twice is once."""
    async with in_transaction():
        if await Device.filter(id=device.id, revoked_at=None).update(revoked_at=clock.now()):
            await audit.record("device.revoked", f"device:{device.id}", event_id=event_id)
            await notices.notify(f"scans:{event_id}")


async def by_token(secret: str) -> Device | None:
    """The device behind a token with gate, list and event, unless it was revoked."""
    return await Device.get_or_none(token_hash=digest(secret), revoked_at=None).select_related(
        "gate__event__organisation", "gate__checkin_list"
    )


async def of_person(user_id: int, name: str, *, gate: Gate) -> str:
    """The token hash under which a person scans at `gate` without a phone of the gate's own.

    It is the hash of nothing, so no token opens it.
    """
    token_hash = f"person:{user_id}:{gate.id}"
    known = Device.filter(token_hash=token_hash)
    if not await known.exists():
        person = Device(
            kind=DeviceKind.PERSON,
            event_id=gate.event_id,
            gate=gate,
            name=name,
            token_hash=token_hash,
            created_at=clock.now(),
        )
        await Device.bulk_create([person], ignore_conflicts=True)
    return token_hash
