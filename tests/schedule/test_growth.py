"""A large agenda takes no more queries than a small one."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.schedule.conflicts import fans
from events_svc.schedule.models import Appearance, Session
from events_svc.schedule.release import release
from speakers.models import Speaker
from tests.accounts.factories import make_user, sign_in
from tests.asked import asked
from tests.events.factories import make_event
from tests.speakers.factories import make_speaker
from tests.venues.factories import make_room, make_venue
from venues.models import Venue

PAGES = [
    "/events/summit/agenda",
    "/events/summit/agenda?q=session",
    "/events/summit/agenda/versions",
    "/speakers/ada-lovelace",
    "/organiser/events/summit/agenda",
    "/organiser/events/summit/grid",
    "/organiser/events/summit/conflicts",
    "/organiser/events/summit/speakers",
    "/api/v1/events/summit/sessions",
]


async def fill(event: Event, numbers: range) -> None:
    """Sessions in one room, one after the other, all by the same person."""
    venue = await Venue.first() or await make_venue()
    room, ada = await make_room(f"hall-{numbers.start}", venue=venue), await Speaker.get()
    rows = [
        Session(
            event=event,
            number=number,
            code=f"S{number:05}",
            key=str(uuid4()),
            title={"en": f"Session {number}", "zh": f"场次 {number}"},
            abstract={"en": "What it is about. " * 20},
            room=room,
            starts_at=event.starts_at + timedelta(minutes=number),
            ends_at=event.starts_at + timedelta(minutes=number + 1),
        )
        for number in numbers
    ]
    await Session.bulk_create(rows)
    made = await Session.filter(event=event, number__in=[*numbers])
    await Appearance.bulk_create(Appearance(session=one, speaker=ada) for one in made)


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    made = await make_event()
    await make_speaker(owner=f"organisation:{made.organisation.id}")
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=made.organisation))
    return made


@pytest.mark.parametrize("page", PAGES)
async def test_one_and_three_sessions_take_the_same_queries(
    client: httpx.AsyncClient, event: Event, page: str
) -> None:
    await fill(event, range(1, 2))
    await release(event, {})
    fans.forget()
    async with asked() as alone:
        assert (await client.get(page)).status_code == 200
    await fill(event, range(2, 4))
    await release(event, {})
    fans.forget()
    async with asked() as together:
        await client.get(page)
    assert len(together) <= len(alone)


async def test_a_release_of_a_thousand_sessions_takes_few_queries(event: Event) -> None:
    await fill(event, range(1, 3))
    async with asked() as small:
        await release(event, {})
    await fill(event, range(3, 1001))
    async with asked() as large:
        made = await release(event, {"en": "A thousand"})
    assert len(made.entries) == 1000
    assert len(large) <= len(small) + 1  # the release before is read too
