"""Links by mail: they sign in once, within half an hour, and nobody learns who has an account."""

import asyncio
import re
from datetime import timedelta

import aiohttp
import httpx
import pytest

from events_svc import clock
from events_svc.accounts import links, sign_in
from events_svc.accounts.errors import LinkGone
from events_svc.accounts.models import SignIn, SignInLink, User
from events_svc.accounts.register import add_user
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.jobs.accounts import HANDLERS
from events_svc.outbox.models import Job, Mail
from tests.accounts.factories import csrf, make_user


async def work_off(settings: Settings) -> None:
    """Do the jobs of accounts as the worker does."""
    async with aiohttp.ClientSession() as http:
        for job in await Job.filter(kind__startswith="accounts."):
            await HANDLERS[job.kind](Context(settings, http), job.payload)
            await job.delete()


async def asked(client: httpx.AsyncClient, email: str, target: str = "/organiser") -> str:
    """What the page says after a link was asked for."""
    form = {"email": email, "next": target, "csrf": await csrf(client)}
    answer = await client.post("/sign-in/links", data=form)
    assert answer.status_code == 200
    return re.sub("[0-9a-f]{128}", "csrf", answer.text.replace(email, "…"))


async def test_a_mailed_link_signs_in_and_leads_on(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await add_user("ada@example.org", name="Ada", language="en")
    await asked(client, "Ada@example.org")
    await work_off(settings)
    mail = await Mail.get()
    url = next(line for line in mail.body_text.splitlines() if line.startswith("http://testserver"))
    page = await client.get(url)
    assert (mail.recipient, mail.subject) == ("ada@example.org", "Your link to sign in")
    assert 'name="next" value="/organiser"' in page.text
    form = {"csrf": await csrf(client), "next": "/organiser"}
    answer = await client.post(url.partition("?")[0], data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/organiser")
    assert (await client.get("/account")).status_code == 200


async def test_looking_at_the_link_does_not_use_it_up(client: httpx.AsyncClient) -> None:
    secret = await links.make(await make_user())
    statuses = [(await client.get(f"/sign-in/{secret}")).status_code for _ in range(3)]
    assert statuses == [200, 200, 200]
    assert (await SignInLink.get()).used_at is None


async def test_known_and_unknown_addresses_get_the_same_answer(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await add_user("ada@example.org", name="Ada")
    known = await asked(client, "ada@example.org")
    unknown = await asked(client, "eve@example.org")
    assert known == unknown
    assert await Job.filter(kind="accounts.link_asked").count() == 2
    await work_off(settings)
    assert await Mail.all().values_list("recipient", flat=True) == ["ada@example.org"]


async def test_a_link_is_used_once(client: httpx.AsyncClient) -> None:
    secret = await links.make(await make_user())
    await sign_in.by_link(secret, device="")
    page = await client.get(f"/sign-in/{secret}")
    again = await client.post(f"/sign-in/{secret}", data={"csrf": await csrf(client)})
    assert (page.status_code, again.status_code) == (410, 410)
    assert "This link has been used or has expired. Ask for a new one." in again.text
    assert await SignIn.all().count() == 1


async def test_a_link_expires_after_half_an_hour(client: httpx.AsyncClient) -> None:
    secret = await links.make(await make_user())
    clock.shift(timedelta(minutes=30, seconds=1))
    answer = await client.post(f"/sign-in/{secret}", data={"csrf": await csrf(client)})
    assert answer.status_code == 410
    assert await SignIn.all().count() == 0


async def test_of_many_who_use_a_link_at_once_one_gets_in(database: None) -> None:
    secret = await links.make(await make_user())
    tries = [sign_in.by_link(secret, device=str(number)) for number in range(8)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, str) for one in results) == 1
    assert sum(isinstance(one, LinkGone) for one in results) == 7
    assert await SignIn.all().count() == 1


async def test_a_link_of_an_inactive_person_opens_nothing(database: None) -> None:
    user = await make_user()
    secret = await links.make(user)
    await User.filter(id=user.id).update(is_active=False)
    with pytest.raises(LinkGone):
        await sign_in.by_link(secret, device="")


async def test_only_the_hash_of_a_link_is_kept(database: None) -> None:
    secret = await links.make(await make_user())
    assert secret not in str(dict(await SignInLink.get()))


async def test_links_are_asked_for_ten_times_at_most(client: httpx.AsyncClient) -> None:
    form = {"email": "ada@example.org", "csrf": await csrf(client)}
    statuses = [(await client.post("/sign-in/links", data=form)).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert await Job.filter(kind="accounts.link_asked").count() == 10


@pytest.mark.parametrize(
    "email", ["", "ada", "a@b", "a b@example.org", "a@x.org,b@x.org", "你" * 300]
)
async def test_an_impossible_address_is_said_beside_its_field(
    client: httpx.AsyncClient, email: str
) -> None:
    form = {"email": email, "csrf": await csrf(client)}
    answer = await client.post("/sign-in/links", data=form)
    assert answer.status_code == 422
    assert 'id="e-link-email"' in answer.text
    assert await Job.all().count() == 0


async def test_the_mail_speaks_the_language_of_the_page(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await add_user("ada@example.org", name="艾达")
    await client.get("/sign-in?lang=zh")
    await asked(client, "ada@example.org")
    await work_off(settings)
    mail = await Mail.get()
    assert (mail.subject, mail.language) == ("您的登录链接", "zh")
