"""COSCUP 2023 as its own site published it, in both languages, where its file lies beside the project."""

import asyncio
from datetime import timedelta
from pathlib import Path

import events_svc
from events_svc.accounts import organisations
from events_svc.accounts.models import Role, User
from events_svc.demo.association import PEOPLE
from events_svc.events import create, publish
from events_svc.events.models import Event
from events_svc.schedule import release
from events_svc.schedule.importing import apply, understand
from events_svc.schedule.importing.timetable import Timetable
from events_svc.text import text

SLUG = "coscup-2023"
ZONE = "Asia/Taipei"
FILE = Path(events_svc.__file__).parents[2] / "shared" / "schedules" / "coscup-2023.json"


async def hold() -> Event | None:
    """The conference with its agenda, public and released; nothing where its file is not there."""
    if not await asyncio.to_thread(FILE.is_file):
        return None
    raw = await asyncio.to_thread(FILE.read_bytes)
    timetable = await understand.understood(raw, timezone=ZONE)
    event = await _event(timetable)
    await apply.bring_in(event, timetable)
    await release.release(event, text("真实议程", "The real agenda"))
    await publish.publish(event)
    return event


async def _event(timetable: Timetable) -> Event:
    owner = await User.get(email=PEOPLE[Role.OWNER][0])
    name = text("COSCUP 开源人年会", "COSCUP")
    facts = organisations.Facts(name=name, kind="partner")
    organisation = await organisations.found("coscup", facts, parent=None, owner_id=owner.id)
    event = await create.create(
        organisation,
        {
            "slug": SLUG,
            "kind": "summit",
            "title": text("COSCUP 2023 开源人年会", "COSCUP 2023"),
            "subtitle": text(
                "台湾开源人的年会，议程由 OPass JSON 导入",
                "Conference for open source coders, users and promoters; imported from its OPass JSON",
            ),
            "city": text("台北", "Taipei"),
            "timezone": ZONE,
            "starts_at": timetable.starts_at,
            "ends_at": timetable.ends_at + timedelta(minutes=5),
        },
    )
    await event.fetch_related("organisation", "venue")
    return event
