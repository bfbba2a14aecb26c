"""Badges to wear: one a page (A6), or labels of 90 × 55 mm, ten on a page of A4. Pure."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from fpdf.enums import Align

from events_svc.documents.facts import Badge
from events_svc.documents.sheet import SOFT, Sheet, opened

A6, A4, LABEL = (105.0, 148.0), (210.0, 297.0), (90.0, 55.0)
_LABELS_A_ROW, _LABELS_A_PAGE = 2, 10
_LEFT, _TOP = (A4[0] - _LABELS_A_ROW * LABEL[0]) / 2, (A4[1] - 5 * LABEL[1]) / 2


def a6(badges: Sequence[Badge]) -> bytes:
    """A page of A6 for each badge."""
    with _opened(badges, A6) as sheet:
        for badge in badges:
            sheet.page()
            _draw_page(sheet, badge)
        return sheet.output()


def labels(badges: Sequence[Badge]) -> bytes:
    """Ten labels on each page of A4, without gaps, to be cut or peeled."""
    with _opened(badges, A4) as sheet:
        for index, badge in enumerate(badges):
            place = index % _LABELS_A_PAGE
            if place == 0:
                sheet.page()
            row, column = divmod(place, _LABELS_A_ROW)
            _draw_label(sheet, badge, _LEFT + column * LABEL[0], _TOP + row * LABEL[1])
        return sheet.output()


def _opened(badges: Sequence[Badge], size: tuple[float, float]) -> AbstractContextManager[Sheet]:
    return opened([words for badge in badges for words in badge.texts], size=size)


def _draw_page(sheet: Sheet, badge: Badge) -> None:
    width = A6[0] - 16
    y = sheet.text(badge.event, (8, 10, width, 14), size=13, style="B", align=Align.C)
    sheet.rule(8, max(y + 3, 26), width)
    y = sheet.text(badge.holder, (8, 38, width, 32), size=38, style="B", align=Align.C)
    if badge.organisation:
        sheet.text(badge.organisation, (8, y + 2, width, 14), size=14, align=Align.C)
    sheet.text(badge.kind, (8, 92, width, 7), size=14, style="B", align=Align.C)
    sheet.qr(badge.code, (A6[0] - 38) / 2, 102, 38)


def _draw_label(sheet: Sheet, badge: Badge, x: float, y: float) -> None:
    width = LABEL[0] - 10
    sheet.text(badge.event, (x + 5, y + 4, width, 5), size=8, ink=SOFT)
    below = sheet.text(badge.holder, (x + 5, y + 12, width - 24, 20), size=24, style="B")
    if badge.organisation:
        sheet.text(badge.organisation, (x + 5, below + 1, width - 24, 10), size=10)
    sheet.text(badge.kind, (x + 5, y + 46, width - 24, 5), size=10, style="B")
    sheet.qr(badge.code, x + LABEL[0] - 30, y + 22, 28)
