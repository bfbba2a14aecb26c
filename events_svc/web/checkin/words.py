"""What the scanner says by itself, in the reader's language."""

from events_svc.checkin.looks import LOOKS, QUESTIONS
from events_svc.checkin.store import Row
from events_svc.web.checkin.rule_words import of_rules
from events_svc.web.checkin.screen_words import of_screens
from events_svc.web.i18n import gettext, language


def of_reason(reason: str) -> str:
    """The word of a reason."""
    look = LOOKS[reason]
    return look.zh if language.get() == "zh" else look.en


def state_of(scan: Row) -> str:
    """The class of a state for an entry of the log: a question is no refusal."""
    if scan["verdict"] == "refused":
        return "wait" if scan["reason"] in QUESTIONS else "stop"
    return "ok" if scan["verdict"] == "ok" else "note"


def of_scanner() -> dict[str, str]:
    """The texts of the scanner's modules; `{…}` is filled in by them."""
    return {
        "arrived": gettext("{arrived} of {expected} in"),
        "first": gettext("First at {time}, {gate}"),
        "minutes": gettext("{minutes} min ago"),
        "number": gettext("Ticket {number}"),
        "order": gettext("Order {code}"),
        "asked": gettext("asked back"),
        "undo": gettext("Undo"),
        "undone": gettext("Undone"),
        "nothing": gettext("Nothing scanned yet."),
        "camera": gettext("The camera cannot be used. Allow it, or type the code."),
        "again": gettext("Next in a moment · touch to stay"),
        "stays": gettext("Touch to go on"),
        "exit": gettext("Goodbye"),
        "closed": gettext("This gate is closed."),
        "unkept": gettext("This phone cannot keep scans: its storage is full or blocked."),
        **of_rules(),
        **of_screens(),
    }
