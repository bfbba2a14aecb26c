import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from events_svc.badges.layout import Fold, Kind, Layout, Part
from events_svc.badges.presets import PRESETS
from events_svc.documents import badge, badge_logo, badge_picture, picture, ticket
from events_svc.documents.facts import Badge, Badges, PrintedTicket
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


def of(preset: str, *badges: Badge, **columns: object) -> Badges:
    return Badges(msgspec.structs.replace(PRESETS[preset], **columns), badges)


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
    assert badge.pdf(of("a6", make_badge(holder=holder))).startswith(b"%PDF")
    assert badge_picture.png(of("label", make_badge(holder=holder))).startswith(b"\x89PNG")


def test_the_picture_is_as_wide_as_a_phone_and_readable(tmp_path: Path) -> None:
    made = picture.png(make_printed(event=LONG, organisation=""))
    (tmp_path / "ticket.png").write_bytes(made)
    assert Image.open(io.BytesIO(made)).width == picture.WIDTH
    assert read_codes(tmp_path / "ticket.png") == ["CODE-0001"]


def test_a6_badges_have_a_page_each(tmp_path: Path) -> None:
    (tmp_path / "badges.pdf").write_bytes(badge.pdf(of("a6", *map(make_badge, (1, 2)))))
    pages = draw_pages(tmp_path / "badges.pdf")
    assert [read_codes(page) for page in pages] == [["CODE-0001"], ["CODE-0002"]]


def test_ten_labels_fill_a_page(tmp_path: Path) -> None:
    (tmp_path / "labels.pdf").write_bytes(badge.pdf(of("label", *map(make_badge, range(1, 12)))))
    first, second = draw_pages(tmp_path / "labels.pdf")
    assert sorted(read_codes(first)) == [f"CODE-{n:04}" for n in range(1, 11)]
    assert read_codes(second) == ["CODE-0011"]


def test_rare_characters_and_an_emoji_are_on_the_badge_as_text(tmp_path: Path) -> None:
    (tmp_path / "badge.pdf").write_bytes(badge.pdf(of("a6", make_badge(holder="䶮𬭎𠮷 🤖"))))
    assert "䶮𬭎𠮷 🤖" in words_of(tmp_path / "badge.pdf")


def test_a_single_label_is_alone_on_its_page_and_asks_to_be_printed(tmp_path: Path) -> None:
    made = badge.label(of("label", make_badge(1)))
    (tmp_path / "label.pdf").write_bytes(made)
    (page,) = draw_pages(tmp_path / "label.pdf")
    assert read_codes(page) == ["CODE-0001"]
    assert b"/OpenAction <</S /Named /N /Print>>" in made
    with Image.open(page) as drawn:
        assert [round(side / 200 * 25.4) for side in drawn.size] == [90, 55]


def test_a_folded_card_says_the_same_on_both_sides(tmp_path: Path) -> None:
    part = Part(Kind.CODE, 10, 10, 40, 40)
    layout = Layout(60, 60, (part,), fold=Fold.TWICE)
    (tmp_path / "card.pdf").write_bytes(badge.pdf(Badges(layout, [make_badge(7)])))
    (page,) = draw_pages(tmp_path / "card.pdf")
    assert read_codes(page) == ["CODE-0007", "CODE-0007"]


def test_the_picture_shows_what_is_printed(tmp_path: Path) -> None:
    made = badge_picture.png(of("a6", make_badge(5), fold=Fold.LINE))
    (tmp_path / "badge.png").write_bytes(made)
    assert read_codes(tmp_path / "badge.png") == ["CODE-0005"]


def test_a_logo_is_drawn_anew_and_what_is_no_picture_is_none() -> None:
    brought = io.BytesIO()
    Image.new("RGB", (3000, 600), "#a8321f").save(brought, "JPEG")
    kept = badge_logo.png(brought.getvalue())
    with Image.open(io.BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (1200, 240))
    assert [badge_logo.png(raw) for raw in (b"", b"GIF89a", kept[:100], b"%PDF-1.4")] == [b""] * 4
    part = Part(Kind.LOGO, 5, 5, 50, 20)
    layout = Layout(60, 60, (part,))
    assert b"/Subtype /Image" in badge.pdf(Badges(layout, [make_badge()], kept))
    assert badge_picture.png(Badges(layout, [make_badge()], kept)).startswith(b"\x89PNG")
