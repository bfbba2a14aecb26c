"""Another e-mail address: by a link to the new one, told to the old one."""

import asyncio
import re
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.accounts import email_change, links
from events_svc.accounts.errors import EmailTaken, LinkGone
from events_svc.accounts.models import EmailChange, User
from events_svc.accounts.purge import purge
from events_svc.accounts.register import add_user
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.jobs.accounts import HANDLERS
from events_svc.outbox.models import Job, Mail
from tests.accounts.factories import csrf, make_user, sign_in
from tests.conftest import browser

PASSWORD = "correct horse battery"
NEW = "new@example.org"


async def work(settings: Settings) -> None:
    """Do the jobs of accounts that wait."""
    for job in await Job.exclude(kind="mail.send").order_by("id"):
        await HANDLERS[job.kind](Context(settings, None), job.payload)  # type: ignore[arg-type]  # this handler fetches nothing
        await job.delete()


async def ask(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    return await client.post("/account/email", data={**form, "csrf": await csrf(client)})


async def emails() -> list[str]:
    return [user.email for user in await User.all().order_by("id")]


async def test_the_new_address_is_confirmed_and_the_old_one_told(
    client: httpx.AsyncClient, app: Starlette, settings: Settings
) -> None:
    user = await make_user()
    await sign_in(client, user)
    old_link = await links.make(user)
    assert "a link is on its way there" in (await ask(client, email="New@example.org")).text
    await work(settings)
    mail = await Mail.get()
    (path,) = re.findall(r"http://testserver(/account/email/\S+)", mail.body_text)
    async with browser(app) as elsewhere:
        assert NEW in (await elsewhere.get(path)).text
        assert await emails() == ["ada@example.org"]
        await elsewhere.post(path, data={"csrf": await csrf(elsewhere)})
        again = await elsewhere.get(path)
        stale = await elsewhere.get(f"/sign-in/{old_link}")
    await work(settings)
    told = await Mail.all().order_by("id").values_list("recipient", "subject")
    assert told == [
        (NEW, "Your new e-mail address"),
        ("ada@example.org", "Your e-mail address was changed"),
    ]
    assert (await emails(), again.status_code, stale.status_code) == ([NEW], 410, 410)
    assert NEW in (await client.get("/account")).text


async def test_the_present_password_is_asked_for(client: httpx.AsyncClient) -> None:
    user = await add_user("ada@example.org", name="Ada", password=PASSWORD)
    await sign_in(client, user)
    refused = await ask(client, email=NEW, email_present="wrong")
    assert (refused.status_code, 'id="e-email_present"' in refused.text) == (422, True)
    assert await Job.all().count() == 0
    assert (await ask(client, email=NEW, email_present=PASSWORD)).status_code == 200
    assert await Job.all().values_list("kind", flat=True) == ["accounts.email_asked"]


async def test_what_is_no_address_is_said_beside_the_field(client: httpx.AsyncClient) -> None:
    await sign_in(client, await make_user())
    refused = await ask(client, email="nowhere")
    assert (refused.status_code, 'id="e-email"' in refused.text) == (422, True)


async def test_an_address_of_another_gets_no_mail_and_the_answer_does_not_say_so(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await make_user(NEW)
    await sign_in(client, await make_user())
    assert "a link is on its way there" in (await ask(client, email=NEW)).text
    await work(settings)
    assert (await Mail.all().count(), await EmailChange.all().count()) == (0, 0)


async def test_of_two_who_want_an_address_one_gets_it(database: None) -> None:
    people = [await make_user(f"{name}@example.org") for name in ("ada", "bo")]
    secrets = [await email_change.make(person, NEW) for person in people]
    outcomes = await asyncio.gather(
        *(email_change.confirm(one) for one in secrets), return_exceptions=True
    )
    assert sorted(type(one) for one in outcomes if one) == [EmailTaken]
    assert sorted(await emails())[1:] == [NEW]


async def test_a_link_is_good_for_a_day_and_for_one_use(database: None) -> None:
    user = await make_user()
    secret = await email_change.make(user, NEW)
    other = await email_change.make(user, "other@example.org")
    outcomes = await asyncio.gather(
        *(email_change.confirm(secret) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, LinkGone) for one in outcomes) == 4
    with pytest.raises(LinkGone):
        await email_change.confirm(other)
    late = await email_change.make(user, "late@example.org")
    clock.shift(timedelta(days=1, seconds=1))
    with pytest.raises(LinkGone):
        await email_change.asked(late)
    await purge()
    assert (await EmailChange.all().count(), await emails()) == (0, [NEW])
