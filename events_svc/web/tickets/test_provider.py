"""The built-in test provider: its page for customers, its interface for the shop.

It knows the shop only by what the redirect carries, and the shop hears of it only by notification and
query, as with any other provider. `TEST_PAYMENTS=off` takes it away.
"""

import hmac
from typing import Annotated, Literal

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.gateways.payments.signing import check, seal, shared_key
from events_svc.gateways.payments.test import Event, sealed_words
from events_svc.tickets.charges import charge_of, close, decide, give_back
from events_svc.tickets.hear import Word
from events_svc.tickets.payment_models import TestCharge
from events_svc.web import forms, pages
from events_svc.web.state import Request

Short = Annotated[str, msgspec.Meta(max_length=600)]


class Asked(msgspec.Struct, kw_only=True):
    """What the shop's redirect carries, sealed."""

    amount_minor: Annotated[int, msgspec.Meta(ge=0, le=10**15)]
    currency: Annotated[str, msgspec.Meta(max_length=3)]
    return_url: Short
    seal: Short
    title: Short = ""  # the event and the order


class GivenUp(msgspec.Struct):
    """What the shop says of a charge that it closes."""

    amount_minor: Annotated[int, msgspec.Meta(ge=0, le=10**15)]
    currency: Annotated[str, msgspec.Meta(max_length=3)]


class GivenBack(msgspec.Struct):
    """What the shop gives back."""

    amount_minor: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    refund: Annotated[str, msgspec.Meta(max_length=64)]


class Decision(Asked, kw_only=True):
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
    body = await request.body()
    _check_shop(request, body)
    asked = msgspec.json.decode(body, type=GivenBack)
    reference = request.path_params["reference"]
    return _told(await give_back(reference, refund=asked.refund, amount_minor=asked.amount_minor))


async def closure(request: Request) -> Response:
    """For the shop: nobody shall pay a charge any more."""
    body = await request.body()
    _check_shop(request, body)
    asked = msgspec.json.decode(body, type=GivenUp)
    reference = request.path_params["reference"]
    return _told(await close(reference, amount_minor=asked.amount_minor, currency=asked.currency))


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


routes: list[BaseRoute] = [
    Route("/test-payments/{reference}", show, methods=["GET"]),
    Route("/test-payments/{reference}", press, methods=["POST"]),
    Route("/test-payments/{reference}/state", state, methods=["GET"]),
    Route("/test-payments/{reference}/closure", closure, methods=["POST"]),
    Route("/test-payments/{reference}/refunds", refund, methods=["POST"]),
]
