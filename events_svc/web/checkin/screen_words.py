"""What the screens of the scanner say, in the reader's language; `{…}` is filled in by them."""

from events_svc.checkin import here
from events_svc.checkin.models import Basis
from events_svc.web.i18n import gettext


def of_screens() -> dict[str, str]:
    """The texts of static/js/gate/ beside those of verdicts."""
    return {**_status(), **_finding(), **_desk(), **_locked()}


def _status() -> dict[str, str]:
    return {
        "basis:online": gettext("Connected"),
        "basis:hub": gettext("Hub at the venue"),
        "basis:snapshot": gettext("On our own"),
        "basis:none": gettext("No connection, trying again"),
        "unsent": gettext("{n} unsent"),
        "refused": gettext("{n} not taken"),
        "snapshot:none": gettext("not offline ready: {lacks}"),
        "lacks:snapshot": gettext("no list yet"),
        "lacks:app": gettext("page not kept yet"),
        "lacks:storage": gettext("storage blocked"),
        "lacks:tab": gettext("another tab scans"),
        "snapshot:ready": gettext("offline ready, {age}"),
        "snapshot:minutes": gettext("list {n} min"),
        "snapshot:hours": gettext("list {n} h"),
        "clock:unknown": gettext("clock not compared"),
        "clock:right": gettext("clock right"),
        "clock:fast:s": gettext("clock {n} s fast"),
        "clock:slow:s": gettext("clock {n} s slow"),
        "clock:fast:min": gettext("clock {n} min fast"),
        "clock:slow:min": gettext("clock {n} min slow"),
        "conflicts": gettext("Came in twice: {n} · look"),
        "conflict:none": gettext("Nobody came in twice any more."),
        "conflict:first": gettext("First"),
        "conflict:second": gettext("Again"),
    }


def _finding() -> dict[str, str]:
    return {
        "find:how": gettext(
            "Name, pinyin or initials, end of the phone number, organisation, order code, ticket number"
        ),
        "find:some": gettext("{n} found"),
        "find:none": gettext("Nobody found. A code or number is checked all the same."),
        "find:tail": gettext("phone …{tail}"),
        "find:in": gettext("in"),
        "find:held": gettext("not paid"),
        "find:cancelled": gettext("cancelled"),
        "find:blocked": gettext("blocked"),
        "practice": gettext("Rehearsal · nothing is recorded"),
    }


def _needs_the_server() -> str:
    if here.decides() is Basis.HUB:
        return gettext(
            "The hub cannot reach the server now. Try again, or send the person to a desk with a connection."
        )
    return gettext("That needs the server, and it cannot be reached now.")


def _desk() -> dict[str, str]:
    return {
        "asked-alone": gettext("No connection: the answers stay on this phone and are sent later."),
        "answer-missing": gettext("Please answer this first."),
        "needs-contact": _needs_the_server(),
        "walk-in:none": gettext("No ticket type of this gate's list is for walk-ins."),
        "walk-in:free": gettext("free"),
        "walk-in:sold-out": gettext("sold out"),
        "walk-in:let-in": gettext("Let in"),
        "walk-in:paid": gettext("Register · {amount}"),
        "pay": gettext("Payment on site"),
        "pay:what": gettext("Order {code}, tickets: {n}"),
        "ask": gettext("Ask"),
        "badge:again": gettext("Badges printed: {n}, the last {what}. One more?"),
        "badge:refused": gettext("This badge cannot be printed here."),
    }


def _locked() -> dict[str, str]:
    return {
        "kiosk:wrong": gettext("This is not the code."),
        "kiosk:wait": gettext("This is not the code. Wait half a minute."),
        "stopped:revoked": gettext("This phone does not scan here any more. Its data is deleted."),
        "stopped:lost": gettext("Scans that were not sent yet: {n}. Tell the organiser."),
        "stopped:tab": gettext("Another tab of this phone scans."),
    }
