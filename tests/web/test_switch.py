"""The link to the other language leads to a page, wherever it stands."""

import httpx
import pytest
from starlette.applications import Starlette

from events_svc.web.state import Request
from events_svc.web.switch import in_language
from tests.conftest import browser


def asked(method: str, path: str, *, referer: str = "") -> Request:
    where, _, query = path.partition("?")
    headers = [(b"host", b"events.example"), (b"referer", referer.encode())]
    scope = {"type": "http", "method": method, "scheme": "https", "path": where}
    return Request(scope | {"query_string": query.encode(), "headers": headers})


def test_a_page_is_the_same_page_with_its_query() -> None:
    assert in_language(asked("GET", "/recordings?q=x&lang=zh"), "en") == "/recordings?q=x&lang=en"


@pytest.mark.parametrize(
    ("referer", "there"),
    [
        (
            "https://events.example/events/a/tickets?voucher=V",
            "/events/a/tickets?voucher=V&lang=en",
        ),
        ("https://elsewhere.example/events/a/tickets", "/?lang=en"),
        ("https://events.example//elsewhere.example/", "/?lang=en"),
        ("javascript:alert(1)", "/?lang=en"),
        ("https://[", "/?lang=en"),
        ("", "/?lang=en"),
    ],
)
def test_after_a_post_it_is_the_page_of_the_form(referer: str, there: str) -> None:
    assert in_language(asked("POST", "/events/a/orders", referer=referer), "en") == there


async def test_a_refused_form_links_to_its_page(app: Starlette, database: None) -> None:
    async with browser(app) as client:
        refused: httpx.Response = await client.post(
            "/sign-in/links",
            data={"email": "x"},
            headers={"referer": "http://testserver/sign-in", "sec-fetch-site": "same-origin"},
        )
    assert 'href="/sign-in?lang=zh"' in refused.text
