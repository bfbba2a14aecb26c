"""Layouts that are there before anybody designs one. Pure."""

from collections.abc import Sequence

import msgspec

from events_svc.badges.layout import Align, Fold, Ink, Kind, Layout, Paper, Part, Weight

STANDARD = "a6"


def _upright(width: float, height: float, scale: float) -> Layout:
    """A badge to hang round a neck: the event, the name large, organisation, code, a band for the type."""
    edge, inner = 6 * scale, width - 12 * scale
    code, band = 38 * scale, 17 * scale

    def centred(kind: Kind, y: float, height: float, size: float, *look: Weight | Ink) -> Part:
        weight = next((one for one in look if isinstance(one, Weight)), Weight.REGULAR)
        ink = next((one for one in look if isinstance(one, Ink)), Ink.INK)
        points = round(size * scale, 1)
        return Part(kind, edge, y * scale, inner, height * scale, points, weight, Align.CENTRE, ink)

    below = height / scale
    return _rounded(
        width,
        height,
        [
            Part(Kind.LOGO, edge, 5 * scale, inner, 10 * scale, align=Align.CENTRE),
            centred(Kind.EVENT, 16, 14, 13, Weight.BOLD),
            Part(Kind.RULE, edge, 32 * scale, inner, 0, ink=Ink.TYPE),
            centred(Kind.NAME, 35, 28, 40, Weight.BOLD),
            centred(Kind.ORGANISATION, 64, 14, 15, Ink.SOFT),
            Part(Kind.CODE, (width - code) / 2, (below - 19 - 46) * scale + 4, code, code),
            centred(Kind.SEAT, below - 19 - 6, 5, 9, Ink.SOFT),
            Part(Kind.BAND, 0, height - band, width, band, ink=Ink.TYPE),
            centred(Kind.TYPE, below - 15, 13, 20, Weight.BOLD, Ink.ON_TYPE),
        ],
    )


def _label() -> Layout:
    """A label of 90 × 55 mm, ten on a page of A4."""
    parts = [
        Part(Kind.BAND, 0, 0, 3, 55, ink=Ink.TYPE),
        Part(Kind.EVENT, 7, 3, 78, 6, 8, ink=Ink.SOFT),
        Part(Kind.NAME, 7, 10, 52, 21, 26, Weight.BOLD),
        Part(Kind.ORGANISATION, 7, 31, 52, 11, 10),
        Part(Kind.TYPE, 7, 44, 52, 6, 11, Weight.BOLD, ink=Ink.TYPE),
        Part(Kind.SEAT, 7, 50, 52, 4, 7, ink=Ink.SOFT),
        Part(Kind.CODE, 60, 22, 28, 28),
    ]
    return Layout(90, 55, tuple(parts), paper=Paper.A4)


def _table_card() -> Layout:
    """A card to stand on a table: A5, folded."""
    parts = [
        Part(Kind.EVENT, 8, 5, 132, 8, 11, ink=Ink.SOFT, align=Align.CENTRE),
        Part(Kind.NAME, 8, 18, 132, 52, 72, Weight.BOLD, Align.CENTRE),
        Part(Kind.ORGANISATION, 8, 74, 132, 18, 20, align=Align.CENTRE),
        Part(Kind.BAND, 0, 101, 148, 4, ink=Ink.TYPE),
    ]
    return Layout(148, 105, tuple(parts), fold=Fold.TWICE)


def _rounded(width: float, height: float, parts: Sequence[Part]) -> Layout:
    """With millimetres as people write them."""
    return Layout(width, height, tuple(_tenths(part) for part in parts))


def _tenths(part: Part) -> Part:
    x, y, wide, high = (round(side, 1) for side in part.box)
    return msgspec.structs.replace(part, x=x, y=y, width=wide, height=high)


PRESETS: dict[str, Layout] = {
    "a6": _upright(105, 148, 1.0),
    "a7": _upright(74, 105, 0.7),
    "label": _label(),
    "table": _table_card(),
}
