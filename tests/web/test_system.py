import httpx

from tests.events.factories import make_event

STYLE = "/events/summit/accent.css"


async def test_a_live_process_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_migrated_database_is_ready(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_an_unknown_page_is_a_page_in_the_reader_s_language(
    client: httpx.AsyncClient,
) -> None:
    english = await client.get("/nowhere")
    chinese = await client.get("/nowhere", headers={"accept-language": "zh-CN"})
    assert (english.status_code, chinese.status_code) == (404, 404)
    assert "There is nothing here." in english.text
    assert "这里什么也没有。" in chinese.text


async def test_an_unknown_address_of_the_api_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


async def test_a_language_is_remembered_by_pages_alone(client: httpx.AsyncClient) -> None:
    await make_event()
    page = await client.get("/?lang=zh")
    client.cookies.clear()
    others = [await client.get(f"{path}?lang=zh") for path in ("/healthz", "/api/v1/events", STYLE)]
    assert page.cookies["lang"] == "zh"
    assert [answer.headers.get("set-cookie") for answer in others] == [None, None, None]


async def test_an_origin_that_is_no_address_is_foreign(client: httpx.AsyncClient) -> None:
    headers = {"origin": "http://[", "cookie": "lang=en"}
    refused = await client.post("/sign-in/links", data={"email": "x"}, headers=headers)
    assert (refused.status_code, refused.text) == (403, "Not from our page.")
