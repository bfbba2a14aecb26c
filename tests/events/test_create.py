import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from events_svc.accounts.models import AuditEntry
from events_svc.events.create import create, create_series
from events_svc.events.errors import EditionTaken, EndsBeforeStart, SlugTaken
from events_svc.events.models import Event, EventState, Kind, Party, PartyRole, Series
from tests.accounts.factories import make_organisation

NINE = datetime(2026, 8, 26, 9, tzinfo=UTC)


def columns(**given: Any) -> dict[str, Any]:
    return {
        "title": {"zh": "机器人峰会", "en": "Robot Summit"},
        "kind": Kind.SUMMIT,
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=8),
        **given,
    }


async def test_a_new_event_is_a_draft_hosted_by_its_organisation(database: None) -> None:
    organisation = await make_organisation()

    event = await create(organisation, columns())

    assert (event.slug, event.state) == ("robot-summit", EventState.DRAFT)
    parties = await Party.all().values_list("event_id", "organisation_id", "role", "position")
    assert parties == [(event.id, organisation.id, PartyRole.HOST, 0)]


async def test_what_was_made_stands_in_the_log(database: None) -> None:
    event = await create(await make_organisation(), columns())
    entries = await AuditEntry.all().values_list("action", "subject", "event_id")
    assert entries == [("event.created", f"event:{event.id}", event.id)]


async def test_two_events_of_one_name_get_two_addresses(database: None) -> None:
    organisation = await make_organisation()
    slugs = [(await create(organisation, columns())).slug for _ in range(3)]
    assert slugs == ["robot-summit", "robot-summit-2", "robot-summit-3"]


async def test_a_chinese_event_is_named_after_its_kind_and_year(database: None) -> None:
    event = await create(
        await make_organisation(), columns(title={"zh": "论坛"}, kind=Kind.PRESS_CONFERENCE)
    )
    assert event.slug == "press-conference-2026"


async def test_a_taken_address_is_refused_and_nothing_is_made(database: None) -> None:
    organisation = await make_organisation()
    await create(organisation, columns(slug="summit"))
    with pytest.raises(SlugTaken) as refused:
        await create(organisation, columns(slug="summit"))
    assert refused.value.slug == "summit"
    assert (await Event.all().count(), await Party.all().count()) == (1, 1)


async def test_an_edition_stands_once_in_its_series(database: None) -> None:
    organisation = await make_organisation()
    series = await create_series(organisation, {"en": "Summit"})
    await create(organisation, columns(series_id=series.id, edition=12))
    with pytest.raises(EditionTaken):
        await create(organisation, columns(series_id=series.id, edition=12))
    assert await Event.all().count() == 1


async def test_an_end_before_the_start_is_refused(database: None) -> None:
    with pytest.raises(EndsBeforeStart):
        await create(await make_organisation(), columns(ends_at=NINE))
    assert await Event.all().count() == 0


async def test_instants_are_kept_whatever_zone_they_come_in(database: None) -> None:
    shanghai = timezone(timedelta(hours=8))
    event = await create(
        await make_organisation(), columns(starts_at=datetime(2026, 8, 26, 9, tzinfo=shanghai))
    )
    assert (await Event.get(id=event.id)).starts_at == datetime(2026, 8, 26, 1, tzinfo=UTC)


async def test_of_ten_with_one_address_one_is_made(database: None) -> None:
    organisation = await make_organisation()
    attempts = [create(organisation, columns(slug="summit")) for _ in range(10)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(r).__name__ for r in results) == ["Event"] + ["SlugTaken"] * 9
    assert await Event.all().count() == 1


async def test_a_series_gets_a_free_address(database: None) -> None:
    organisation = await make_organisation()
    for _ in range(2):
        await create_series(organisation, {"zh": "峰会", "en": "Summit"})
    assert await Series.all().order_by("id").values_list("slug", flat=True) == [
        "summit",
        "summit-2",
    ]


async def test_a_series_does_not_take_the_address_of_another(database: None) -> None:
    organisation = await make_organisation()
    await create_series(organisation, {"en": "Summit"})
    with pytest.raises(SlugTaken):
        await create_series(organisation, {"en": "Other"}, slug="summit")
    assert await Series.all().count() == 1
