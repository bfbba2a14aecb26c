"""Signing in by password, and everything that must not let anybody in."""

import time
from datetime import timedelta

import httpx
import pytest

from events_svc import clock
from events_svc.accounts import links
from events_svc.accounts.models import AuditEntry, Role, SignIn
from events_svc.accounts.register import add_user
from tests.accounts.factories import csrf, make_organisation, make_user, sign_in

PASSWORD = "correct horse battery"


async def enter(
    client: httpx.AsyncClient, email: str, password: str, **more: str
) -> httpx.Response:
    form = {"email": email, "password": password, "csrf": await csrf(client), **more}
    return await client.post("/sign-in", data=form)


async def test_the_right_password_signs_in(client: httpx.AsyncClient) -> None:
    await add_user("ada@example.org", name="Ada", password=PASSWORD)
    answer = await enter(client, "Ada@Example.org", PASSWORD, next="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "ada@example.org" in (await client.get("/account")).text
    assert await AuditEntry.filter(action="user.signed_in").values_list("actor", flat=True) == [
        "user:1"
    ]


async def test_the_cookie_is_kept_from_scripts_and_other_sites(client: httpx.AsyncClient) -> None:
    await add_user("ada@example.org", name="Ada", password=PASSWORD)
    answer = await enter(client, "ada@example.org", PASSWORD)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("signed_in="))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert (await SignIn.get()).token_hash not in cookie


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
async def test_a_wrong_password_and_an_unknown_e_mail_read_the_same(
    client: httpx.AsyncClient, email: str
) -> None:
    await add_user("ada@example.org", name="Ada", password=PASSWORD)
    answer = await enter(client, email, "wrong")
    assert answer.status_code == 422
    assert "This e-mail and this password do not belong together." in answer.text
    assert email in answer.text
    assert "wrong</" not in answer.text
    assert await SignIn.all().count() == 0


async def test_an_unknown_e_mail_takes_as_long_as_a_wrong_password(
    client: httpx.AsyncClient,
) -> None:
    await add_user("ada@example.org", name="Ada", password=PASSWORD)
    spent = {}
    for email in ("ada@example.org", "nobody@example.org"):
        started = time.process_time()
        for _ in range(3):
            await enter(client, email, "wrong")
        spent[email] = time.process_time() - started
    assert 0.5 < spent["nobody@example.org"] / spent["ada@example.org"] < 2


async def test_a_person_without_a_password_does_not_sign_in_by_the_empty_one(
    client: httpx.AsyncClient,
) -> None:
    await add_user("ada@example.org", name="Ada")
    answers = [await enter(client, "ada@example.org", word) for word in ("", "nobody's password")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert await SignIn.all().count() == 0


async def test_an_inactive_person_does_not_sign_in(client: httpx.AsyncClient) -> None:
    user = await add_user("ada@example.org", name="Ada", password=PASSWORD)
    await sign_in(client, user)
    user.is_active = False
    await user.save(update_fields=["is_active"])
    assert (await client.get("/account")).status_code == 303
    assert (await enter(client, "ada@example.org", PASSWORD)).status_code == 422


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/\n/evil.example",
        "evil",
        "/" + "x" * 600,
    ],
)
async def test_nobody_is_sent_to_another_site(client: httpx.AsyncClient, target: str) -> None:
    await add_user("ada@example.org", name="Ada", password=PASSWORD)
    page = await client.get("/sign-in", params={"next": target})
    assert 'name="next" value=""' in page.text
    answer = await enter(client, "ada@example.org", PASSWORD, next=target)
    assert answer.headers.get("location", "/account") == "/account"


async def test_the_eleventh_try_must_wait(client: httpx.AsyncClient) -> None:
    token = await csrf(client)
    form = {"email": "ada@example.org", "password": "wrong", "csrf": token}
    statuses = [(await client.post("/sign-in", data=form)).status_code for _ in range(10)]
    refused = await client.post("/sign-in", data=form)
    assert statuses == [422] * 10
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 900


async def test_who_has_waited_may_try_again(client: httpx.AsyncClient) -> None:
    form = {"email": "ada@example.org", "password": "wrong", "csrf": await csrf(client)}
    for _ in range(11):
        await client.post("/sign-in", data=form)
    clock.shift(timedelta(minutes=15))
    assert (await client.post("/sign-in", data=form)).status_code == 422


async def test_a_sign_in_ends_after_thirty_days(client: httpx.AsyncClient) -> None:
    await add_user("ada@example.org", name="Ada", password=PASSWORD)
    await enter(client, "ada@example.org", PASSWORD)
    assert (await client.get("/account")).status_code == 200
    clock.shift(timedelta(days=30, seconds=1))
    assert (await client.get("/account")).status_code == 303


async def test_signing_out_ends_the_sign_in_on_the_server(client: httpx.AsyncClient) -> None:
    await add_user("ada@example.org", name="Ada", password=PASSWORD)
    await enter(client, "ada@example.org", PASSWORD)
    secret = client.cookies["signed_in"]
    answer = await client.post("/sign-out", data={"csrf": await csrf(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    client.cookies.set("signed_in", secret, domain="testserver.local")
    assert (await client.get("/account")).status_code == 303


async def test_a_stranger_is_sent_to_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/account")


async def test_who_is_signed_in_already_goes_on(client: httpx.AsyncClient) -> None:
    await sign_in(client, await add_user("ada@example.org", name="Ada"))
    answer = await client.get("/sign-in", params={"next": "/organiser"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/organiser")


@pytest.mark.parametrize(("role", "home"), [(None, "/account"), (Role.VIEWER, "/organiser")])
async def test_who_was_on_the_way_to_nothing_goes_to_what_there_is_for_them(
    client: httpx.AsyncClient, role: Role | None, home: str
) -> None:
    user = await make_user(role=role, organisation=await make_organisation())
    secret = await links.make(user)
    form = {"csrf": await csrf(client)}
    answer = await client.post(f"/sign-in/{secret}", data=form)
    assert answer.headers["location"] == home
    assert (await client.get("/sign-in")).headers["location"] == home
