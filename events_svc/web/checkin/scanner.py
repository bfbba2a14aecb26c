"""The scanner: one page for a paired phone."""

import json
from dataclasses import asdict
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.checkin import here, queries
from events_svc.checkin.conflicts.queries import open_count_of_list
from events_svc.checkin.errors import DeviceUnknown
from events_svc.checkin.inside import inside_of_list
from events_svc.checkin.looks import LOOKS
from events_svc.checkin.models import Device, Gate
from events_svc.checkin.sync import position
from events_svc.text import in_language
from events_svc.web import i18n, live, pages
from events_svc.web.assets import asset, version
from events_svc.web.checkin import app, devices, practice, words
from events_svc.web.state import Request


async def scanner(request: Request) -> Response:
    """The scanner of the gate with which this phone is paired; else how to pair it."""
    try:
        device = await devices.present(request)
    except DeviceUnknown:  # said on the page that tells what to do
        return await pages.render(request, "checkin/unpaired.html", status=401)
    gate = devices.gate_of(device)
    return await pages.render(
        request,
        "checkin/gate.html",
        gate=gate,
        event=gate.event,
        practice=practice.cards(),
        phone=device.name,
        setting=await _setting(device),
    )


async def numbers(request: Request) -> Response:
    """What changes at the door: who came, open conflicts, the end of the changes to fetch."""
    device = await devices.present(request)
    gate = devices.gate_of(device)

    async def snapshot() -> str:
        return json.dumps(await news(device, gate))

    return live.events(f"scans:{gate.event_id}", snapshot, whose=f"device:{device.id}")


async def news(device: Device, gate: Gate) -> dict[str, Any]:
    """Nothing but that, once the phone is no device of the gate any more."""
    if not await queries.may_scan(device):
        return {"is_revoked": True}
    listed = gate.checkin_list_id
    return {
        **asdict(await queries.arrivals(gate.event)),
        "inside": await inside_of_list(gate.checkin_list),
        "conflicts": await open_count_of_list(listed),
        "cursor": str(await position.newest(gate.event_id, list_id=listed)),
    }


async def _setting(device: Device) -> dict[str, Any]:
    """What the scanner's modules need to know, in the reader's language."""
    language, event = i18n.language.get(), devices.gate_of(device).event
    return {
        "gate": device.gate_id,
        "device": str(device.uid),
        "basis": here.decides(),
        "app": version(),
        "language": language,
        "timezone": event.timezone,
        "event": in_language(event.title, language),
        "reader": asset(app.READER),
        "looks": {
            reason: {
                "icon": look.icon,
                "word": look.zh if language == "zh" else look.en,
                "sound": look.sound,
                "vibration": look.vibration,
            }
            for reason, look in LOOKS.items()
        },
        "is_desk": devices.gate_of(device).is_desk,
        "practice": practice.answers(language),
        "words": words.of_scanner(),
        "names": _names(await queries.names(event.id), language),
        **asdict(await queries.arrivals(event)),
    }


def _names(found: queries.Names, language: str) -> dict[str, dict[int, str]]:
    """In this language."""
    return {
        kind: {one: in_language(name, language) for one, name in every.items()}
        for kind, every in found.items()
    }


routes: list[BaseRoute] = [
    Route("/gate", scanner, name="gate"),
    Route("/gate/live", numbers, name="gate_live"),
]
