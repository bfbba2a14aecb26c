"""Somebody's calendar program (khal) is given the feed before and after a release."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import icalendar
import pytest
from click.testing import CliRunner
from khal.cli import main_khal

from events_svc.schedule.release import release
from events_svc.web.feeds import warm
from tests.feeds.factories import THREE, bring_in, event_xml, released_event

icalendar.use_zoneinfo()  # khal takes pytz for the whole process as soon as it is imported

CONFIG = """
[calendars]
[[summit]]
path = {folder}/summit
[locale]
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = summit
[sqlite]
path = {folder}/khal.db
"""


@pytest.fixture
def as_khal_wants_it() -> Iterator[None]:
    """Its own provider of time zones, for this test alone."""
    icalendar.use_pytz()
    yield
    icalendar.use_zoneinfo()


class Khal:
    """The program with a calendar of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "summit").mkdir()
        self.config = folder / "config"
        self.config.write_text(CONFIG.format(folder=folder))

    def take(self, feed: bytes) -> None:
        path = self.folder / "feed.ics"
        path.write_bytes(feed)
        self._run("import", "--batch", str(path))

    def day(self) -> list[str]:
        line = "{start-time} {end-time} {title}|{cancelled}"
        return self._run("list", "--day-format", "", "--format", line, "2026-08-26", "1d")

    def _run(self, *arguments: str) -> list[str]:
        done = CliRunner().invoke(main_khal, ["-c", str(self.config), *arguments])
        assert done.exit_code == 0, (done.output, done.exception)
        return [line for line in done.output.splitlines() if line.strip()]


async def test_a_moved_session_is_at_its_new_time_and_a_removed_one_is_cancelled(
    client: httpx.AsyncClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    as_khal_wants_it: None,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    khal, address = Khal(tmp_path), "/events/summit/calendar.ics?lang=en"
    event, _ = await released_event()
    khal.take((await client.get(address)).content)
    assert khal.day() == ["09:00 09:30 Opening|", "10:00 10:30 机器人与人|", "11:00 11:30 Closing|"]
    moved = event_xml("Opening", at="2026-08-26T10:40:00+08:00", people=["Ada", "Grace"])
    await bring_in(event, moved, THREE[1])
    await release(event, {})
    warm.forget()
    khal.take((await client.get(address)).content)
    assert khal.day() == [
        *("10:00 10:30 机器人与人|", "10:40 11:10 Opening|"),
        "11:00 11:30 Cancelled: Closing|CANCELLED ",
    ]
