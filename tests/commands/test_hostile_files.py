"""`import schedule` with files that mean no good: one clear line, nothing stored, no memory to speak of."""

import tracemalloc
from argparse import Namespace
from pathlib import Path

import pytest

from events_svc.commands.errors import CommandFailed
from events_svc.commands.import_schedule import _read, bring_in
from events_svc.schedule.importing.xml import MOST_BYTES, MOST_ELEMENTS
from events_svc.schedule.models import Session
from tests.events.factories import make_event

BOMB = '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
FILES = {
    "bomb": BOMB.encode() + b"]><schedule>&i;</schedule>",
    "file": b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule>&x;</schedule>',
    "network": b'<!DOCTYPE s SYSTEM "http://127.0.0.1:1/x.dtd"><schedule/>',
    "elements": b"<schedule>" + b"<a/>" * (2 * MOST_ELEMENTS) + b"</schedule>",
    "gb18030": '<?xml version="1.0" encoding="utf-8"?><schedule>机</schedule>'.encode("gb18030"),
    "utf-16 without a mark": '<?xml version="1.0"?><schedule/>'.encode("utf-16-be"),
}


def importing(path: Path) -> Namespace:
    return Namespace(file=str(path), event="summit", dry_run=False)


@pytest.mark.parametrize("name", FILES)
async def test_a_hostile_file_is_one_line_and_stores_nothing(database: None, name: str) -> None:
    await make_event()
    tracemalloc.start()
    with pytest.raises(CommandFailed) as failed:
        await bring_in(FILES[name], importing(Path(name)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    line = str(failed.value).splitlines()[0]
    assert line.startswith("nothing was imported, the file is wrong: ")
    assert ("root:" in line, most < 50 * 1024 * 1024) == (False, True)
    assert await Session.all().count() == 0


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(CommandFailed) as failed:
        _read(Path("/dev/zero"))
    assert str(failed.value) == "/dev/zero is larger than 50 MB"


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES)
    assert len(_read(path)) == MOST_BYTES
    with path.open("ab") as file:
        file.write(b"x")
    with pytest.raises(CommandFailed):
        _read(path)
