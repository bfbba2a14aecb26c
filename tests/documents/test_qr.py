import io
from pathlib import Path

from lxml import etree
from PIL import Image

from events_svc.documents import qr
from tests.documents.reading import read_codes

TEXT = "HTTPS://EXAMPLE.ORG/GATE/42"


def test_svg_and_png_show_the_same_modules() -> None:
    svg = etree.fromstring(qr.svg(TEXT))
    picture = Image.open(io.BytesIO(qr.png(TEXT, module=1)))
    size = len(qr.matrix(TEXT)) + 2 * qr.QUIET
    assert svg.get("viewBox") == f"0 0 {size} {size}"
    assert picture.size == (size, size)
    dark = {(x, y) for y in range(size) for x in range(size) if not picture.getpixel((x, y))}
    assert dark == {
        (x + qr.QUIET, y + qr.QUIET)
        for y, row in enumerate(qr.matrix(TEXT))
        for x, is_dark in enumerate(row)
        if is_dark
    }


def test_the_runs_of_a_row_cover_its_dark_modules() -> None:
    row = [True, True, False, True, False, False, True, True, True]
    assert qr.runs(row) == [(0, 2), (3, 1), (6, 3)]


def test_a_png_is_read_by_a_scanner(tmp_path: Path) -> None:
    for mask in (None, qr.ANY_MASK):
        qr.image(TEXT, mask=mask).save(tmp_path / "code.png")
        assert read_codes(tmp_path / "code.png") == [TEXT]


def test_the_title_is_escaped_and_needs_no_inline_style() -> None:
    svg = qr.svg(TEXT, title='"<b>')
    assert 'role="img" aria-label="&#34;&lt;b&gt;"' in svg
    assert "style" not in svg
    assert 'aria-hidden="true"' in qr.svg(TEXT)
