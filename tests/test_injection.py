"""Whatever people write is shown as words: no page takes it for markup, no feed breaks."""

import asyncio
from typing import Any

import pytest
from lxml import etree
from starlette.types import Message

from events_svc.accounts.models import Organisation, User
from events_svc.calls.models import Call, Proposal
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.models import CheckinList, Device, Gate
from events_svc.events.models import Event, Series
from events_svc.media.models import Recording
from events_svc.outbox.models import Mail
from events_svc.reviews.models import Category, Interest, Phase, Review, Reviewer
from events_svc.schedule.models import Session, Track
from events_svc.schedule.release import release
from events_svc.tickets.models import Order, Ticket
from events_svc.tickets.product_models import Quota, TicketType
from speakers.models import Speaker
from tests import turns
from tests.asking import _scope
from tests.test_access import TABLE, Row, World, world  # noqa: F401 world: its fixture
from venues.models import Room, Venue

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202e𠮷🤖{{7*7}}\r\nX: y'
BOTH = {"en": EVIL, "zh": EVIL}
TEXTS: dict[Any, list[str]] = {
    Organisation: ["name", "short_name"],
    Event: ["title", "subtitle", "description", "city", "external_parent"],
    Series: ["name", "description"],
    Recording: ["title", "abstract"],
    Session: ["title", "subtitle", "abstract", "description"],
    Track: ["name"],
    Call: ["title", "text"],
    Proposal: ["title", "abstract", "description"],
    Phase: ["name"],
    Category: ["name"],
    TicketType: ["name", "description"],
    CheckinList: ["name"],
    Gate: ["name"],
    Speaker: ["name", "position", "affiliation", "biography"],
    Room: ["name"],
    Venue: ["name", "city", "address"],
}
WORDS: dict[Any, list[str]] = {
    User: ["name"],
    Recording: ["people", "licence"],
    Order: ["buyer_name"],
    Quota: ["name"],
    Ticket: ["holder_name", "holder_organisation", "holder_email"],
    Device: ["name"],
    Conflict: ["reason"],
    Review: ["words"],
    Reviewer: ["affiliation"],
    Interest: ["reason"],
    Mail: ["subject", "body_text"],
}
PAGES = [row for row in TABLE if row.method == "GET" and not row.path.endswith("/live")]


@pytest.fixture(scope="module")
async def written(world: World) -> World:  # noqa: F811 the fixture
    """The world after somebody evil wrote every text of it."""
    for model, columns in TEXTS.items():
        await model.all().update(**dict.fromkeys(columns, BOTH))
    for model, columns in WORDS.items():
        await model.all().update(**dict.fromkeys(columns, EVIL))
    released = ("schedule-summit", "speakers-summit", "feeds-summit")
    for event in await Event.filter(slug__in=released).select_related("organisation"):
        await release(event, BOTH)
    return world


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.key)
async def test_words_stay_words(written: World, row: Row) -> None:
    path = written.path(row)
    asked = f"{path}?q=%3Cscript%3Ealert(1)%3C/script%3E%22%3E&lang=zh"
    for address in turns.readers([path, asked]):
        status, kind, body = await _got(written, address)
        assert status < 500
        if "html" in kind:
            assert "<script>alert" not in body
            assert "<img src=x" not in body
        elif "xml" in kind:
            assert not etree.fromstring(body.encode()).findall(".//script")
        elif "calendar" in kind:
            assert "\r\nX: y" not in body


async def _got(world: World, address: str) -> tuple[int, str, str]:  # noqa: F811 the fixture
    sent: list[Message] = []

    async def receive() -> Message:
        """The reader goes away once something has come: some pages never end."""
        for _ in range(1000):
            if any(message["type"] == "http.response.body" for message in sent):
                break
            await asyncio.sleep(0.01)
        return await asyncio.sleep(0.01, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    await world.app(_scope(world.app, "GET", address, world.people["owner"]), receive, send)
    kind = dict(sent[0]["headers"]).get(b"content-type", b"").decode()
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], kind, body.decode(errors="replace")
