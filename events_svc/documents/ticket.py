"""A ticket as PDF (A5, one a page): the code large, who enters, what, when, where. Pure: words in, file out."""

from collections.abc import Sequence

from fpdf.enums import Align

from events_svc.documents.facts import PrintedTicket
from events_svc.documents.sheet import SOFT, Sheet, opened

WIDTH, HEIGHT, MARGIN = 148.0, 210.0, 14.0
_TEXT = WIDTH - 2 * MARGIN
_CODE = 78.0


def pdf(tickets: Sequence[PrintedTicket]) -> bytes:
    """The tickets as one PDF, a page each."""
    texts = [words for ticket in tickets for words in ticket.texts]
    with opened(texts, size=(WIDTH, HEIGHT)) as sheet:
        for ticket in tickets:
            sheet.page()
            _draw(sheet, ticket)
        return sheet.output()


def _draw(sheet: Sheet, ticket: PrintedTicket) -> None:
    accent = _colour(ticket.accent)
    sheet.rule(MARGIN, MARGIN, _TEXT, ink=accent)
    y = sheet.text(ticket.event, (MARGIN, MARGIN + 4, _TEXT, 19), size=18, style="B")
    y = _facts(sheet, ticket.facts, y + 3)
    top = max(y + 2, 68.0)
    sheet.rule(MARGIN, top, _TEXT)
    sheet.qr(ticket.code, (WIDTH - _CODE) / 2, top + 3, _CODE)
    y = top + _CODE + 5
    y = _centred(sheet, ticket.holder, y, height=18, size=24, style="B")
    if ticket.organisation:
        y = _centred(sheet, ticket.organisation, y, height=6, size=11)
    _centred(sheet, f"{ticket.kind} · {ticket.number}", y + 1, height=7, size=12)
    sheet.rule(MARGIN, HEIGHT - 20, _TEXT)
    sheet.text(ticket.note, (MARGIN, HEIGHT - 18, _TEXT, 9), size=8, ink=SOFT)


def _facts(sheet: Sheet, facts: Sequence[tuple[str, str]], y: float) -> float:
    for label, words in facts:
        sheet.text(label, (MARGIN, y, 18, 5), size=10, ink=SOFT)
        y = sheet.text(words, (MARGIN + 20, y, _TEXT - 20, 10), size=10) + 0.8
    return y


def _centred(
    sheet: Sheet, text: str, y: float, *, height: float, size: float, style: str = ""
) -> float:
    box = (MARGIN, y, _TEXT, height)
    return sheet.text(text, box, size=size, style=style, align=Align.C)


def _colour(accent: str) -> tuple[int, int, int]:
    value = int(accent.lstrip("#"), 16)
    return value >> 16, value >> 8 & 255, value & 255
