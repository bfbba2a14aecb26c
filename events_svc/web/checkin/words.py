"""What the scanner says by itself, in the reader's language."""

from events_svc.checkin.looks import LOOKS
from events_svc.web.checkin.screen_words import of_screens
from events_svc.web.i18n import gettext, language


def of_reason(reason: str) -> str:
    """The word of a reason."""
    look = LOOKS[reason]
    return look.zh if language.get() == "zh" else look.en


def of_scanner() -> dict[str, str]:
    """The texts of the scanner's modules; `{…}` is filled in by them."""
    return {
        "arrived": gettext("{arrived} of {expected} in"),
        "first": gettext("First at {time}, {gate}"),
        "minutes": gettext("{minutes} min ago"),
        "number": gettext("Ticket {number}"),
        "order": gettext("Order {code}"),
        "undo": gettext("Undo"),
        "undone": gettext("Undone"),
        "nothing": gettext("Nothing scanned yet."),
        "camera": gettext("The camera cannot be used. Allow it, or type the code."),
        "again": gettext("Next in a moment · touch to stay"),
        "stays": gettext("Touch to go on"),
        "exit": gettext("Goodbye"),
        "rule": gettext("{fact}: {is}, wanted {operator} {wanted}"),
        "none": gettext("none"),
        **{f"fact:{name}": words for name, words in _facts().items()},
        **of_screens(),
    }


def _facts() -> dict[str, str]:
    return {
        "type": gettext("Ticket type"),
        "gate": gettext("Gate"),
        "now": gettext("Time"),
        "day": gettext("Day"),
        "time": gettext("Time"),
        "weekday": gettext("Day of the week"),
        "entries": gettext("Entries"),
        "entries_today": gettext("Entries today"),
        "entries_since": gettext("Entries since then"),
        "minutes_since_first": gettext("Minutes since the first entry"),
        "minutes_since_last": gettext("Minutes since the last entry"),
        "is_inside": gettext("Inside"),
    }
