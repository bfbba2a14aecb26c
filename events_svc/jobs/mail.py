"""Send mails: by SMTP, or, where none is configured, show them on the outbox page of the console."""

from collections.abc import Awaitable, Callable
from typing import Any

from events_svc import clock
from events_svc.documents import calendar, press
from events_svc.gateways import mail as gateway
from events_svc.gateways.mail import File, Letter, MailRefused
from events_svc.jobs import Context, Handler
from events_svc.jobs.letter import html_of_text, speaking
from events_svc.outbox.models import Mail, MailState
from events_svc.tickets.models import Ticket, TicketState
from events_svc.tickets.seals import handed_out
from events_svc.web.tickets import printed

GONE = {MailState.SENT, MailState.SHOWN}


async def send(context: Context, payload: dict[str, Any]) -> None:
    """Send the mail, if it has not gone already. Refused for good, it is marked as failed; either way
    the job keeps the reason and tries again.
    """
    mail = await Mail.get_or_none(id=payload["mail_id"])
    if mail is None or mail.state in GONE:
        return
    smtp_url = context.settings.smtp_url
    if smtp_url is None:
        await _mark(mail, MailState.SHOWN)
        return
    with speaking(mail.language):
        letter = await _letter(context, mail)
    try:
        await gateway.send(letter, smtp_url)
    except MailRefused:
        await Mail.filter(id=mail.id).update(state=MailState.FAILED)
        raise
    await _mark(mail, MailState.SENT)


async def _mark(mail: Mail, state: MailState) -> None:
    await Mail.filter(id=mail.id).update(state=state, sent_at=clock.now())


async def _letter(context: Context, mail: Mail) -> Letter:
    files = [await ATTACHMENTS[one["kind"]](context, one) for one in mail.attachments]
    return Letter(
        key=f"mail-{mail.id}",
        sender=context.settings.mail_from,
        recipient=mail.recipient,
        subject=mail.subject,
        text=mail.body_text,
        html=mail.body_html or html_of_text(mail.subject, mail.body_text),
        language=mail.language,
        files=[file for file in files if file is not None],
    )


async def _tickets(context: Context, reference: dict[str, Any]) -> File | None:
    """The tickets as they are now; what is not valid any more is left out."""
    tickets = await _valid(reference)
    if not tickets:
        return None
    codes = await handed_out(tickets, secret_key=context.settings.secret_key)
    sheets = [printed.ticket(ticket, codes[ticket.id]) for ticket in tickets]
    body = await press.printed("ticket.pdf", sheets)
    return File(f"tickets-{tickets[0].event.slug}.pdf", "application/pdf", body)


async def _calendar(context: Context, reference: dict[str, Any]) -> File | None:
    tickets = await _valid(reference)
    if not tickets:
        return None
    appointment = printed.appointment(tickets[0], context.settings.public_url)
    return File(f"{tickets[0].event.slug}.ics", "text/calendar", calendar.ics(appointment))


async def _valid(reference: dict[str, Any]) -> list[Ticket]:
    return (
        await Ticket.filter(id__in=reference["ticket_ids"], state=TicketState.VALID)
        .order_by("number")
        .select_related("event__venue", "ticket_type", "order", "seat")
    )


ATTACHMENTS: dict[str, Callable[[Context, dict[str, Any]], Awaitable[File | None]]] = {
    "tickets": _tickets,
    "calendar": _calendar,
}

HANDLERS: dict[str, Handler] = {"mail.send": send}
