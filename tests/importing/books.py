"""Spreadsheets as small zips, written by hand: what real tools save, and what nobody should."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = (
    f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/>'
    '<xf numFmtId="22"/></cellXfs></styleSheet>'
)
DATE, CLOCK, INSTANT = 1, 2, 3  # styles
Written = str | tuple[float, int]  # words, or a number with its style


def book(*sheets: str, names: Sequence[str] = (), more: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook of these sheets; `more` parts stand beside them."""
    called = [*names, *(f"Sheet{n}" for n in range(len(names) + 1, len(sheets) + 1))]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(called, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{_DOCUMENT}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            {f"r{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)}
            | {"rs": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)},
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in {**parts, **(more or {})}.items():
            file.writestr(name, part)
    return packed.getvalue()


def sheet(*rows: Sequence[Written], merged: Sequence[str] = ()) -> str:
    """A worksheet with these rows of cells; an empty string is no cell."""
    lines = "".join(
        f'<row r="{n}">{"".join(_cell(cell, chr(64 + at), n) for at, cell in enumerate(row, 1))}</row>'
        for n, row in enumerate(rows, 1)
    )
    joined = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    merges = f"<mergeCells>{joined}</mergeCells>" if merged else ""
    return f"<worksheet {MAIN}><sheetData>{lines}</sheetData>{merges}</worksheet>"


def _cell(cell: Written, column: str, row: int) -> str:
    if cell == "":
        return ""
    if isinstance(cell, tuple):
        return f'<c r="{column}{row}" s="{cell[1]}"><v>{cell[0]}</v></c>'
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
