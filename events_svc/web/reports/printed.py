"""A report's paper for PDF and workbook: plain words and shapes, which travel to the press."""

import re
from datetime import datetime

from events_svc.documents.report_facts import (
    Drawing,
    Figure,
    PrintedReport,
    Table,
    Words,
)
from events_svc.web.i18n import gettext
from events_svc.web.plots import Plot
from events_svc.web.reports import drawn
from events_svc.web.reports.grids import Cell, Grid
from events_svc.web.reports.paper import Paper, Shown

_STEP = re.compile(r"([ML])([\d.]+) ([\d.]+)(?:H([\d.]+))?")


def report(paper: Paper, *, url: str = "") -> PrintedReport:
    """The paper in the language of the request; `url` is where it can be checked."""
    return PrintedReport(
        title=paper.title,
        kind=paper.kind,
        lines=paper.lines,
        sentence=paper.sentence,
        door=paper.door,
        head=[_figure(one) for one in paper.figures],
        every=[_figure(one) for one in paper.every],
        drawings=[_drawing(plot) for plot in drawn.of_content(paper.content)],
        tables=[_table(grid) for grid in paper.grids],
        definitions=[
            (f"{name} · {label}", words, method)
            for _, label, name, words, method in paper.definitions
        ],
        proof=paper.proof,
        url=url,
        words=_words(is_frozen=bool(paper.proof)),
        at=datetime.fromisoformat(paper.content["frozen_at"]),
    )


def how_to_check() -> str:
    """How anybody checks the hash and the chain, with nothing of ours."""
    return gettext(
        "The SHA-256 is that of the file report.json, byte for byte: `sha256sum report.json`. "
        "The link is the SHA-256 of the link before and the SHA-256, written one after the other."
    )


def _words(*, is_frozen: bool) -> Words:
    return Words(
        figures=gettext("All figures"),
        definitions=gettext("What the figures mean"),
        proof=gettext("Proof"),
        how=how_to_check(),
        page=gettext("Page {number}"),
        draft="" if is_frozen else gettext("Draft: these figures are not frozen"),
        columns=[
            gettext("Figure"),
            gettext("Value"),
            gettext("Definition"),
            gettext("Method"),
            gettext("Rows"),
        ],
    )


def _figure(one: Shown) -> Figure:
    return Figure(one.name, one.value, one.label, one.more, one.method, one.rows)


def _drawing(plot: Plot) -> Drawing:
    return Drawing(
        title=plot.title,
        source=plot.source,
        width=plot.width,
        height=plot.height,
        bars=[
            (one.x, one.y, one.width, one.height, one.css)
            for one in plot.rects
            if one.width and one.height
        ],
        marks=[(one.x, one.y, one.words, one.anchor, one.line) for one in plot.ticks],
        area=_corners(plot.area),
        key=[*plot.key],
    )


def _corners(path: str) -> list[tuple[float, float]]:
    """The corners of a stepped area, out of its SVG path."""
    corners: list[tuple[float, float]] = []
    for _, x, y, across in _STEP.findall(path):
        corners.append((float(x), float(y)))
        if across:
            corners.append((float(across), float(y)))
    return corners


def _table(grid: Grid) -> Table:
    return Table(
        title=grid.title,
        head=grid.head,
        rows=[[_told(cell) for cell in row] for row in grid.rows],
        numbers=[[cell.number for cell in row] for row in grid.rows],
        numeric=grid.numeric,
    )


def _told(cell: Cell) -> str:
    states = ", ".join(words.partition(" ")[2] for _, words in cell.states)  # without the icon
    return " · ".join(part for part in (cell.text, cell.more, states) if part)
