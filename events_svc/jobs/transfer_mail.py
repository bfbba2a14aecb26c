"""Whoever pays by transfer gets a mail with the account and the reference: it is read where the bank is."""

from typing import Any

from events_svc.bank import references
from events_svc.bank.models import Transfer
from events_svc.database import in_transaction
from events_svc.jobs import Context
from events_svc.jobs.letter import Words, html, speaking, text
from events_svc.outbox.mail import post
from events_svc.outbox.models import Mail
from events_svc.text import in_language
from events_svc.tickets.history import locked_order
from events_svc.tickets.models import Order, OrderState
from events_svc.web import i18n, pages
from events_svc.web.i18n import gettext


async def tell(context: Context, payload: dict[str, Any]) -> None:
    """Post the mail, once, while the order waits for its money."""
    async with in_transaction():
        order = await locked_order(payload["order_id"])
        about = f"order:{order.id}:transfer_chosen"
        is_told = await Mail.filter(about=about).exists()
        if is_told or order.state is not OrderState.PENDING or not order.email:
            return
        await order.fetch_related("event")
        transfer = await Transfer.get(order_id=order.id).select_related("account")
        with speaking(order.language):
            words = _words(order, transfer, context.settings.public_url)
            await post(
                order.email,
                words.subject,
                text(words),
                body_html=html(words),
                language=order.language,
                about=about,
            )


def _words(order: Order, transfer: Transfer, public_url: str) -> Words:
    account, filters = transfer.account, pages.environment().filters
    facts = [
        (gettext("Reference"), references.shown(transfer.reference)),
        (gettext("Amount"), pages.money(order.total_minor, order.currency)),
        (gettext("Account holder"), account.holder),
        (gettext("Account number"), account.number),
        (gettext("Bank and branch"), f"{account.bank} {account.code}".strip()),
    ]
    if order.expires_at:
        facts.append((gettext("Until"), filters["moment"](order.expires_at, order.event.timezone)))
    return Words(
        subject=gettext("Bank transfer for order {code}: {event}").format(
            code=order.code, event=in_language(order.event.title, i18n.language.get())
        ),
        paragraphs=[
            gettext(
                "Please write this reference on the transfer, and nothing else is needed: your tickets become valid by themselves when the money is here."
            ),
            *([note] if (note := in_language(account.note, i18n.language.get())) else []),
        ],
        facts=facts,
        act=(gettext("Your order"), f"{public_url}/orders/{order.secret}"),
    )
