"""Tries are counted exactly, however many come at once, and forgotten with their window."""

import asyncio
from datetime import timedelta

import pytest

from events_svc import clock
from events_svc.accounts import purge
from events_svc.accounts.errors import TooManyAttempts
from events_svc.accounts.limits import limit
from events_svc.accounts.models import Attempts, IdempotencyKey, SignIn, SignInLink
from events_svc.outbox.mail import post
from events_svc.outbox.models import Mail
from tests.accounts.factories import make_user

MINUTE = timedelta(minutes=1)


async def test_of_many_at_once_exactly_the_allowed_pass(database: None) -> None:
    tries = [limit("code:1", most=5, within=MINUTE) for _ in range(20)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(one is None for one in results) == 5
    assert sum(isinstance(one, TooManyAttempts) for one in results) == 15
    assert await Attempts.all().values_list("key", "count") == [("code:1", 20)]


async def test_keys_do_not_count_for_each_other(database: None) -> None:
    await limit("code:1", most=1, within=MINUTE)
    await limit("code:2", most=1, within=MINUTE)
    with pytest.raises(TooManyAttempts):
        await limit("code:1", most=1, within=MINUTE)


async def test_a_new_window_begins_at_nothing(database: None) -> None:
    await limit("code:1", most=1, within=MINUTE)
    with pytest.raises(TooManyAttempts) as refused:
        await limit("code:1", most=1, within=MINUTE)
    assert 1 <= refused.value.seconds <= 60
    clock.shift(MINUTE)
    await limit("code:1", most=1, within=MINUTE)


async def test_a_key_of_any_length_is_counted(database: None) -> None:
    await limit("x" * 5000, most=1, within=MINUTE)
    with pytest.raises(TooManyAttempts):
        await limit("x" * 5000, most=1, within=MINUTE)


async def test_expired_links_are_wiped_out_of_mails(database: None) -> None:
    for about in ("user:1:link", "order:1:paid"):
        await post("ada@example.org", "Subject", "https://…", language="en", about=about)
    assert await purge.purge() == 0
    clock.shift(timedelta(days=8))
    await purge.purge()
    assert await Mail.all().order_by("id").values_list("about", "body_text") == [
        ("user:1:link", ""),
        ("order:1:paid", "https://…"),
    ]


async def test_what_has_had_its_time_is_deleted(database: None) -> None:
    user, now = await make_user(), clock.now()
    for number, expires_at in enumerate((now - MINUTE, now + timedelta(days=9))):
        columns = {"user": user, "token_hash": str(number), "expires_at": expires_at}
        await SignIn.create(seen_at=now, **columns)
        await SignInLink.create(**columns)
    await limit("code:1", most=1, within=MINUTE)
    await IdempotencyKey.create(scope="x", key="1", request_hash="")
    assert await purge.purge() == 2
    clock.shift(timedelta(days=2))
    assert await purge.purge() == 2
    left = [await model.all().count() for model in (SignIn, SignInLink, Attempts, IdempotencyKey)]
    assert left == [1, 1, 0, 0]
