"""What the worker does for the books: lines of statements find their orders, invoices follow their orders."""

from typing import Any

from events_svc.bank.match import match_statement
from events_svc.invoices import fapiao, issue
from events_svc.invoices.follow import issue_if_wanted
from events_svc.jobs import Context, Handler, transfer_mail


async def match(_: Context, payload: dict[str, Any]) -> None:
    """Match what is new of a statement."""
    await match_statement(payload["statement_id"])


async def write(_: Context, payload: dict[str, Any]) -> None:
    """Issue the invoice of a paid order where its event wants one for every order."""
    await follow(_, payload)
    await issue_if_wanted(payload["order_id"])


async def follow(_: Context, payload: dict[str, Any]) -> None:
    """The order is not what it was: neither are its invoices."""
    await issue.bring_up_to_date(payload["order_id"])
    await fapiao.bring_up_to_date(payload["order_id"])


HANDLERS: dict[str, Handler] = {
    "bank.match": match,
    "bank.chosen": transfer_mail.tell,
    "order.paid": write,
    **dict.fromkeys(("order.refunded", "order.cancelled", "order.changed"), follow),
}
