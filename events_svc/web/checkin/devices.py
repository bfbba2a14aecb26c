"""Who scans: the phone of a gate, by its cookie or `Authorization: Device …`, or a person with the right."""

import re
from urllib.parse import unquote
from uuid import UUID

from starlette.responses import Response

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.accounts.permissions import Permission
from events_svc.accounts.tokens import digest
from events_svc.checkin import pair
from events_svc.checkin.errors import DeviceUnknown
from events_svc.checkin.models import Device, DeviceKind, Gate
from events_svc.events.access import may
from events_svc.web import auth
from events_svc.web.state import Request

PHONE = "x-door-phone"  # of which phone a hub speaks: its uid and name (gateways/upstream.py)
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
COOKIE = auth.DOOR_COOKIE
LASTS = 180 * 24 * 3600


async def token_hash(request: Request, gate_id: int) -> str:
    """Under which hash this request scans at the gate; whether it may, the scan itself finds out."""
    secret = _secret(request)
    if secret:
        return digest(secret)
    person = await auth.signed_in(request)
    gate = await permitted_gate(request, gate_id, Permission.DOOR_EDIT)
    assert person.user_id is not None
    return await pair.of_person(person.user_id, person.name or person.email, gate=gate)


async def present(request: Request) -> Device:
    """The paired phone that asks, with its gate; raises DeviceUnknown."""
    secret = _secret(request)
    device = await pair.by_token(secret) if secret else None
    if device is None:
        raise DeviceUnknown
    audit.act_as(f"device:{device.id}", device.name)
    return device


def names_a_device(request: Request) -> bool:
    """Whether the request comes with the token of a phone, good or not."""
    return bool(_secret(request))


def gate_of(device: Device) -> Gate:
    """The gate of a phone that `present` gave."""
    if device.gate is None:  # a hub stands at no gate
        raise DeviceUnknown
    return device.gate


async def at_own_gate(request: Request) -> Device:
    """The phone that asks, at the gate of the path: the phone of another gate finds nothing there."""
    device = await present(request)
    if device.gate is None or device.gate_id != request.path_params["gate_id"]:
        raise NotFound
    return device


async def own_gate(request: Request) -> Gate:
    """The gate of the path, for its own phones alone, and for a hub of its event that hands on what they ask."""
    if not _hubs_secret(request):
        return gate_of(await at_own_gate(request))
    hub, gate_id = await _hub(request), request.path_params["gate_id"]
    found = Gate.filter(event_id=hub.event_id, id=gate_id)
    gate = await found.select_related("event__organisation", "checkin_list").first()
    if gate is None:
        raise NotFound
    return gate


async def present_or_hub(request: Request) -> Device:
    """The paired phone that asks, or the hub that asks for it; raises DeviceUnknown."""
    return await (_hub(request) if _hubs_secret(request) else present(request))


async def _hub(request: Request) -> Device:
    secret = _hubs_secret(request)
    hubs = Device.filter(token_hash=digest(secret), kind=DeviceKind.HUB, revoked_at=None)
    hub = await hubs.first()
    if hub is None:
        raise DeviceUnknown
    audit.acting.set(await _acting_for(hub, request.headers.get(PHONE, "")))
    return hub


async def _acting_for(hub: Device, told: str) -> audit.Actor:
    """The hub, and beside it for which of its phones: one that is known here, else by what the hub calls it.

    A phone that is known here and not the hub's to speak for (of another event, of another hub) is not named.
    """
    request_id = audit.acting.get().request_id
    written, _, quoted = told.partition(" ")
    known = await Device.get_or_none(uid=UUID(written)) if _UID.fullmatch(written) else None
    if not _UID.fullmatch(written) or (known and not _is_its_phone(hub, known)):
        return audit.Actor(f"device:{hub.id}", hub.name, request_id)
    name = (known.name if known else "") or unquote(quoted)[:200].replace("\x00", "")
    phone = f"device:{known.id}" if known else written
    said = f"{name or phone} · {hub.name}"
    return audit.Actor(f"device:{hub.id}", said[:254], request_id, {"phone": phone})


def _is_its_phone(hub: Device, phone: Device) -> bool:
    """Whether the phone may scan at the hub: it paired it, or it is one of its event's own."""
    is_paired = phone.hub_id == hub.id or phone.hub_id is None
    return is_paired and phone.event_id == hub.event_id and phone.kind != DeviceKind.HUB


def _hubs_secret(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "hub" else ""


async def permitted_gate(request: Request, gate_id: int, permission: Permission) -> Gate:
    """The gate, if the signed-in person has `permission` on its event; else NotFound."""
    person = await auth.signed_in(request)
    gate = await Gate.get_or_none(id=gate_id).select_related("event__organisation")
    if gate is None or not may(person, permission, gate.event):
        raise NotFound
    return gate


def set_cookie(request: Request, response: Response, token: str) -> None:
    """Make this browser the device of `token`."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=LASTS,
        httponly=True,
        secure=request.state["settings"].is_secure,
        samesite="lax",
    )


def _secret(request: Request) -> str:
    """A token that the request names itself comes before the cookie."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return secret.strip() if scheme.lower() == "device" else ""
    return request.cookies.get(COOKIE, "")
