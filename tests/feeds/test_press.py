"""A large agenda is written by a process of its own; what it takes does not stay with those who serve."""

import httpx
import pytest

from events_svc import press
from events_svc.feeds import exports, kept, standing
from events_svc.schedule.models import ReleaseFile
from tests.feeds.factories import released_event


async def test_a_press_writes_what_would_be_written_here(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, made = await released_event()
    monkeypatch.setattr(kept, "LARGE", 0)
    answer = await client.get("/events/summit/calendar.ics?lang=en")
    found = await standing.of(event.slug, public_url="http://testserver")
    here = exports.built(found.facts, await kept._entries(made.id), "calendar.ics", "en")
    assert (answer.headers["etag"], answer.content) == (f'"{here.etag}-gzip"', here.body())
    names = await ReleaseFile.all().values_list("name", flat=True)
    assert names == ["calendar.ics?lang=en"]


async def test_a_press_goes_home_when_nothing_is_to_do_and_comes_again() -> None:
    ours = press.Press(idle=0.05)
    assert await ours.made("events_svc.feeds.lines:escaped", "a,b") == "a\\,b"
    process = ours._process
    assert process is not None
    assert process.wait(10) == 0
    assert await ours.made("events_svc.feeds.lines:escaped", "c;d") == "c\\;d"
    ours._left()


async def test_what_a_job_raises_reaches_the_one_who_asked() -> None:
    ours = press.Press(idle=1.0)
    with pytest.raises(AttributeError):
        await ours.made("events_svc.feeds.lines:nothing")
    ours._left()
