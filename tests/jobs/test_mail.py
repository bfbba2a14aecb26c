import dataclasses
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from icalendar import Calendar

from events_svc.config import Settings
from events_svc.database import in_transaction
from events_svc.gateways.mail import MailRefused, MailServerAway
from events_svc.jobs import Context
from events_svc.jobs.mail import send
from events_svc.outbox.mail import post
from events_svc.outbox.models import Job, Mail, MailState
from events_svc.tickets.models import Ticket, TicketState
from tests.documents.factories import make_ticket
from tests.gateways.smtp import SmtpServer, smtp_server

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def context_for(settings: Settings, http: ClientSession, server: SmtpServer) -> Context:
    url = f"smtp://127.0.0.1:{server.port}"
    return Context(dataclasses.replace(settings, smtp_url=url, mail_from="us@example.org"), http)


async def make_mail(**fields: object) -> Mail:
    return await post(
        "ada@example.org", "Hello", "A line\n\nhttps://example.org/x", language="en", **fields
    )  # type: ignore[arg-type]  # columns of a mail


async def test_posting_writes_the_mail_and_its_job() -> None:
    mail = await make_mail(about="user:1")
    (job,) = await Job.all()
    assert (job.kind, job.payload) == ("mail.send", {"mail_id": mail.id})
    assert await Mail.all().order_by("id").values_list(
        "recipient", "subject", "about", "state"
    ) == [("ada@example.org", "Hello", "user:1", MailState.WAITING)]


async def test_a_change_that_fails_posts_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        await _post_and_fail()
    assert (await Mail.all().count(), await Job.all().count()) == (0, 0)


async def test_a_subject_is_one_line_and_fits() -> None:
    mail = await post("ada@example.org", "a\r\nBcc: x@y.z " + "b" * 400, "", language="en")
    assert mail.subject.startswith("a Bcc: x@y.z b")
    assert len(mail.subject) == 300


async def test_without_a_server_the_mail_is_shown(settings: Settings, http: ClientSession) -> None:
    mail = await make_mail()
    await send(Context(settings, http), {"mail_id": mail.id})
    await mail.refresh_from_db()
    assert mail.state is MailState.SHOWN
    assert mail.sent_at is not None


async def test_a_mail_is_sent_once_though_its_job_comes_twice(
    settings: Settings, http: ClientSession
) -> None:
    mail = await make_mail()
    async with smtp_server() as server:
        for _ in range(2):
            await send(context_for(settings, http, server), {"mail_id": mail.id})
    (sent,) = server.mails
    await mail.refresh_from_db()
    assert (sent["From"], sent["Subject"]) == ("us@example.org", "Hello")
    assert mail.state is MailState.SENT


async def test_plain_words_get_an_html_side_with_links(
    settings: Settings, http: ClientSession
) -> None:
    mail = await post("a@b.c", "<Hi>", "<b>\n\nhttps://example.org/x", language="en")
    async with smtp_server() as server:
        await send(context_for(settings, http, server), {"mail_id": mail.id})
    side = server.mails[0].get_body(("html",)).get_content()  # type: ignore[union-attr]  # it has that part
    assert "<h1>&lt;Hi&gt;</h1>" in side
    assert "<p>&lt;b&gt;</p>" in side
    assert 'href="https://example.org/x"' in side


async def test_tickets_and_calendar_are_drawn_when_the_mail_goes(
    settings: Settings, http: ClientSession
) -> None:
    ticket = await make_ticket()
    ids = [ticket.id]
    mail = await make_mail(
        attachments=[
            {"kind": "tickets", "ticket_ids": ids},
            {"kind": "calendar", "ticket_ids": ids},
        ]
    )
    async with smtp_server() as server:
        await send(context_for(settings, http, server), {"mail_id": mail.id})
    pdf, entry = server.mails[0].iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()[:5]) == ("tickets-summit.pdf", b"%PDF-")
    (event,) = Calendar.from_ical(entry.get_content()).walk("VEVENT")
    assert str(event["summary"]) == "Robot Summit"


async def test_a_ticket_that_was_cancelled_meanwhile_is_not_attached(
    settings: Settings, http: ClientSession
) -> None:
    ticket = await make_ticket()
    mail = await make_mail(attachments=[{"kind": "tickets", "ticket_ids": [ticket.id]}])
    await Ticket.all().update(state=TicketState.CANCELLED)
    async with smtp_server() as server:
        await send(context_for(settings, http, server), {"mail_id": mail.id})
    assert list(server.mails[0].iter_attachments()) == []


async def test_a_server_that_is_away_leaves_the_mail_waiting(
    settings: Settings, http: ClientSession
) -> None:
    mail = await make_mail()
    async with smtp_server(SmtpServer(answers={"RCPT": "451 later"})) as server:
        with pytest.raises(MailServerAway):
            await send(context_for(settings, http, server), {"mail_id": mail.id})
    await mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == (MailState.WAITING, None)


async def test_a_refused_mail_has_failed_and_may_be_tried_again(
    settings: Settings, http: ClientSession
) -> None:
    mail = await make_mail()
    async with smtp_server(SmtpServer(answers={"RCPT": "550 no"})) as server:
        with pytest.raises(MailRefused, match="no"):
            await send(context_for(settings, http, server), {"mail_id": mail.id})
        await mail.refresh_from_db()
        assert mail.state is MailState.FAILED
        server.answers = {}
        await send(context_for(settings, http, server), {"mail_id": mail.id})
    await mail.refresh_from_db()
    assert (mail.state, len(server.mails)) == (MailState.SENT, 1)


async def test_a_mail_that_was_deleted_is_no_work(settings: Settings, http: ClientSession) -> None:
    await send(Context(settings, http), {"mail_id": 404})
    assert await Mail.all().count() == 0


async def _post_and_fail() -> None:
    async with in_transaction():
        await make_mail()
        raise ZeroDivisionError
