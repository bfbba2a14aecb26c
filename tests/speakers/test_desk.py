"""The speaker's own desk: who opens it, what stands on it, what can be changed from it."""

import io
from datetime import timedelta

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts.models import AuditEntry, Role
from events_svc.events.models import Event
from events_svc.outbox.models import Job, Mail
from events_svc.schedule.file_models import SessionFile
from events_svc.schedule.release import release
from speakers import keys
from speakers.available import EVER, declared
from speakers.models import Availability, Key, Picture, Speaker, Strength
from tests.accounts.factories import csrf, make_user, sign_in
from tests.conftest import browser
from tests.events.factories import make_event
from tests.schedule.factories import make_placed
from tests.speakers.factories import make_speaker

HOUR = timedelta(hours=1)


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    return await make_event()


@pytest.fixture
async def ada(event: Event) -> Speaker:
    """A person of the event's house with an address."""
    made = await make_speaker(owner=f"organisation:{event.organisation.id}")
    await Speaker.filter(id=made.id).update(email="Ada@Example.org")
    return await Speaker.get(id=made.id)


@pytest.fixture
async def desk(ada: Speaker) -> str:
    return f"/speakers/desk/{await keys.make(ada.id, keys.DESK, at=clock.now())}"


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 600)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind)
    return made.getvalue()


async def test_a_mailed_link_opens_the_desk_and_a_wrong_one_does_not(
    client: httpx.AsyncClient, desk: str
) -> None:
    assert "Ada Lovelace" in (await client.get(desk)).text
    assert (await client.get(desk + "x")).status_code == 410
    await Key.all().update(expires_at=clock.now())
    assert (await client.get(desk)).status_code == 410


async def test_who_is_signed_in_with_the_address_needs_no_link(
    client: httpx.AsyncClient, app: Starlette, ada: Speaker
) -> None:
    mine = f"/speakers/desk/my-{ada.id}"
    assert (await client.get(mine)).headers["location"].startswith("/sign-in")
    await sign_in(client, await make_user("ada@example.org"))
    assert (await client.get("/speakers/desk")).headers["location"] == mine
    assert "Ada Lovelace" in (await client.get(mine)).text
    async with browser(app) as other:
        await sign_in(other, await make_user("eve@example.org"))
        assert (await other.get(mine)).status_code == 404


async def test_a_lost_link_is_replaced_and_dead(client: httpx.AsyncClient, desk: str) -> None:
    answer = await client.post(f"{desk}/links", data={"csrf": await csrf(client)})
    assert (await client.get(desk)).status_code == 410
    assert (await client.get(answer.headers["location"])).status_code == 200


async def test_a_link_is_asked_for_without_saying_who_is_known(
    client: httpx.AsyncClient, ada: Speaker
) -> None:
    token = await csrf(client)
    pages = [
        (await client.post("/speakers/desk", data={"csrf": token, "email": one})).text.partition(
            "<main"
        )[2]
        for one in ("ada@example.org", "eve@example.org")
    ]
    assert pages[0].replace("ada@", "eve@") == pages[1]
    assert [job.payload["email"] for job in await Job.filter(kind="desk.asked").order_by("id")] == [
        "ada@example.org",
        "eve@example.org",
    ]
    assert await Mail.all().count() == 0


async def test_the_profile_is_written_in_both_languages(
    client: httpx.AsyncClient, ada: Speaker, desk: str
) -> None:
    words = {"name_zh": "爱达", "name_en": "Ada King", "biography_zh": "写程序。\U00020bb7"}
    await client.post(f"{desk}/profile", data={"csrf": await csrf(client), **words})
    now = await Speaker.get(id=ada.id)
    assert now.name == {"zh": "爱达", "en": "Ada King"}
    assert (now.biography, now.email) == ({"zh": "写程序。\U00020bb7"}, "Ada@Example.org")
    assert (await AuditEntry.get(action="speaker.edited")).actor == f"speaker:{ada.id}"


async def test_a_picture_is_drawn_anew_and_served_with_its_hash(
    client: httpx.AsyncClient, ada: Speaker, desk: str
) -> None:
    sent = {"picture": ("../../etc/passwd", picture(), "text/html")}
    await client.post(f"{desk}/picture", data={"csrf": await csrf(client)}, files=sent)
    address = (await Speaker.get(id=ada.id)).picture_url
    assert address == f"/speakers/pictures/{(await Picture.get()).digest}"
    answer = await client.get(address)
    assert (answer.headers["content-type"], Image.open(io.BytesIO(answer.content)).size) == (
        "image/jpeg",
        (640, 427),
    )
    again = await client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await client.post(f"{desk}/picture/removal", data={"csrf": await csrf(client)})
    assert (await client.get(address)).status_code == 404


@pytest.mark.parametrize(
    "raw",
    [b"<svg onload=alert(1)>", b"", b"\x89PNG\r\n\x1a\n" + b"x" * 50, b"GIF89a" + b"\xff" * 20],
    ids=["svg", "empty", "png", "gif"],
)
async def test_what_is_no_picture_is_refused(
    client: httpx.AsyncClient, desk: str, raw: bytes
) -> None:
    sent = {"picture": ("a.png", raw, "image/png")}
    answer = await client.post(f"{desk}/picture", data={"csrf": await csrf(client)}, files=sent)
    assert (answer.status_code, await Picture.all().count()) == (422, 0)


async def test_a_picture_of_too_many_pixels_is_refused(
    client: httpx.AsyncClient, desk: str
) -> None:
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    sent = {"picture": ("a.png", made.getvalue(), "image/png")}
    answer = await client.post(f"{desk}/picture", data={"csrf": await csrf(client)}, files=sent)
    assert (answer.status_code, await Picture.all().count()) == (422, 0)


async def test_availability_is_declared_for_the_days_of_the_event(
    client: httpx.AsyncClient, event: Event, ada: Speaker, desk: str
) -> None:
    await make_placed(event, speaker_ids=(ada.id,))
    page = f"{desk}/availability/summit"
    token = {"csrf": await csrf(client)}
    times = {"day0": "some", "d0w1_from": "10:00", "d0w1_to": "12:00", "day1": "none"}
    rather = {"d0p_from": "10:00", "d0p_to": "11:00"}
    await client.post(page, data={**token, **times, **rather})
    midnight = event.starts_at - 9 * HOUR
    windows = await declared(ada)
    assert windows.possible == [
        (EVER[0], midnight),
        (midnight + 10 * HOUR, midnight + 12 * HOUR),
        (midnight + 48 * HOUR, EVER[1]),
    ]
    assert windows.preferred == [(midnight + 10 * HOUR, midnight + 11 * HOUR)]
    shown = (await client.get(page)).text
    assert 'name="d0w1_from" value="10:00"' in shown
    await client.post(page, data={**token, "day0": "all", "day1": "all"})
    assert await Availability.all().count() == 0


async def test_times_that_are_none_are_refused_and_kept(
    client: httpx.AsyncClient, event: Event, ada: Speaker, desk: str
) -> None:
    await make_placed(event, speaker_ids=(ada.id,))
    times = {"day0": "some", "d0w1_from": "12:00", "d0w1_to": "10:00", "d0w2_from": "25:99"}
    data = {"csrf": await csrf(client), **times}
    answer = await client.post(f"{desk}/availability/summit", data=data)
    assert (answer.status_code, answer.text.count("✕")) == (422, 2)
    assert 'value="12:00"' in answer.text
    assert await Availability.filter(strength=Strength.POSSIBLE).count() == 0


async def test_an_event_of_others_has_no_form(client: httpx.AsyncClient, desk: str) -> None:
    assert (await client.get(f"{desk}/availability/summit")).status_code == 404


async def test_slides_are_public_when_the_speaker_says_so_and_the_agenda_is_released(
    client: httpx.AsyncClient, event: Event, ada: Speaker, desk: str
) -> None:
    session = await make_placed(event, speaker_ids=(ada.id,))
    files = f"{desk}/sessions/{session.id}/files"
    token = {"csrf": await csrf(client)}
    sent = {"file": ("C:\\temp\\..\\讲稿\U00020bb7\r\n.pdf", b"%PDF-1.7 slides", "text/html")}
    await client.post(files, data=token, files=sent)
    file = await SessionFile.get()
    assert (file.name, file.media_type, file.size) == ("讲稿\U00020bb7.pdf", "application/pdf", 15)
    public = f"/events/summit/sessions/{session.code}/files/{file.guid}"
    await release(event, {})
    assert (await client.get(public)).status_code == 404
    await client.post(f"{files}/{file.id}", data={**token, "is_public": "on"})
    answer = await client.get(public)
    assert (answer.content, answer.headers["content-type"]) == (
        b"%PDF-1.7 slides",
        "application/pdf",
    )
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E8")
    again = await client.get(public, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    await client.post(f"{files}/{file.id}", data={**token, "is_public": "off"})
    assert (await client.get(public)).status_code == 404
    assert (await client.get(f"{files}/{file.id}")).content == b"%PDF-1.7 slides"
    await client.post(f"{files}/{file.id}/removal", data=token)
    assert await SessionFile.all().count() == 0


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.pdf", b"<script>"),
        ("a.html", b"<script>"),
        ("a.pptx", b"PK\x03\x04 no archive"),
        ("a.txt", b"\xff\xfe\x00"),
        ("a.pdf", b""),
    ],
    ids=["pdf", "html", "pptx", "txt", "empty"],
)
async def test_a_file_that_is_not_what_its_name_says_is_refused(
    client: httpx.AsyncClient, event: Event, ada: Speaker, desk: str, name: str, raw: bytes
) -> None:
    session = await make_placed(event, speaker_ids=(ada.id,))
    data = {"csrf": await csrf(client)}
    url = f"{desk}/sessions/{session.id}/files"
    answer = await client.post(url, data=data, files={"file": (name, raw)})
    assert (answer.status_code, await SessionFile.all().count()) == (422, 0)
    assert "✕" in answer.text


async def test_slides_of_others_cannot_be_touched(
    client: httpx.AsyncClient, event: Event, desk: str
) -> None:
    other = await make_speaker("Grace Hopper")
    session = await make_placed(event, speaker_ids=(other.id,))
    assert (await client.get(f"{desk}/sessions/{session.id}")).status_code == 404
    data = {"csrf": await csrf(client)}
    url = f"{desk}/sessions/{session.id}/files"
    answer = await client.post(url, data=data, files={"file": ("a.pdf", b"%PDF-")})
    assert (answer.status_code, await SessionFile.all().count()) == (404, 0)


async def test_the_own_calendar_holds_released_sessions_until_its_link_is_ended(
    client: httpx.AsyncClient, event: Event, ada: Speaker, desk: str
) -> None:
    token = {"csrf": await csrf(client)}
    page = (await client.post(f"{desk}/calendar", data=token)).text
    feed = page.partition('<code class="address">http://testserver')[2].partition("<")[0]
    empty = await client.get(feed)
    assert (empty.status_code, empty.text.count("BEGIN:VEVENT")) == (200, 0)
    await make_placed(event, "Opening", speaker_ids=(ada.id,))
    assert (await client.get(feed)).text.count("BEGIN:VEVENT") == 0
    await release(event, {})
    assert (await client.get(feed)).text.count("BEGIN:VEVENT") == 1
    assert (await client.get(feed.replace("feeds/", "feeds/x"))).status_code == 404
    await client.post(f"{desk}/calendar/revocation", data=token)
    assert (await client.get(feed)).status_code == 404


async def test_an_organiser_mails_the_link_to_a_person_with_an_address(
    client: httpx.AsyncClient, event: Event, ada: Speaker
) -> None:
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    page = f"/organiser/events/summit/speakers/{ada.slug}"
    data = {"csrf": await csrf(client)}
    await client.post(f"{page}/desk", data=data)
    job = await Job.get(kind="desk.asked")
    assert job.payload == {"email": "ada@example.org", "language": "en"}
    await Speaker.filter(id=ada.id).update(email=None)
    answer = await client.post(f"{page}/desk", data=data)
    assert (answer.status_code, await Job.all().count()) == (422, 1)
