"""A ticket for the wallet of a phone: Apple's signed pass, Google's signed link; where the operator has keys."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.config import Wallets
from events_svc.documents import press, wallet_link
from events_svc.documents.facts import PassKeyWrong, WalletPass
from events_svc.documents.wallet_link import WalletKeyWrong, WalletObject
from events_svc.tickets.access import ticket_behind
from events_svc.tickets.keys import code_of
from events_svc.tickets.models import Ticket, TicketState
from events_svc.web import i18n
from events_svc.web.state import Request
from events_svc.web.tickets import printed

SECRET = {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}
PKPASS = "application/vnd.apple.pkpass"
KEPT = timedelta(days=1)  # a pass stays in front for a day after the event


@dataclass(frozen=True, slots=True)
class Offered:
    """Which wallets a ticket page offers."""

    apple: bool
    google: bool


def offered(wallets: Wallets) -> Offered:
    """The wallets for which the operator has keys."""
    return Offered(apple=bool(wallets.apple), google=bool(wallets.google))


async def apple(request: Request) -> Response:
    """The ticket as an Apple Wallet pass."""
    pem = request.state["settings"].wallets.apple
    ticket, code = await _valid(request, bool(pem))
    settings, event = request.state["settings"], ticket.event
    wanted = WalletPass(
        ticket=printed.ticket(ticket, code),
        serial=f"{ticket.id}.{ticket.serial}",
        organisation=printed.words(event.organisation.short_name or event.organisation.name),
        relevant_at=ticket.valid_from or event.starts_at,
        expires_at=(ticket.valid_until or event.ends_at) + KEPT,
        page=f"{settings.public_url}/tickets/{ticket.secret}",
        pem=pem,
        latitude=event.venue.latitude if event.venue else None,
        longitude=event.venue.longitude if event.venue else None,
    )
    body = await press.printed("wallet_pass.pkpass", wanted)
    name = f"ticket-{event.slug}-{ticket.number}.pkpass"
    headers = {**SECRET, "content-disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, media_type=PKPASS)


async def google(request: Request) -> Response:
    """On to Google, with the ticket in the address."""
    wallets: Wallets = request.state["settings"].wallets
    ticket, code = await _valid(request, bool(wallets.google))
    event = ticket.event
    wanted = WalletObject(
        class_id=f"event-{event.id}",
        object_id=f"ticket-{ticket.id}.{ticket.serial}",
        event=printed.words(event.title),
        issuer_name=printed.words(event.organisation.short_name or event.organisation.name),
        holder=ticket.holder_name,
        number=str(ticket.number),
        code=code,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        language=i18n.language.get(),
    )
    account, issuer = wallets.google, wallets.google_issuer
    address = wallet_link.link(wanted, account=account, issuer=issuer, at=clock.now())
    return RedirectResponse(address, 303, headers=SECRET)


async def _valid(request: Request, is_offered: bool) -> tuple[Ticket, str]:
    """The valid ticket of the path's secret with its code; else, or without keys, NotFound."""
    if not is_offered:
        raise NotFound
    ticket = await ticket_behind(request.path_params["secret"])
    if ticket.state is not TicketState.VALID:
        raise NotFound
    return ticket, await code_of(ticket, secret_key=request.state["settings"].secret_key)


routes: list[BaseRoute] = [
    Route("/tickets/{secret}.pkpass", apple, name="ticket_pkpass"),
    Route("/tickets/{secret}/google-wallet", google, name="ticket_google_wallet"),
]

errors: dict[type[Exception], int] = {WalletKeyWrong: 503, PassKeyWrong: 503}
