"""A kept page is shown to strangers before all wrapping, just as the long way shows it."""

import time
from typing import Any

import httpx
import pytest

from events_svc.schedule.release import release
from events_svc.web import middleware, shared
from events_svc.web.shared import SharedPage
from tests.events.factories import make_event
from tests.schedule.factories import make_placed

PAGE = "/events/summit/agenda"


@pytest.fixture(autouse=True)
def long_ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that took the long way, while pages stay fresh for a minute."""
    monkeypatch.setattr(shared, "FRESH_SECONDS", 60.0)
    shared.forget()
    taken: list[str] = []
    whole = SharedPage.__call__

    async def counted(page: SharedPage, scope: Any, receive: Any, send: Any) -> None:
        taken.append(scope["path"])
        await whole(page, scope, receive, send)

    monkeypatch.setattr(SharedPage, "__call__", counted)
    return taken


@pytest.fixture
async def page(client: httpx.AsyncClient) -> httpx.Response:
    event = await make_event()
    await make_placed(event, "Gears")
    await release(event, {})
    return await client.get(PAGE)


def told(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = sorted((k, v) for k, v in answer.headers.multi_items() if k != "x-request-id")
    return answer.status_code, answer.content, headers


async def test_both_ways_give_the_same_answer(
    client: httpx.AsyncClient, page: httpx.Response, long_ways: list[str]
) -> None:
    first = await client.get(PAGE)
    second = await client.get(PAGE)
    assert long_ways == [PAGE]
    assert told(first) == told(second) == told(page)
    ids = {answer.headers["x-request-id"] for answer in (page, first, second)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "lang=en"},
        {"authorization": "Bearer x"},
        {"if-none-match": '"x"'},
        {"if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT"},
        {"accept-encoding": "identity"},
        {"accept-language": "zh"},
    ],
)
async def test_who_asks_for_more_than_the_page_goes_the_long_way(
    client: httpx.AsyncClient, page: httpx.Response, long_ways: list[str], headers: dict[str, str]
) -> None:
    answer = await client.get(PAGE, headers=headers)
    assert (answer.status_code, long_ways) == (200, [PAGE, PAGE])


async def test_a_chosen_language_is_remembered_also_when_the_page_is_kept(
    client: httpx.AsyncClient, page: httpx.Response
) -> None:
    for _ in range(2):
        client.cookies.clear()
        answer = await client.get(f"{PAGE}?lang=zh")
        assert "lang=zh" in answer.headers["set-cookie"]
        assert "议程" in answer.text


async def test_head_and_other_methods_are_not_answered_with_the_page(
    client: httpx.AsyncClient, page: httpx.Response
) -> None:
    head = await client.head(PAGE)
    assert (head.status_code, head.content) == (200, b"")
    assert (await client.post(PAGE)).status_code == 405


async def test_a_page_that_is_no_longer_fresh_goes_the_long_way(
    client: httpx.AsyncClient,
    page: httpx.Response,
    long_ways: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await client.get(PAGE)
    assert long_ways == [PAGE, PAGE]


async def test_the_requests_of_the_short_way_are_counted_as_those_of_the_page(
    client: httpx.AsyncClient, page: httpx.Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[str, int]] = []
    monkeypatch.setattr(
        middleware,
        "note",
        lambda scope, status, _: noted.append((middleware._endpoint(scope["endpoint"]), status)),
    )
    await client.get(PAGE)
    await client.get(PAGE, headers={"cookie": "lang=en"})
    assert noted == [("shared.SharedPage", 200)] * 2
