import io
from pathlib import Path

import pytest
from PIL import Image

from events_svc.documents import badge, picture, ticket
from events_svc.documents.facts import Badge, PrintedTicket
from tests.documents.reading import draw_pages, read_codes, words_of

pytestmark = pytest.mark.engineless

LONG = (
    "第十二届中国国际机器人高峰论坛暨第九届中国机器人系统集成商大会暨智能制造装备产业发展推进会" * 3
)


def make_printed(number: int = 1, **fields: str) -> PrintedTicket:
    defaults = {
        "event": "Robot Summit",
        "holder": "䶮𬭎𠮷 Ada 🤖",
        "organisation": "机电协会",
        "kind": "Standard",
        "number": f"No. {number}",
        "code": f"CODE-{number:04}",
        "note": "One person, once.",
    }
    return PrintedTicket(facts=[("Time", "9:00"), ("Place", "Wuhu")], **{**defaults, **fields})


def make_badge(number: int = 1, **fields: str) -> Badge:
    defaults = {
        "event": "Robot Summit",
        "holder": f"䶮𬭎𠮷 {number}",
        "organisation": "机电协会",
        "kind": "Standard",
        "code": f"CODE-{number:04}",
    }
    return Badge(**{**defaults, **fields})


def test_rare_characters_are_in_the_pdf_as_text(tmp_path: Path) -> None:
    (tmp_path / "ticket.pdf").write_bytes(ticket.pdf([make_printed()]))
    words = words_of(tmp_path / "ticket.pdf")
    for word in ("䶮𬭎𠮷 Ada 🤖", "机电协会", "Standard · No. 1", "Robot Summit"):
        assert word in words


def test_every_ticket_has_its_page_and_its_code(tmp_path: Path) -> None:
    (tmp_path / "tickets.pdf").write_bytes(ticket.pdf([make_printed(n) for n in (1, 2, 3)]))
    pages = draw_pages(tmp_path / "tickets.pdf")
    assert [read_codes(page) for page in pages] == [["CODE-0001"], ["CODE-0002"], ["CODE-0003"]]


def test_long_words_shrink_and_do_not_push_the_code_away(tmp_path: Path) -> None:
    long = make_printed(event=LONG, holder=LONG[:200], organisation=LONG, kind="W" * 200)
    (tmp_path / "long.pdf").write_bytes(ticket.pdf([long]))
    (page,) = draw_pages(tmp_path / "long.pdf")
    assert read_codes(page) == ["CODE-0001"]


@pytest.mark.parametrize("holder", ["A", "W" * 200, "Ada " * 50, "", "\x00", "e\u0301", "ሀለሐ"])
def test_every_name_can_be_printed(holder: str) -> None:
    printed = make_printed(holder=holder)
    assert ticket.pdf([printed]).startswith(b"%PDF")
    assert picture.png(printed).startswith(b"\x89PNG")
    assert badge.a6([make_badge(holder=holder)]).startswith(b"%PDF")
    assert badge.labels([make_badge(holder=holder)]).startswith(b"%PDF")


def test_the_picture_is_as_wide_as_a_phone_and_readable(tmp_path: Path) -> None:
    made = picture.png(make_printed(event=LONG, organisation=""))
    (tmp_path / "ticket.png").write_bytes(made)
    assert Image.open(io.BytesIO(made)).width == picture.WIDTH
    assert read_codes(tmp_path / "ticket.png") == ["CODE-0001"]


def test_a6_badges_have_a_page_each(tmp_path: Path) -> None:
    (tmp_path / "badges.pdf").write_bytes(badge.a6([make_badge(n) for n in (1, 2)]))
    pages = draw_pages(tmp_path / "badges.pdf")
    assert [read_codes(page) for page in pages] == [["CODE-0001"], ["CODE-0002"]]


def test_ten_labels_fill_a_page(tmp_path: Path) -> None:
    (tmp_path / "labels.pdf").write_bytes(badge.labels([make_badge(n) for n in range(1, 12)]))
    first, second = draw_pages(tmp_path / "labels.pdf")
    assert sorted(read_codes(first)) == [f"CODE-{n:04}" for n in range(1, 11)]
    assert read_codes(second) == ["CODE-0011"]
