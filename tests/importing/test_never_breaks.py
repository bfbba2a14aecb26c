"""Whatever is done to a file, it is a timetable or a refusal: never anything else."""

import random
from datetime import date

import msgspec
import pytest

from events_svc.schedule.importing import dialects
from events_svc.schedule.importing.errors import FileRefused
from events_svc.schedule.importing.timetable import Timetable
from tests.importing.test_dialects import FILES
from tests.importing.test_table import AGENDA

PIECES = [
    b'"',
    b"<",
    b"{",
    b"]",
    b",",
    b"\n",
    b"\0",
    b"\xe6\x9c",
    b"9" * 40,
    b"null",
    b"NaN",
    b"\\ud800",
]
PIECES += [
    b"COUNT=999999",
    b"9999-12-31",
    b"00010101T000000",
    b"25:99",
    b"{value}",
    "第二天".encode(),
]
KINDS = {**FILES, "agenda": AGENDA.encode(), "gb18030": AGENDA.encode("gb18030")}


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """The file with some bytes lost, some doubled, some put in."""
    octets = bytearray(raw)
    for _ in range(chance.randint(1, 5)):
        at, other = chance.randrange(len(octets) + 1), chance.randrange(len(octets) or 1)
        match chance.randrange(3):
            case 0:
                del octets[at : at + 8]
            case 1:
                octets[at:at] = octets[other : other + 40]
            case _:
                octets[at:at] = chance.choice(PIECES)
    return bytes(octets)


def understood(raw: bytes) -> Timetable:
    """What is left of it; a refusal, which can be said, is an empty timetable."""
    try:
        return dialects.read(raw, timezone="Asia/Shanghai", day=date(2026, 8, 26))
    except FileRefused as error:
        return Timetable("refused", {}, "; ".join(map(str, error.problems)), "UTC")


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_a_timetable_or_a_refusal(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(60):
        found = understood(damaged(KINDS[kind], chance))
        assert found.sessions or found.venue
        assert all(one.starts_at < one.ends_at and one.title for one in found.sessions)
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Timetable) == found
