"""What layouts are made of, in the reader's language."""

from events_svc.badges.layout import Align, Fold, Ink, Kind, Layout, Paper, Weight
from events_svc.badges.queries import Look
from events_svc.web.i18n import gettext

Options = list[tuple[str, str]]


def kinds() -> Options:
    """What may stand on a badge."""
    return [
        (Kind.NAME.value, gettext("Full name")),
        (Kind.ORGANISATION.value, gettext("Organisation")),
        (Kind.TYPE.value, gettext("Ticket type")),
        (Kind.SEAT.value, gettext("Seat")),
        (Kind.NUMBER.value, gettext("Ticket number")),
        (Kind.ANSWER.value, gettext("Answer to a question")),
        (Kind.EVENT.value, gettext("Title of the event")),
        (Kind.WORDS.value, gettext("Words of your own")),
        (Kind.CODE.value, gettext("Code of the ticket")),
        (Kind.LOGO.value, gettext("Logo")),
        (Kind.BAND.value, gettext("Band of colour")),
        (Kind.RULE.value, gettext("Hairline")),
    ]


def choices() -> dict[str, Options]:
    """The options of the fields that choose."""
    return {
        "weight": [(Weight.REGULAR, gettext("regular")), (Weight.BOLD, gettext("bold"))],
        "align": [
            (Align.LEFT, gettext("left")),
            (Align.CENTRE, gettext("centre")),
            (Align.RIGHT, gettext("right")),
        ],
        "ink": [
            (Ink.INK, gettext("black")),
            (Ink.SOFT, gettext("grey")),
            (Ink.TYPE, gettext("colour of the ticket type")),
            (Ink.ON_TYPE, gettext("readable on that colour")),
        ],
        "fold": [
            (Fold.NONE, gettext("not folded")),
            (Fold.LINE, gettext("a line across the middle")),
            (Fold.TWICE, gettext("folded at the top, the same on both sides")),
        ],
        "paper": [
            (Paper.EACH, gettext("each on a page of its size")),
            (Paper.A4, gettext("as many as fit on A4")),
        ],
    }


def look_name(look: Look) -> str:
    """The name of a layout: the organiser's, or ours."""
    ours = {
        "a6": gettext("A6, upright"),
        "a7": gettext("A7, upright"),
        "label": gettext("Label 90 × 55 mm"),
        "table": gettext("Table card A5, folded"),
    }
    return look.name or ours[look.key]


def size_words(layout: Layout) -> str:
    """The size of a badge as people write it."""
    return f"{layout.width:g} × {layout.height:g} mm"


def layout_words(key: str, looks: list[Look]) -> str:
    """With which layout something was printed, when it is still there."""
    found = next((one for one in looks if one.key == key), None)
    return look_name(found) if found else gettext("a layout that was removed")
