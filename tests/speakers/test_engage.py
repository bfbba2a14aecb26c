"""Nobody is in two places."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from speakers.engage import Wish, engage, engage_all, move, release
from speakers.errors import EndsBeforeStart, SpeakerBusy, SpeakerUnknown
from speakers.models import Engagement
from tests.speakers.factories import make_speaker

NINE = datetime(2026, 8, 26, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def engagements() -> list[tuple[Any, ...]]:
    columns = ("holder", "speaker_id", "starts_at", "ends_at")
    return await Engagement.all().order_by("id").values_list(*columns)


async def test_nobody_is_engaged_twice_at_a_time(database: None) -> None:
    ada = await make_speaker()
    await engage(ada.id, NINE, NINE + HOUR, holder="session:1")

    with pytest.raises(SpeakerBusy) as refused:
        await engage(ada.id, NINE + HOUR / 2, NINE + 2 * HOUR, holder="session:2")

    assert (refused.value.speaker_id, refused.value.starts_at) == (ada.id, NINE + HOUR / 2)
    assert await engagements() == [("session:1", ada.id, NINE, NINE + HOUR)]


async def test_one_engagement_may_begin_when_another_ends(database: None) -> None:
    ada = await make_speaker()
    await engage(ada.id, NINE, NINE + HOUR, holder="session:1")
    await engage(ada.id, NINE + HOUR, NINE + 2 * HOUR, holder="session:2")
    assert await Engagement.all().count() == 2


async def test_of_several_people_all_are_engaged_or_none(database: None) -> None:
    ada, grace = await make_speaker(), await make_speaker("Grace Hopper")
    await engage(grace.id, NINE, NINE + HOUR, holder="session:1")

    with pytest.raises(SpeakerBusy) as refused:
        await engage_all([Wish(who.id, NINE, NINE + HOUR, "session:2") for who in (ada, grace)])

    assert refused.value.speaker_id == grace.id
    assert await engagements() == [("session:1", grace.id, NINE, NINE + HOUR)]


async def test_a_transaction_goes_on_after_a_refusal(database: None) -> None:
    ada = await make_speaker()
    await engage(ada.id, NINE, NINE + HOUR, holder="session:1")
    async with in_transaction():
        with pytest.raises(SpeakerBusy):
            await engage(ada.id, NINE, NINE + HOUR, holder="session:2")
        await engage(ada.id, NINE + HOUR, NINE + 2 * HOUR, holder="session:2")
    assert await Engagement.filter(holder="session:2").count() == 1


async def test_everybody_of_a_holder_moves_over_their_own_old_time(database: None) -> None:
    ada, grace = await make_speaker(), await make_speaker("Grace Hopper")
    await engage_all([Wish(who.id, NINE, NINE + HOUR, "session:1") for who in (ada, grace)])
    await move("session:1", starts_at=NINE + HOUR / 2, ends_at=NINE + 2 * HOUR)
    later = (NINE + HOUR / 2, NINE + 2 * HOUR)
    assert await engagements() == [("session:1", who.id, *later) for who in (ada, grace)]


async def test_a_move_onto_another_engagement_moves_nobody(database: None) -> None:
    ada, grace = await make_speaker(), await make_speaker("Grace Hopper")
    await engage_all([Wish(who.id, NINE, NINE + HOUR, "session:1") for who in (ada, grace)])
    await engage(grace.id, NINE + HOUR, NINE + 2 * HOUR, holder="session:2")
    before = await engagements()

    with pytest.raises(SpeakerBusy):
        await move("session:1", starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR)

    assert await engagements() == before


async def test_who_is_released_is_free_again(database: None) -> None:
    ada = await make_speaker()
    await engage(ada.id, NINE, NINE + HOUR, holder="session:1")
    assert (await release("session:1"), await release("session:1")) == (1, 0)
    await engage(ada.id, NINE, NINE + HOUR, holder="session:2")
    assert await engagements() == [("session:2", ada.id, NINE, NINE + HOUR)]


async def test_of_twenty_at_once_one_gets_the_person(database: None) -> None:
    ada = await make_speaker()
    attempts = [engage(ada.id, NINE, NINE + HOUR, holder=f"session:{n}") for n in range(20)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert (
        sorted(type(result).__name__ for result in results) == ["NoneType"] + ["SpeakerBusy"] * 19
    )
    assert await Engagement.all().count() == 1


async def test_an_unknown_person_and_a_time_without_length_are_refused(database: None) -> None:
    with pytest.raises(SpeakerUnknown):
        await engage(404, NINE, NINE + HOUR, holder="session:1")
    with pytest.raises(EndsBeforeStart):
        Wish(1, NINE, NINE, "session:1")
    assert await engagements() == []
