"""The demo's second event is COSCUP as it was, where its file lies beside the project."""

from pathlib import Path

import pytest

from events_svc.accounts.models import Role
from events_svc.demo import coscup
from events_svc.demo.association import PEOPLE
from events_svc.events.models import Event
from events_svc.schedule.models import Release, Track
from tests.accounts.factories import make_user
from tests.conftest import SHARED

FILE = SHARED / "schedules" / "coscup-2023.json"


async def test_without_its_file_there_is_nothing_of_it(
    database: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(coscup, "FILE", tmp_path / "nothing.json")
    assert await coscup.hold() is None
    assert await Event.all().count() == 0


@pytest.mark.skipif(not FILE.exists(), reason="the real timetables are not here")
async def test_its_agenda_is_public_in_both_languages(database: None) -> None:
    assert coscup.FILE == FILE
    await make_user(PEOPLE[Role.OWNER][0])
    event = await coscup.hold()
    assert event is not None
    await event.refresh_from_db()
    entries = (await Release.get(event_id=event.id)).entries
    assert (event.state, len(entries)) == ("published", 352)
    assert {"zh": "主議程軌", "en": "Main Track"} in await Track.all().values_list(
        "name", flat=True
    )
