"""Bodies that nobody of good will sends: each is refused with a clear answer, and nothing is stored."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from events_svc.accounts.models import Role
from events_svc.app import MAX_BODY
from events_svc.events.models import Event
from tests.accounts.factories import csrf, make_user, sign_in
from tests.asking import _scope
from tests.events.factories import make_event

SETTINGS = "/organiser/events/summit/settings"
MULTIPART = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="a"; filename="../../a"\r\n\r\n1\r\n'
NAMELESS = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n"
HEADERS = b"--x\r\n" + b"H: x\r\n" * 20_000
FIELDS = b"&".join(b"a%d=1" % number for number in range(10_000))


async def owned(client: httpx.AsyncClient) -> Event:
    """An event whose owner is signed in."""
    event = await make_event()
    await sign_in(client, await make_user(role=Role.OWNER, organisation=event.organisation))
    return event


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 422),
        (b'{"title":' * 50_000, 422),
        (b'{"unknown":' + b"[" * 50_000 + b"]" * 50_000 + b"}", 422),
        (b'{"title": {"en": "\xff\xfe"}}', 422),
        (b'{"title": {"en": "\\ud800"}}', 422),
        ('{"title": {"en": "Forum"}}'.encode("utf-16"), 422),
        (b'{"title": {"en": NaN}}', 422),
        (b'{"venue_id": 1e400}', 422),
        (b'{"venue_id": 9223372036854775808}', 422),
        (b'{"venue_id": -1}', 422),
        (b'{"title": {"en": "' + b"x" * 2_000_000 + b'"}}', 422),
        (b"", 422),
        (b"null", 422),
        (gzip.compress(b'{"title": {"en": "Forum"}}', mtime=0), 422),
        (b" " * (MAX_BODY + 1), 413),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else None,
)
async def test_a_broken_body_is_a_problem(
    client: httpx.AsyncClient, body: bytes, status: int
) -> None:
    event = await owned(client)
    headers = {"content-type": "application/json"}
    answer = await client.patch("/api/v1/events/summit", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"], answer.json()["status"]) == (
        status,
        "application/problem+json",
        status,
    )
    assert (await Event.get(id=event.id)).title == event.title


@pytest.mark.parametrize("size", ["announced", "unknown"])
async def test_a_page_says_that_a_body_is_too_large(client: httpx.AsyncClient, size: str) -> None:
    await owned(client)

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(21):
            yield b" " * 1024 * 1024

    content = parts() if size == "unknown" else b" " * (MAX_BODY + 1)
    headers = {"content-type": "application/json", "accept": "text/html"}
    answer = await client.post("/api/v1/events", content=content, headers=headers)
    form = {"content-type": "application/x-www-form-urlencoded"}
    page = await client.post(SETTINGS, content=b"a" * (MAX_BODY + 1), headers=form)
    assert (answer.status_code, page.status_code) == (413, 413)
    assert "That is too large." in page.text


@pytest.mark.parametrize("charset", ["utf-7", "undefined", "punycode", "unicode_escape", "\0", "x"])
async def test_forms_are_utf_8(client: httpx.AsyncClient, charset: str) -> None:
    event = await owned(client)
    headers = {
        "content-type": f"{MULTIPART}; charset={charset}",
        "x-csrf-token": await csrf(client),
    }
    part = (
        b'--x\r\nContent-Disposition: form-data; name="title_en"\r\n\r\n\\ud800+2AA-\r\n--x--\r\n'
    )
    answer = await client.post(SETTINGS, content=part, headers=headers)
    assert answer.status_code == 415
    assert (await Event.get(id=event.id)).title == event.title


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", PART),
        ("multipart/form-data; boundary=", PART),
        ("text/plain", b"title_en=Other"),
        ("application/json", b'{"title_en": "Other"}'),
        ("application/x-www-form-urlencoded", b"title_en=%ff%fe%00&title_zh=%ed%a0%80"),
        ("application/x-www-form-urlencoded", FIELDS),
        (MULTIPART, PART * 10_000),
        (MULTIPART, FILE * 10_000),
        (MULTIPART, PART),
        (MULTIPART, NAMELESS),
        (MULTIPART, HEADERS),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else value,
)
async def test_a_broken_form_is_refused(client: httpx.AsyncClient, kind: str, body: bytes) -> None:
    event = await owned(client)
    headers = {"content-type": kind, "x-csrf-token": await csrf(client)}
    answer = await client.post(SETTINGS, content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert (await Event.get(id=event.id)).title == event.title


@pytest.mark.parametrize("path", ["/api/v1/events/summit/orders", SETTINGS, "/beats"])
async def test_who_leaves_in_the_middle_of_a_body_has_sent_nothing(
    client: httpx.AsyncClient, app: Starlette, path: str
) -> None:
    event = await owned(client)
    token = await csrf(client)
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    sent: list[Message] = []
    parts = iter(
        [
            {"type": "http.request", "body": b'{"title_en":', "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Message:
        return next(parts)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = {"cookie": cookies, "x-csrf-token": token, "content-type": MULTIPART}
    await app(_scope(app, "POST", path, headers), receive, send)
    assert sent[0]["status"] == 400
    assert (await Event.get(id=event.id)).title == event.title
