"""Who presents a session writes its words; readers see them with the next release."""

from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts.models import AuditEntry
from events_svc.events.models import Event
from events_svc.schedule.models import Session, SessionState
from events_svc.schedule.queries import latest_release
from events_svc.schedule.release import release
from speakers import keys
from speakers.models import Speaker
from tests.accounts.factories import csrf
from tests.events.factories import make_event
from tests.schedule.factories import make_placed
from tests.speakers.factories import make_speaker


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    return await make_event()


@pytest.fixture
async def ada(event: Event) -> Speaker:
    return await make_speaker(owner=f"organisation:{event.organisation.id}")


@pytest.fixture
async def gears(event: Event, ada: Speaker) -> Session:
    session = await make_placed(event, "Gears", speaker_ids=(ada.id,))
    await release(event, {})
    return await Session.get(id=session.id)


@pytest.fixture
async def page(ada: Speaker, gears: Session) -> str:
    secret = await keys.make(ada.id, keys.DESK, at=clock.now())
    return f"/speakers/desk/{secret}/sessions/{gears.id}/words"


async def test_the_words_are_changed_and_readers_see_them_with_the_next_release(
    client: httpx.AsyncClient, page: str, gears: Session, event: Event
) -> None:
    said = {"title_zh": "齿轮 𠮷", "title_en": "Gears", "abstract_zh": "关于齿轮。"}
    body = said | {"csrf": await csrf(client), "version": str(gears.version)}
    assert (await client.post(page, data=body)).status_code == 303
    now = await Session.get(id=gears.id)
    assert (now.title, now.abstract) == ({"zh": "齿轮 𠮷", "en": "Gears"}, {"zh": "关于齿轮。"})
    assert (now.kind, now.starts_at, now.track_id) == (gears.kind, gears.starts_at, None)
    assert await AuditEntry.filter(action="session.reworded").count() == 1
    before = await latest_release(event.id)
    assert before
    assert before.entries[0]["title"] != now.title
    assert (await release(event, {})).entries[0]["title"] == now.title


@pytest.mark.parametrize(
    ("said", "status"),
    [({"title_en": " "}, 422), ({"title_en": "x" * 301}, 422), ({"version": "99"}, 409)],
    ids=["no title", "too long", "changed meanwhile"],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    client: httpx.AsyncClient, page: str, gears: Session, said: dict[str, str], status: int
) -> None:
    body = {"title_en": "Wheels", "version": str(gears.version)} | said
    answer = await client.post(page, data=body | {"csrf": await csrf(client)})
    assert answer.status_code == status
    assert (await Session.get(id=gears.id)).title == gears.title


async def test_what_is_over_or_cancelled_stays_as_it_is(
    client: httpx.AsyncClient,
    page: str,
    gears: Session,
    event: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = {"title_en": "Late", "version": str(gears.version), "csrf": await csrf(client)}
    await Session.filter(id=gears.id).update(state=SessionState.CANCELLED)
    assert (await client.post(page, data=body)).status_code == 409
    await Session.filter(id=gears.id).update(state=SessionState.CONFIRMED)
    later = event.ends_at + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "The event is over" in (await client.get(page)).text
    assert (await client.post(page, data=body)).status_code == 409
    assert (await Session.get(id=gears.id)).title == gears.title


async def test_another_speaker_does_not_find_the_session(
    client: httpx.AsyncClient, gears: Session
) -> None:
    bob = await make_speaker("Bob")
    secret = await keys.make(bob.id, keys.DESK, at=clock.now())
    address = f"/speakers/desk/{secret}/sessions/{gears.id}/words"
    assert (await client.get(address)).status_code == 404
