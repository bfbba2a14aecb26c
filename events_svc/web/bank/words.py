"""States, doubts and clues of a statement's lines in words, each with icon and colour."""

from events_svc.bank.match import Doubt
from events_svc.bank.models import LineState
from events_svc.bank.propose import Clue
from events_svc.web.i18n import gettext
from events_svc.web.marks import Mark


def line_mark(state: LineState) -> Mark:
    """How far a line has come."""
    return {
        LineState.NEW: Mark("note", "◔", gettext("Being matched")),
        LineState.MATCHED: Mark("ok", "✓", gettext("Matched by its reference")),
        LineState.SETTLED: Mark("ok", "✓", gettext("Assigned by a person")),
        LineState.OPEN: Mark("wait", "?", gettext("Waits for a person")),
        LineState.SET_ASIDE: Mark("note", "–", gettext("For no order")),
        LineState.OUTGOING: Mark("note", "↗", gettext("Went out")),
    }[state]


def doubt(reason: str) -> str:
    """Why a line waits for a person."""
    return (
        {
            Doubt.NO_REFERENCE: gettext("No reference of an open order stands in it."),
            Doubt.SEVERAL: gettext("It names more than one order."),
            Doubt.OTHER_CURRENCY: gettext("It is in another currency than the order."),
            Doubt.TWIN: gettext("An earlier file has a line that looks the same."),
        }.get(Doubt(reason), "")
        if reason
        else ""
    )


def clue(one: Clue) -> str:
    """Why an order is proposed."""
    return {
        Clue.REFERENCE: gettext("reference"),
        Clue.CODE: gettext("order code"),
        Clue.PAYER: gettext("payer"),
        Clue.AMOUNT: gettext("amount"),
    }[one]


def outcome(said: str) -> str:
    """What the money was for its order, where it was not simply paid."""
    return {"late": gettext("set aside at the order: too late or too much")}.get(said, "")


def meanings() -> list[tuple[str, str]]:
    """What a column of a statement may mean."""
    return [
        ("", gettext("pass over")),
        ("day", gettext("day")),
        ("time", gettext("time")),
        ("credit", gettext("money in")),
        ("debit", gettext("money out")),
        ("amount", gettext("amount")),
        ("direction", gettext("in or out")),
        ("currency", gettext("currency")),
        ("balance", gettext("balance")),
        ("payer", gettext("payer")),
        ("payer_account", gettext("payer's account")),
        ("remark", gettext("remark")),
        ("bank_reference", gettext("number of the bank")),
    ]
