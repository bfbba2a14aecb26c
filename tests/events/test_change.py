from datetime import timedelta

import pytest

from events_svc.accounts.models import AuditEntry
from events_svc.events.change import change, change_series
from events_svc.events.create import create_series
from events_svc.events.errors import (
    AddressFixed,
    EndsBeforeStart,
    EventCancelled,
    PartOfItself,
    SlugTaken,
)
from events_svc.events.models import Event, EventState, Series
from tests.events.factories import make_event


async def test_an_event_says_what_it_was_told(database: None) -> None:
    event = await make_event()
    changed = await change(event, {"title": {"en": "Forum"}, "edition": 12})
    assert (changed.title, changed.edition) == ({"en": "Forum"}, 12)
    [entry] = await AuditEntry.all()
    assert (entry.action, entry.detail) == ("event.changed", {"columns": ["edition", "title"]})


async def test_what_does_not_differ_leaves_no_trace(database: None) -> None:
    event = await make_event()
    await change(event, {"title": dict(event.title), "starts_at": event.starts_at})
    assert await AuditEntry.all().count() == 0


async def test_the_address_of_a_public_event_is_fixed(database: None) -> None:
    event = await make_event()
    with pytest.raises(AddressFixed):
        await change(event, {"slug": "other", "edition": 3})
    kept = await Event.get(id=event.id)
    assert (kept.slug, kept.edition) == ("summit", None)


async def test_a_draft_moves_to_a_free_address_only(database: None) -> None:
    event = await make_event(state=EventState.DRAFT)
    await make_event("taken", organisation=event.organisation)
    with pytest.raises(SlugTaken):
        await change(event, {"slug": "taken"})
    with pytest.raises(SlugTaken):
        await change(event, {"slug": "new"})
    assert (await change(event, {"slug": "free"})).slug == "free"


async def test_a_cancelled_event_does_not_change(database: None) -> None:
    event = await make_event(state=EventState.CANCELLED)
    with pytest.raises(EventCancelled):
        await change(event, {"title": {"en": "Again"}})
    assert (await Event.get(id=event.id)).title == event.title


async def test_one_end_alone_must_still_follow_the_start(database: None) -> None:
    event = await make_event()
    with pytest.raises(EndsBeforeStart):
        await change(event, {"ends_at": event.starts_at - timedelta(hours=1)})
    with pytest.raises(EndsBeforeStart):
        await change(event, {"starts_at": event.ends_at})
    assert (await Event.get(id=event.id)).ends_at == event.ends_at


async def test_an_event_is_no_part_of_its_parts(database: None) -> None:
    whole = await make_event()
    part = await make_event("part", organisation=whole.organisation, parent=whole)
    grandchild = await make_event("deep", organisation=whole.organisation, parent=part)
    for parent in (whole, part, grandchild):
        with pytest.raises(PartOfItself):
            await change(whole, {"parent_id": parent.id})
    assert (await Event.get(id=whole.id)).parent_id is None


async def test_a_series_says_what_it_was_told(database: None) -> None:
    event = await make_event()
    series = await create_series(event.organisation, {"en": "Summit"})
    await change_series(series, {"name": {"zh": "峰会"}})
    assert (await Series.get(id=series.id)).name == {"zh": "峰会"}
