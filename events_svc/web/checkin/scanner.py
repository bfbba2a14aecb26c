"""The scanner: one page for a paired phone."""

import json
from dataclasses import asdict
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.checkin import queries
from events_svc.checkin.errors import DeviceUnknown
from events_svc.checkin.looks import LOOKS
from events_svc.checkin.models import Device
from events_svc.text import in_language
from events_svc.web import i18n, live, pages
from events_svc.web.assets import asset
from events_svc.web.checkin import devices, words
from events_svc.web.state import Request


async def scanner(request: Request) -> Response:
    """The scanner of the gate with which this phone is paired; else how to pair it."""
    try:
        device = await devices.present(request)
    except DeviceUnknown:  # said on the page that tells what to do
        return await pages.render(request, "checkin/unpaired.html", status=401)
    return await pages.render(
        request, "checkin/gate.html", gate=device.gate, setting=await _setting(device)
    )


async def numbers(request: Request) -> Response:
    """Arrived and expected, as they change."""
    event = devices.gate_of(await devices.present(request)).event

    async def snapshot() -> str:
        return json.dumps(asdict(await queries.arrivals(event)))

    return live.events(f"scans:{event.id}", snapshot)


async def _setting(device: Device) -> dict[str, Any]:
    """What the scanner's modules need to know, in the reader's language."""
    language, event = i18n.language.get(), devices.gate_of(device).event
    return {
        "gate": device.gate_id,
        "language": language,
        "timezone": event.timezone,
        "event": in_language(event.title, language),
        "reader": asset("vendor/zxing/reader/zxing_reader.wasm"),
        "looks": {
            reason: {
                "icon": look.icon,
                "word": look.zh if language == "zh" else look.en,
                "sound": look.sound,
                "vibration": look.vibration,
            }
            for reason, look in LOOKS.items()
        },
        "words": words.of_scanner(),
        **asdict(await queries.arrivals(event)),
    }


routes: list[BaseRoute] = [
    Route("/gate", scanner, name="gate"),
    Route("/gate/live", numbers, name="gate_live"),
]
