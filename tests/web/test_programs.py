"""Programs that say nothing of themselves are answered in English, as problem+json."""

import httpx
import pytest

from tests.events.factories import make_event

BARE = {"accept": "*/*"}


@pytest.fixture
async def program(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """It sends no Accept-Language."""
    del client.headers["accept-language"]
    return client


@pytest.mark.parametrize(("path", "status"), [("/api/v1/events", 401), ("/beats", 422)])
async def test_a_program_reads_an_english_problem(
    program: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await program.post(path, content=b"{", headers=BARE)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert (answer.json()["status"], answer.json()["detail"].isascii()) == (status, True)


async def test_a_program_that_asks_for_chinese_reads_chinese(program: httpx.AsyncClient) -> None:
    headers = {**BARE, "accept-language": "zh-CN"}
    answer = await program.get("/api/v1/events/nothing/ticket-types", headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (404, "这里什么也没有。")


async def test_a_page_is_chinese_for_who_says_nothing(program: httpx.AsyncClient) -> None:
    await make_event()
    answer = await program.get("/events/summit")
    assert 'lang="zh-Hans"' in answer.text
