"""The order belongs to somebody else, or its buyer is reached elsewhere."""

from events_svc.accounts.tokens import new_secret
from events_svc.database import in_transaction
from events_svc.outbox.enqueue import enqueue
from events_svc.tickets.draft import Buyer
from events_svc.tickets.errors import StateForbids
from events_svc.tickets.history import enter, locked_order
from events_svc.tickets.models import Order, OrderState
from events_svc.tickets.reach import ENTITLED

TOLD = {OrderState.PENDING: "order.placed", **dict.fromkeys(ENTITLED, "order.paid")}


async def transfer(order: Order, buyer: Buyer) -> Order:
    """Another buyer, who gets the mail of the order and a new link to it: the old one shows nothing any
    more. Its tickets stay with their holders.
    """
    async with in_transaction():
        locked = await locked_order(order.id)
        if locked.state not in TOLD:
            raise StateForbids(locked.state)
        before = locked.buyer_name
        locked.secret = new_secret()
        locked.buyer_name, locked.buyer_organisation = buyer.name, buyer.organisation
        locked.email, locked.phone, locked.language = buyer.email, buyer.phone, buyer.language
        await locked.save(
            update_fields=[
                "secret",
                "buyer_name",
                "buyer_organisation",
                "email",
                "phone",
                "language",
            ]
        )
        await enter(locked, "transferred", before=before, after=buyer.name)
        await enqueue(TOLD[locked.state], order_id=locked.id)
    return locked
