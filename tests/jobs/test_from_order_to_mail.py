"""The joint of shop, outbox, worker, documents and mail."""

import dataclasses

import pytest
from aiohttp import ClientSession

from events_svc import worker
from events_svc.config import Settings
from events_svc.jobs import Context
from events_svc.outbox.models import Job, JobState
from events_svc.tickets.draft import Buyer, Line
from events_svc.tickets.models import Ticket
from events_svc.tickets.reserve import reserve
from tests.events.factories import make_event
from tests.gateways.smtp import smtp_server
from tests.tickets.factories import make_type

pytestmark = pytest.mark.usefixtures("database")


async def test_a_free_order_arrives_as_a_mail_with_its_tickets(settings: Settings) -> None:
    event = await make_event()
    kind = await make_type(event, price_minor=0)
    buyer = Buyer("䶮𬭎𠮷", "ada@example.org", language="en")
    await reserve(event, [Line(kind.id, 2)], buyer=buyer)
    async with smtp_server() as server, ClientSession() as http:
        url = f"smtp://127.0.0.1:{server.port}"
        context = Context(dataclasses.replace(settings, smtp_url=url), http)
        while await worker.work_off(context):
            pass
    (mail,) = server.mails
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has that part
    pdf, entry = mail.iter_attachments()
    assert mail["Subject"] == "Your tickets: Robot Summit"
    assert all(ticket.secret in text for ticket in await Ticket.all())
    assert (pdf.get_content_type(), entry.get_content_type()) == (
        "application/pdf",
        "text/calendar",
    )
    assert set(await Job.all().values_list("state", flat=True)) == {JobState.DONE}
