"""A form that was not sent from our page changes nothing."""

import httpx
import pytest
from starlette.applications import Starlette

from events_svc.accounts.models import User
from tests.accounts.factories import csrf, make_user, sign_in
from tests.conftest import browser

FORM = {"name": "Mallory", "language": "en"}


@pytest.fixture
async def ada(client: httpx.AsyncClient) -> User:
    user = await make_user()
    await sign_in(client, user)
    return user


async def name_of(user: User) -> str:
    return (await User.get(id=user.id)).name


async def test_a_form_with_its_token_is_taken(client: httpx.AsyncClient, ada: User) -> None:
    token = await csrf(client)
    answer = await client.post("/account", data={**FORM, "csrf": token})
    assert (answer.status_code, await name_of(ada)) == (303, "Mallory")


async def test_the_token_may_stand_in_the_header(client: httpx.AsyncClient, ada: User) -> None:
    headers = {"x-csrf-token": await csrf(client)}
    answer = await client.post("/account", data=FORM, headers=headers)
    assert (answer.status_code, await name_of(ada)) == (303, "Mallory")


@pytest.mark.parametrize("token", [None, "", "0" * 64, "你好"])
async def test_a_missing_or_made_up_token_is_refused(
    client: httpx.AsyncClient, ada: User, token: str | None
) -> None:
    await csrf(client)
    form = FORM if token is None else {**FORM, "csrf": token}
    answer = await client.post("/account", data=form)
    assert (answer.status_code, await name_of(ada)) == (403, "Ada")
    assert "not sent from our page" in answer.text


async def test_the_token_of_another_browser_is_refused(
    client: httpx.AsyncClient, app: Starlette, ada: User
) -> None:
    async with browser(app) as other:
        foreign = await csrf(other)
    await csrf(client)
    answer = await client.post("/account", data={**FORM, "csrf": foreign})
    assert (answer.status_code, await name_of(ada)) == (403, "Ada")


async def test_the_token_from_before_signing_in_is_stale(client: httpx.AsyncClient) -> None:
    before = await csrf(client)
    user = await make_user()
    await sign_in(client, user)
    await client.post("/sign-out", data={"csrf": before})
    await sign_in(client, user)
    answer = await client.post("/account", data={**FORM, "csrf": before})
    assert (answer.status_code, await name_of(user)) == (403, "Ada")


async def test_a_token_belongs_to_one_sign_in(client: httpx.AsyncClient, ada: User) -> None:
    token = await csrf(client)
    await sign_in(client, ada)
    answer = await client.post("/account", data={**FORM, "csrf": token})
    assert (answer.status_code, await name_of(ada)) == (403, "Ada")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_a_right_token_from_another_site_is_refused(
    client: httpx.AsyncClient, ada: User, headers: dict[str, str]
) -> None:
    token = await csrf(client)
    answer = await client.post("/account", data={**FORM, "csrf": token}, headers=headers)
    assert (answer.status_code, await name_of(ada)) == (403, "Ada")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"origin": "http://testserver"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_our_own_site_is_not_refused(
    client: httpx.AsyncClient, ada: User, headers: dict[str, str]
) -> None:
    token = await csrf(client)
    answer = await client.post("/account", data={**FORM, "csrf": token}, headers=headers)
    assert (answer.status_code, await name_of(ada)) == (303, "Mallory")
