"""`import schedule` and `export schedule`: one clear line when it fails, the difference when it works."""

from argparse import Namespace
from pathlib import Path

import pytest

from events_svc.__main__ import FORMATS
from events_svc.commands import export_schedule, import_schedule
from events_svc.commands.errors import CommandFailed
from events_svc.config import Settings
from events_svc.schedule.importing import schedule_xml
from events_svc.schedule.models import Session
from tests.events.factories import make_event
from tests.feeds.factories import THREE, event_xml, released_event, schedule_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedule.xml"
    path.write_bytes(schedule_of(*THREE, event_xml("Also", at="2026-08-26T09:15:00+08:00")))
    return path


def importing(file: Path, **more: object) -> Namespace:
    return Namespace(
        **{"file": str(file), "event": "summit", "dry_run": False, "take_dates": False, **more}
    )


def exporting(name: str, output: Path | None = None) -> Namespace:
    return Namespace(event="summit", format=name, lang="en", output=output and str(output))


async def test_a_file_is_imported_and_the_difference_is_said(
    database: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await make_event()
    await import_schedule.bring_in(file.read_bytes(), importing(file))
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "        new  Opening",
        "        new  机器人与人",
        "        new  Closing",
        "        new  Also",
        "taken twice  line 1, event 1: room “Hall” is taken twice, 2026-08-26 01:15 UTC: “Also”",
        "4 new, 0 moved, 0 changed, 0 cancelled, 0 unchanged, 1 taken twice",
    ]
    assert "4 sessions" in told.err


async def test_a_dry_run_changes_nothing(
    database: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await make_event()
    await import_schedule.bring_in(file.read_bytes(), importing(file, dry_run=True))
    assert capsys.readouterr().out.endswith(
        "4 new, 0 moved, 0 changed, 0 cancelled, 0 unchanged, 1 taken twice\n"
    )
    assert await Session.all().count() == 0


async def test_the_event_takes_the_file_s_dates_when_asked(
    database: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = await make_event()
    await import_schedule.bring_in(file.read_bytes(), importing(file))
    assert "4 of 4 sessions are not within the event's dates" in capsys.readouterr().err
    await import_schedule.bring_in(file.read_bytes(), importing(file, take_dates=True))
    await event.refresh_from_db()
    assert (str(event.starts_at), str(event.ends_at)) == (
        "2026-08-26 01:00:00+00:00",
        "2026-08-26 03:30:00+00:00",
    )


async def test_a_second_import_says_what_became_different_field_by_field(
    database: None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await make_event()
    await import_schedule.bring_in(schedule_of(THREE[0]), importing(file))
    later = event_xml("Opening", at="2026-08-26T09:30:00+08:00", room="Garden", people=["Ada"])
    capsys.readouterr()
    await import_schedule.bring_in(schedule_of(later), importing(file, dry_run=True))
    assert capsys.readouterr().out.splitlines()[0] == (
        "      moved  Opening; room: Hall → Garden; people: Ada, Grace → Ada;"
        " starts_at: 2026-08-26 01:00:00+00:00 → 2026-08-26 01:30:00+00:00;"
        " ends_at: 2026-08-26 01:30:00+00:00 → 2026-08-26 02:00:00+00:00"
    )


async def test_a_wrong_file_says_where_and_imports_nothing(database: None, file: Path) -> None:
    await make_event()
    file.write_bytes(schedule_of(*THREE, event_xml("Never", at="never, or never")))
    with pytest.raises(CommandFailed, match="line 1, event 1: The date “never, or never”"):
        await import_schedule.bring_in(file.read_bytes(), importing(file))
    assert await Session.all().count() == 0


async def test_unknown_files_and_events_are_named(
    database: None, settings: Settings, file: Path, tmp_path: Path
) -> None:
    with pytest.raises(CommandFailed, match="there is no event “summit”"):
        await import_schedule.bring_in(file.read_bytes(), importing(file))
    with pytest.raises(CommandFailed, match="cannot be read: No such file"):
        await import_schedule.run(settings, importing(tmp_path / "nothing"))
    with pytest.raises(CommandFailed, match="there is no event “summit”"):
        await export_schedule.write(settings, exporting("ics"))


async def test_what_was_released_is_exported_and_comes_back_unchanged(
    database: None, settings: Settings, tmp_path: Path
) -> None:
    await released_event()
    output = tmp_path / "out.xml"
    await export_schedule.write(settings, exporting("xml", output))
    assert len(schedule_xml.read(output.read_bytes(), timezone="UTC").sessions) == 3


async def test_without_an_output_the_bytes_go_to_the_terminal(
    database: None, settings: Settings, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    await released_event()
    await export_schedule.write(settings, exporting("ics"))
    assert capfdbinary.readouterr().out.startswith(b"BEGIN:VCALENDAR\r\n")


async def test_an_agenda_that_was_never_released_is_not_exported(
    database: None, settings: Settings
) -> None:
    await make_event()
    with pytest.raises(CommandFailed, match="has not been released yet"):
        await export_schedule.write(settings, exporting("json"))


def test_every_format_can_be_asked_for() -> None:
    assert sorted(export_schedule.NAMES) == [*FORMATS]
