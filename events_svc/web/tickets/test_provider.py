"""The built-in test provider: its page for customers, its interface for the shop.

It knows the shop only by what the redirect carries, and the shop hears of it only by notification and
query, as with any other provider. `TEST_PAYMENTS=off` takes it away.
"""

import hmac
from typing import Annotated, Literal

import msgspec
from starlette.responses import Response

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.gateways.payments.providers import provider
from events_svc.gateways.payments.signing import check, seal, shared_key
from events_svc.gateways.payments.test import NAME, Event, sealed_words
from events_svc.tickets.charges import charge_of, decide, give_back
from events_svc.tickets.hear import Word, hear
from events_svc.tickets.payment_models import TestCharge
from events_svc.web import forms, pages
from events_svc.web.state import Request

Short = Annotated[str, msgspec.Meta(max_length=600)]


class Asked(msgspec.Struct):
    """What the shop's redirect carries, sealed."""

    amount_minor: Annotated[int, msgspec.Meta(ge=0, le=10**15)]
    currency: Annotated[str, msgspec.Meta(max_length=3)]
    return_url: Short
    seal: Short


class Decision(Asked):
    """The button that the customer pressed."""

    word: Literal["paid", "declined"]


async def show(request: Request) -> Response:
    """What is to be paid, and two buttons; a charge that was decided shows what became of it."""
    asked = forms.typed(request.query_params, Asked)
    _check_seal(request, asked)
    decided = await TestCharge.get_or_none(reference=request.path_params["reference"])
    return await pages.render(request, "tickets/test_payment.html", asked=asked, decided=decided)


async def press(request: Request) -> Response:
    """The customer pays or declines, and goes back to the shop."""
    asked = await forms.parse(request, Decision)
    _check_seal(request, asked)
    reference = request.path_params["reference"]
    word = Word(asked.word)
    await decide(reference, word, amount_minor=asked.amount_minor, currency=asked.currency)
    return pages.redirect(request, asked.return_url)


async def state(request: Request) -> Response:
    """For the shop: what became of a charge."""
    _check_shop(request, b"")
    return _told(await charge_of(request.path_params["reference"]))


async def refund(request: Request) -> Response:
    """For the shop: give the money of a charge back."""
    _check_shop(request, await request.body())
    return _told(await give_back(request.path_params["reference"]))


async def notification(request: Request) -> Response:
    """At the shop: what the provider tells; 200 also for what was told before."""
    there = provider(NAME, request.state["settings"], request.state["http"])
    said = there.confirm(request.headers, await request.body())
    outcome = await hear(said)
    return Response(msgspec.json.encode({"outcome": outcome}), media_type="application/json")


def _told(charge: TestCharge) -> Response:
    said = Event(
        id=f"event-{charge.id}-{charge.state}",
        reference=charge.reference,
        state=charge.state,  # type: ignore[arg-type]  # a CharField of the three words
        amount_minor=charge.amount_minor,
        currency=charge.currency,
        charge=f"charge-{charge.id}",
    )
    return Response(msgspec.json.encode(said), media_type="application/json")


def _check_seal(request: Request, asked: Asked) -> None:
    words = sealed_words(request.path_params["reference"], msgspec.structs.asdict(asked))
    if not hmac.compare_digest(seal(words, key=_key(request)).encode(), asked.seal.encode()):
        raise NotFound


def _check_shop(request: Request, body: bytes) -> None:
    check(request.headers, body, key=_key(request), now=clock.now())


def _key(request: Request) -> bytes:
    settings = request.state["settings"]
    if not settings.test_payments:
        raise NotFound
    return shared_key(settings.secret_key)
