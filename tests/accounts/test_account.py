"""What people change about themselves, and the browsers that they sign out."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from events_svc.accounts import links, passwords, profile
from events_svc.accounts import sign_in as operations
from events_svc.accounts.errors import EmailTaken
from events_svc.accounts.models import SignIn, User
from events_svc.accounts.person import Person
from events_svc.accounts.register import add_user
from tests.accounts.factories import csrf, make_user, sign_in
from tests.asking import status_of
from tests.conftest import browser

PASSWORD = "correct horse battery"


async def post(client: httpx.AsyncClient, path: str, **form: str) -> httpx.Response:
    return await client.post(path, data={**form, "csrf": await csrf(client)})


async def test_a_person_changes_name_and_language(client: httpx.AsyncClient) -> None:
    user = await make_user()
    await sign_in(client, user)
    await post(client, "/account", name="Ada Lovelace", language="zh")
    await user.refresh_from_db()
    assert (user.name, user.language) == ("Ada Lovelace", "zh")


async def test_a_name_that_is_too_long_is_said_and_kept_on_the_page(
    client: httpx.AsyncClient,
) -> None:
    user = await make_user()
    await sign_in(client, user)
    answer = await post(client, "/account", name="x" * 201, language="en")
    assert answer.status_code == 422
    assert ("At most 200 characters." in answer.text, "x" * 201 in answer.text) == (True, True)
    assert (await User.get(id=user.id)).name == "Ada"


async def test_the_present_password_is_asked_for(client: httpx.AsyncClient) -> None:
    user = await add_user("ada@example.org", name="Ada", password=PASSWORD)
    await sign_in(client, user)
    refused = await post(client, "/account/password", present="wrong", new="a new password")
    assert refused.status_code == 422
    assert await passwords.is_right(PASSWORD, (await User.get(id=user.id)).password_hash)
    done = await post(client, "/account/password", present=PASSWORD, new="a new password")
    assert done.status_code == 303
    assert await passwords.is_right("a new password", (await User.get(id=user.id)).password_hash)


async def test_a_short_password_is_refused(client: httpx.AsyncClient) -> None:
    user = await make_user()
    await sign_in(client, user)
    answer = await post(client, "/account/password", new="123456789")
    assert (answer.status_code, "At least 10 characters." in answer.text) == (422, True)
    assert (await User.get(id=user.id)).password_hash is None


async def test_a_new_password_signs_all_other_browsers_and_links_out(
    client: httpx.AsyncClient, app: Starlette
) -> None:
    user = await make_user()
    await sign_in(client, user)
    async with browser(app) as other:
        await sign_in(other, user)
        link = await links.make(user)
        await post(client, "/account/password", new="a new password")
        statuses = [
            (await client.get("/account")).status_code,
            (await other.get("/account")).status_code,
            (await client.get(f"/sign-in/{link}")).status_code,
        ]
    assert statuses == [200, 303, 410]


async def test_a_forgotten_password_is_replaced_after_a_mailed_link(
    client: httpx.AsyncClient,
) -> None:
    user = await add_user("ada@example.org", name="Ada", password=PASSWORD)
    secret = await operations.by_link(await links.make(user), device="")
    client.cookies.set("signed_in", secret, domain="testserver.local")
    done = await post(client, "/account/password", new="a new password")
    assert done.status_code == 303
    assert await passwords.is_right("a new password", (await User.get(id=user.id)).password_hash)


async def test_a_browser_is_signed_out_from_another(
    client: httpx.AsyncClient, app: Starlette
) -> None:
    user = await make_user()
    await sign_in(client, user)
    async with browser(app) as other:
        await sign_in(other, user)
        lost = await SignIn.all().order_by("-id").first()
        assert lost is not None
        answer = await post(client, f"/account/sign-ins/{lost.id}/revocation")
        statuses = [(await one.get("/account")).status_code for one in (client, other)]
    assert (answer.status_code, statuses) == (303, [200, 303])


async def test_nobody_signs_another_person_out(client: httpx.AsyncClient, app: Starlette) -> None:
    async with browser(app) as other:
        await sign_in(other, await make_user("bo@example.org"))
        strange = await SignIn.get()
        await sign_in(client, await make_user())
        answer = await post(client, f"/account/sign-ins/{strange.id}/revocation")
        assert (answer.status_code, (await other.get("/account")).status_code) == (404, 200)


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "9" * 60])
async def test_an_impossible_number_is_not_found(client: httpx.AsyncClient, number: str) -> None:
    await sign_in(client, await make_user())
    assert (await post(client, f"/account/sign-ins/{number}/revocation")).status_code == 404
    assert (await post(client, f"/account/tokens/{number}/revocation")).status_code == 404


async def test_an_address_has_one_account(database: None) -> None:
    await add_user("ada@example.org", name="Ada")
    with pytest.raises(EmailTaken):
        await add_user("ADA@example.org", name="Ada again")
    assert await User.all().values_list("email", flat=True) == ["ada@example.org"]


async def test_a_hash_is_argon2id_and_renewed_when_it_is_outdated(database: None) -> None:
    user = await add_user("ada@example.org", name="Ada")
    old = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await User.filter(id=user.id).update(password_hash=old)
    await operations.by_password("ada@example.org", PASSWORD, device="")
    kept = (await User.get(id=user.id)).password_hash or ""
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_outdated(kept)


def test_nobody_has_a_hash_that_costs_what_everybody_elses_does() -> None:
    """Else the time of a refusal tells who has an account."""
    assert not passwords.is_outdated(passwords._NOBODY)


async def test_two_new_passwords_at_once_leave_one_that_works(database: None) -> None:
    user = await make_user()
    person = Person(user_id=user.id, actor=f"user:{user.id}")
    words = ["the first password", "the second password"]
    await asyncio.gather(
        *(profile.change_password(person, present="", new=word) for word in words),
        return_exceptions=True,
    )
    kept = (await User.get(id=user.id)).password_hash
    assert sum([await passwords.is_right(word, kept) for word in words]) == 1


@pytest.mark.parametrize("name", ["\x00", "a\x00b", "tab\tin it", "x" * 201])
async def test_what_no_database_can_hold_is_said_beside_its_field(
    client: httpx.AsyncClient, name: str
) -> None:
    user = await make_user()
    await sign_in(client, user)
    answer = await post(client, "/account", name=name, language="en")
    assert (answer.status_code, 'id="e-name"' in answer.text) == (422, True)
    assert (await User.get(id=user.id)).name == "Ada"


@pytest.mark.parametrize("path", ["/events/a\x00b", "/speakers/\x01"])
async def test_an_address_that_no_database_can_hold_is_not_found(
    app: Starlette, database: None, path: str
) -> None:
    assert await status_of(app, "GET", path, headers={}) == 404


async def test_a_name_of_four_byte_characters_is_a_name(client: httpx.AsyncClient) -> None:
    user = await make_user()
    await sign_in(client, user)
    await post(client, "/account", name="𠮷野 🤖", language="zh")
    assert (await User.get(id=user.id)).name == "𠮷野 🤖"
