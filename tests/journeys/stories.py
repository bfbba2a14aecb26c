"""What happened before a journey begins: each story makes rows and answers what the journey needs.

Run as `python -m tests.journeys.stories` with the environment of the server: a line of JSON `[story, facts]` is
answered by one with `answer` or `failed`, until there is none (tests/journeys/teller.py).
"""

import asyncio
import json
import sys
import traceback
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from events_svc import clock, config
from events_svc.accounts.models import Organisation, Role, SignIn
from events_svc.accounts.tokens import digest, new_secret
from events_svc.checkin import pair
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import Admission, CheckinList, Device, Gate, Scan
from events_svc.database import connected
from events_svc.events.models import Event
from events_svc.hub import make
from events_svc.media import chapters, subtitles
from events_svc.media.models import Source, StreamFact
from events_svc.media.recording_models import RecordingFile
from events_svc.media.subtitles import Subtitles
from events_svc.schedule.models import Session
from events_svc.schedule.release import release
from events_svc.stats.models import View, Watch
from events_svc.tickets import keys
from events_svc.tickets.models import OrderState, TicketState
from events_svc.tickets.product_models import Variant
from events_svc.tickets.questions.ask import Asked, ask
from events_svc.tickets.questions.models import AnswerKind
from tests.accounts.factories import make_organisation, make_user
from tests.checkin.factories import make_door, make_gate, make_order, make_ticket
from tests.events.factories import make_event
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
)
from tests.tickets.factories import make_type

Story = Callable[..., Awaitable[Any]]
SAMPLE = "/static/demo/sample.webm"


async def gate_with_tickets(*, slug: str, tickets: int = 1, **columns: Any) -> dict[str, Any]:
    """An event with a gate, a pairing link for it, and an order of tickets with their codes."""
    event = await make_event(slug, organisation=await make_organisation(slug))
    door = await make_door(event, **columns)
    order = await make_order(event, code="KX47QM")
    made = [
        await make_ticket(
            door.ticket_type, number=number, order=order, holder_name=f"参会者 {number}"
        )
        for number in range(1, tickets + 1)
    ]
    secret_key = config.load().secret_key
    return {
        "gate_id": door.gate.id,
        "pairing": f"/gate/pair/{await pair.invite(door.gate)}",
        "codes": [await keys.code_of(ticket, secret_key=secret_key) for ticket in made],
    }


async def at_home(*, url: str) -> None:
    """The demo was made for another address: the files that it shows of its own are at this one."""
    for model in (Source, RecordingFile):
        await model.filter(url__endswith=SAMPLE).update(url=url + SAMPLE)


async def hub(*, slug: str) -> str:
    """The token of a hub of the event."""
    return (await make.make(await Event.get(slug=slug), name="Laptop"))[1]


async def desk(*, slug: str) -> dict[str, Any]:
    """A gate where people register and pay: 单雄信 has a ticket, 仇英 has not paid, 盖聂 has to answer."""
    event = await make_event(slug, organisation=await make_organisation(slug))
    paid = await make_type(event, price_minor=20_000)
    free = await make_type(event, "Student")
    door = await make_door(event, types=[paid, free])
    await Gate.filter(id=door.gate.id).update(is_desk=True)
    meal = {"zh": "用餐吗", "en": "Do you eat here?"}
    asked = Asked(AnswerKind.YES_NO, meal, is_required=True, only_types=[free.id])
    await ask(event, asked)
    due = await make_order(event, code="KX47QM", state=OrderState.PENDING, total_minor=20_000)
    await make_ticket(paid, number=9001, holder_name="单雄信")
    await make_ticket(
        paid, number=9002, order=due, holder_name="仇英", state=TicketState.HELD, price_minor=20_000
    )
    await make_ticket(free, number=9003, holder_name="盖聂")
    return {"pairing": f"/gate/pair/{await pair.invite(door.gate)}"}


async def door_log(*, slug: str) -> dict[str, Any]:
    """What the event's log holds, in the order in which it came: ticket, what was said on what basis, its
    place in the phone's own chain, what is wrong with that; how many tickets have conflicts; who is in.
    """
    event = await Event.get(slug=slug)
    rows = await Scan.filter(event_id=event.id).order_by("id").select_related("ticket")
    admissions = await Admission.filter(ticket__event_id=event.id, entries__gt=0)
    return {
        "log": [
            [one.ticket.number if one.ticket else None, one.reason, one.basis, one.device_seq]
            for one in rows
        ],
        "torn": [one.detail["chain"] for one in rows if "chain" in one.detail],
        "conflicts": await Conflict.filter(event_id=event.id).count(),
        "entries": [one.entries for one in admissions],
    }


async def another_gate(*, slug: str) -> str:
    """A second gate of the event; its pairing link."""
    event = await Event.get(slug=slug)
    gate = await make_gate(event, await CheckinList.get(event_id=event.id), "West")
    return f"/gate/pair/{await pair.invite(gate)}"


async def over(*, slug: str) -> None:
    """The event ended two days ago."""
    now = clock.now()
    times = {"starts_at": now - timedelta(days=3), "ends_at": now - timedelta(days=2)}
    await Event.filter(slug=slug).update(**times)


async def revoked(*, slug: str) -> None:
    """No phone of the event scans any more."""
    for device in await Device.filter(event__slug=slug, revoked_at=None):
        await pair.revoke(device, event_id=device.event_id)


async def asking(*, slug: str) -> None:
    """A free event on two days, whose students are asked for more."""
    event = await make_event(slug, organisation=await make_organisation(slug))
    kind = await make_type(event)
    await Variant.create(ticket_type=kind, name={"zh": "第一天", "en": "First day"})
    student = {"zh": "您是学生吗", "en": "Are you a student?"}
    asked = await ask(event, Asked(AnswerKind.YES_NO, student, is_required=True))
    school = Asked(
        AnswerKind.LINE,
        {"zh": "学校", "en": "School"},
        is_required=True,
        depends_on_id=asked.id,
        depends_values=[True],
    )
    await ask(event, school)


async def signed_in(*, slug: str, role: str = "organiser") -> str:
    """A new person with `role` in the organisation of that name; the value of the cookie `signed_in`."""
    organisation = await Organisation.get(slug=slug)
    user = await make_user(
        f"{new_secret()}@example.org", role=Role(role), organisation=organisation
    )
    secret = new_secret()
    await SignIn.create(
        user=user,
        token_hash=digest(secret),
        seen_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    return secret


async def streamed(*, slug: str, url: str, lasts: float) -> dict[str, Any]:
    """A released session that is on and ends in `lasts` seconds, with a live link that nobody spoke of yet."""
    event = await make_event(slug, organisation=await make_organisation(slug))
    now = clock.now()
    session = await make_session(
        event,
        code="STREAM",
        starts_at=now - timedelta(minutes=10),
        ends_at=now + timedelta(seconds=lasts),
    )
    source = await make_live_source(session, url=url)
    await release(event, {"en": "first"})
    return {"page": f"/events/{slug}/sessions/STREAM", "source": source.id}


async def recorded(*, slug: str, url: str) -> str:
    """The event's session STREAM is over, and its recording published; the address of its page."""
    session = await Session.get(code="STREAM", event__slug=slug).select_related(
        "event__organisation"
    )
    await Session.filter(id=session.id).update(ends_at=clock.now())
    await release(session.event, {"en": "second"})
    recording = await make_recording(
        session.event.organisation, slug=f"{slug}-stream", session=session, duration_seconds=30
    )
    await make_recording_source(recording, url=url)
    return f"/recordings/{recording.slug}"


async def subtitled(*, slug: str, url: str) -> str:
    """A recording of half a minute with chapters and subtitles in two languages; the address of its page."""
    recording = await make_recording(await make_organisation(slug), slug=slug, duration_seconds=30)
    await make_recording_source(recording, url=url)
    await chapters.replace(recording, chapters.read("0:00 开始 | Beginning\n0:20 结束 | End"))
    for language, words in {"zh": "机器人", "en": "Robots"}.items():
        body = f"WEBVTT\n\n00:00.000 --> 00:30.000\n{words}\n".encode()
        await subtitles.put(recording, Subtitles(language, body))
    return f"/recordings/{slug}"


async def counted(*, source: int) -> dict[str, Any]:
    """What the service has of a source: its views, its playings, and the facts of its liveness."""
    return {
        "views": await View.filter(source_id=source, threshold=10).count(),
        "watches": await Watch.filter(source_id=source).values(
            "is_live", "credited_ms", "last_sn", "state"
        ),
        "facts": await StreamFact.filter(source_id=source)
        .order_by("id")
        .values_list("basis", "state"),
    }


STORIES: dict[str, Story] = {
    story.__name__: story
    for story in (
        at_home,
        gate_with_tickets,
        hub,
        desk,
        door_log,
        another_gate,
        over,
        revoked,
        asking,
        signed_in,
        streamed,
        recorded,
        subtitled,
        counted,
    )
}


async def _tell() -> None:
    async with connected(config.load()):
        while line := await asyncio.to_thread(sys.stdin.readline):
            story, facts = json.loads(line)
            print(json.dumps(await _told(story, facts)), flush=True)


async def _told(story: str, facts: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": await STORIES[story](**facts)}
    except Exception:  # noqa: BLE001 whoever asked for the story is told
        return {"failed": traceback.format_exc()}


if __name__ == "__main__":
    asyncio.run(_tell())
