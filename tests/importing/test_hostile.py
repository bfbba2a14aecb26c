"""Files that mean no good: a clear line, nothing stored, memory bounded; small ones and large ones."""

import asyncio
import sys
import zipfile
from datetime import date
from io import BytesIO

import pytest

from events_svc.schedule.importing import dialects, gather, understand
from events_svc.schedule.importing.errors import FileRefused
from events_svc.schedule.importing.xml import MOST_BYTES
from tests.importing.books import MAIN, book, sheet

pytestmark = pytest.mark.engineless

ROW = ["2026-08-26 09:00-10:00", "Talk"]
GOOD = sheet(["time", "topic"], ROW)


def zipped(**parts: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return packed.getvalue()


def cell_at(reference: str, row: int = 1) -> str:
    cell = f'<c r="{reference}" t="inlineStr"><is><t>x</t></is></c>'
    return f'<worksheet {MAIN}><sheetData><row r="{row}">{cell}</row></sheetData></worksheet>'


def twice(name: str) -> bytes:
    packed = BytesIO(book(GOOD))
    with zipfile.ZipFile(packed, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr(name, "other")
    return packed.getvalue()


BOOKS = {
    "bomb": (book(GOOD, more={"xl/media/a.bin": b"\0" * 3_000_000}), "too large when unpacked"),
    "sheet": (book(GOOD[:-30] + " " * 3_000_000 + GOOD[-30:]), "too large when unpacked"),
    "up": (book(GOOD, more={"../../etc/passwd": b"x"}), "a part “../../etc/passwd”."),
    "root": (book(GOOD, more={"/etc/passwd": b"x"}), "a part “/etc/passwd”."),
    "twice": (twice("xl/workbook.xml"), "holds the same part twice"),
    "sheets": (book(*[GOOD] * 200), "too many sheets or parts"),
    "far row": (book(cell_at("A1048576", 1048576)), "more than 20000 rows"),
    "far column": (book(cell_at("XFD1")), "more than 200 columns"),
    "rows": (
        book(f"<worksheet {MAIN}><sheetData>{'<row/>' * 400_000}</sheetData></worksheet>"),
        "too large when unpacked",
    ),
    "entities": (
        book(f'<!DOCTYPE x [<!ENTITY a "{"b" * 99}">]>' + GOOD.replace("Talk", "&a;")),
        "",
    ),
    "cut": (book(GOOD)[:-100], "no spreadsheet"),
    "empty": (zipped(**{"a.txt": b"Hello"}), "no spreadsheet"),
    "head": (b"PK\x03\x04" + b"\xff" * 200, "no spreadsheet"),
}


@pytest.mark.parametrize("name", BOOKS)
def test_tricks_of_spreadsheets_are_refused(name: str) -> None:
    raw, words = BOOKS[name]
    with pytest.raises(FileRefused) as caught:
        dialects.read(raw, timezone="UTC")
    assert words in str(caught.value)


def test_formulas_give_the_values_that_were_saved_and_links_are_not_followed() -> None:
    formula = '<f>WEBSERVICE("http://127.0.0.1:1/")</f><v>Saved</v>'
    cell = f'<c r="B2" t="str">{formula}</c>'
    raw = book(
        GOOD.replace('<c r="B2" t="inlineStr"><is><t>Talk</t></is></c>', cell),
        more={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
    )
    (session,) = dialects.read(raw, timezone="UTC").sessions
    assert session.title == {"en": "Saved"}


def test_a_hidden_sheet_is_not_read() -> None:
    raw = book(GOOD, sheet(["time", "topic"], ["2026-08-27 09:00-10:00", "Hidden"]))
    packed = BytesIO(raw)
    with zipfile.ZipFile(packed) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    hidden = parts["xl/workbook.xml"].replace(b'sheetId="2"', b'sheetId="2" state="hidden"')
    found = dialects.read(zipped(**{**parts, "xl/workbook.xml": hidden}), timezone="UTC")
    assert [one.title for one in found.sessions] == [{"en": "Talk"}]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b" " * (MOST_BYTES + 1), "The file is larger than 50 MB."),
        (b"time,topic\n" + b"9:00,A\n" * 100_001, "The file has too many lines."),
        (b'"' + b"x" * 300_000, "line 1: The line cannot be read: field larger"),
        (b"time,topic\n9:00,A\0", "line 2: This is no text."),
        ("时间,主题\n9:00,机".encode()[:-1], "line 2: This is no UTF-8."),
        (b"\xff\xfe\x00", "This is no text."),
    ],
)
def test_texts_without_measure_are_refused(raw: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as caught:
        dialects.read(raw, timezone="UTC", day=date(2026, 8, 26))
    assert words in str(caught.value)


def test_the_same_row_again_and_again_is_one_session_and_a_bounded_number_of_lines() -> None:
    raw = b"time,topic\n" + b"2026-08-26 9:00-10:00,A\n" * 300
    found = dialects.read(raw, timezone="UTC")
    assert (len(found.sessions), len(found.odd)) == (1, 200)


def test_more_sessions_than_any_conference_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST_SESSIONS", 50)
    rows = "".join(f"2026-08-26 9:00-10:00,Talk {n}\n" for n in range(51))
    with pytest.raises(FileRefused) as caught:
        dialects.read(f"time,topic\n{rows}".encode(), timezone="UTC")
    assert str(caught.value) == "The file has more than 50 events."


async def test_a_large_file_is_read_elsewhere_and_comes_back_whole() -> None:
    rows = "".join(f"2026-08-26 9:00-10:00,Talk {n},{'x' * 300}\n" for n in range(900))
    raw = f"time,topic,abstract\n{rows}".encode()
    found = await understand.understood(raw, timezone="UTC")
    assert found == dialects.read(raw, timezone="UTC")


async def test_a_refusal_comes_back_with_its_places() -> None:
    raw = book(sheet(["time", "topic"], ["soon", "Talk"]), names=["Plan"])
    with pytest.raises(FileRefused) as caught:
        await understand.understood(raw, timezone="UTC")
    assert str(caught.value) == "sheet “Plan”, line 2: The time “soon” cannot be read."


async def test_what_dies_while_reading_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understand, "_ROOM", "tests.importing.dying")
    with pytest.raises(FileRefused) as caught:
        await understand.understood(book(GOOD), timezone="UTC")
    assert str(caught.value) == "The file takes too long to read, or too much memory."


PEAK = r"""
import re, sys
from events_svc.schedule.importing import reading_room
sys.stdin = open(sys.argv[1], "rb")
sys.stdin.buffer = sys.stdin
try:
    reading_room.main()
finally:
    kilobytes = re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]
    print(int(kilobytes) // 1024, file=sys.stderr)
"""


async def test_the_worst_that_is_allowed_takes_a_bounded_amount_of_memory(tmp_path) -> None:  # type: ignore[no-untyped-def]  # a fixture
    path = tmp_path / "worst"
    worst = (
        b'{"schedule": {"conference": {"days": [' + b"{}," * 490_000 + b'{"a":"' + b"x" * 20_000_000
    )
    path.write_bytes(b'{"timezone": "UTC", "day": null}\n' + worst + b'"}]}}}')
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PEAK, str(path), stdout=-1, stderr=-1
    )
    said, peak = await process.communicate()
    assert b"The file has no events." in said
    assert int(peak) < 250  # MB
