"""Jobs of accounts: done twice they harm nobody."""

from datetime import timedelta

import aiohttp

from events_svc import clock
from events_svc.accounts.models import SignInLink
from events_svc.accounts.register import add_user
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.jobs.accounts import CLOCKS, HANDLERS
from events_svc.outbox.models import Mail
from tests.accounts.factories import make_organisation, make_user

LINK = {"email": "ada@example.org", "language": "en", "target": "/account"}


async def test_a_link_that_is_mailed_twice_leaves_two_that_work(
    database: None, settings: Settings
) -> None:
    await add_user("ada@example.org", name="Ada")
    async with aiohttp.ClientSession() as http:
        for _ in range(2):
            await HANDLERS["accounts.link_asked"](Context(settings, http), LINK)
    assert (await Mail.all().count(), await SignInLink.filter(used_at=None).count()) == (2, 2)


async def test_a_link_leads_to_the_whole_address_that_was_asked_for(
    database: None, settings: Settings
) -> None:
    await add_user("ada@example.org", name="Ada")
    async with aiohttp.ClientSession() as http:
        await HANDLERS["accounts.link_asked"](
            Context(settings, http), {**LINK, "target": "/organiser?state=paid&page=2"}
        )
    assert "?next=/organiser%3Fstate%3Dpaid%26page%3D2\n" in (await Mail.get()).body_text


async def test_an_invitation_is_in_the_language_of_its_reader(
    database: None, settings: Settings
) -> None:
    organisation, user = await make_organisation(), await make_user("bo@example.org")
    user.language = "zh"
    await user.save(update_fields=["language"])
    payload = {
        "user_id": user.id,
        "organisation_id": organisation.id,
        "event_id": None,
        "role": "door",
    }
    async with aiohttp.ClientSession() as http:
        await HANDLERS["accounts.invited"](Context(settings, http), payload)
    mail = await Mail.get()
    assert (mail.subject, mail.about) == (
        "您已加入“机构 cameta”团队",
        f"user:{user.id}:invitation",
    )
    assert "您已成为“机构 cameta”的签到员" in mail.body_text


async def test_the_clock_deletes_expired_links(database: None, settings: Settings) -> None:
    user = await make_user()
    await SignInLink.create(
        user=user, token_hash="x", expires_at=clock.now() - timedelta(minutes=1)
    )
    (one,) = CLOCKS
    async with aiohttp.ClientSession() as http:
        await one.run(Context(settings, http))
    assert await SignInLink.all().count() == 0
