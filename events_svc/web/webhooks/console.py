"""The organiser's webhooks: who is told of what, how it went, and sending it again."""

from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.events.models import Event
from events_svc.web import forms, pages, paging
from events_svc.web.state import Request
from events_svc.web.webhooks import found, words
from events_svc.web.webhooks.form import WebhookForm, facts
from events_svc.webhooks import endpoints
from events_svc.webhooks.models import Endpoint
from events_svc.webhooks.queries import attempts_of, deliveries_of, endpoints_of, health_of
from events_svc.webhooks.replay import replay, replay_missed
from events_svc.webhooks.topics import CHOICES

PAGE = 50


async def index(request: Request) -> Response:
    """The webhooks that hear of the event, and the form of one more."""
    return await _index(request, await found.event_of(request))


async def register(request: Request) -> Response:
    """A new webhook; on to its page, which shows the secret."""
    event = await found.event_of(request)
    form = await forms.read(request)
    settings = request.state["settings"]
    try:
        typed = forms.typed(form, WebhookForm)
        said = facts(typed.name, typed.url, typed.topics, settings)
    except forms.Malformed as error:
        return await _index(request, event, _with(form, error))
    if typed.for_all and not await found.may_whole(request, event):
        raise NotFound
    act = endpoints.register_for_all if typed.for_all else endpoints.register
    made, _ = await act(event, said, secret_key=settings.secret_key)
    return pages.redirect(request, _url(event, made))


async def show(request: Request) -> Response:
    """One webhook with its deliveries, the newest first."""
    event = await found.event_of(request)
    return await _page(request, event, await found.endpoint(request, event))


async def change(request: Request) -> Response:
    """Another name, address or topics."""
    event = await found.event_of(request)
    endpoint = await found.endpoint(request, event)
    form = await forms.read(request)
    try:
        typed = forms.typed(form, WebhookForm)
        said = facts(typed.name, typed.url, typed.topics, request.state["settings"])
    except forms.Malformed as error:
        return await _page(request, event, endpoint, _with(form, error))
    await endpoints.change(endpoint, said)
    return pages.redirect(request, _url(event, endpoint))


async def renew(request: Request) -> Response:
    """Another secret."""
    event, endpoint = await _asked(request)
    await endpoints.renew_secret(endpoint, secret_key=request.state["settings"].secret_key)
    return pages.redirect(request, _url(event, endpoint))


async def test(request: Request) -> Response:
    """Send a test message."""
    event, endpoint = await _asked(request)
    await endpoints.send_test(endpoint, event)
    return pages.redirect(request, _url(event, endpoint))


async def switch_on(request: Request) -> Response:
    """Tell it of what happens from now on."""
    event, endpoint = await _asked(request)
    await endpoints.switch_on(endpoint)
    return pages.redirect(request, _url(event, endpoint))


async def switch_off(request: Request) -> Response:
    """Tell it no more."""
    event, endpoint = await _asked(request)
    await endpoints.switch_off(endpoint)
    return pages.redirect(request, _url(event, endpoint))


async def send_missed(request: Request) -> Response:
    """Send everything again that did not arrive."""
    event, endpoint = await _asked(request)
    await replay_missed(endpoint)
    return pages.redirect(request, _url(event, endpoint))


async def show_delivery(request: Request) -> Response:
    """One delivery: what was sent, and each attempt."""
    event = await found.event_of(request)
    delivery = await found.delivery(request, event)
    return await pages.render(
        request,
        "webhooks/delivery.html",
        event=event,
        delivery=delivery,
        attempts=await attempts_of(delivery),
        words=words,
    )


async def send_again(request: Request) -> Response:
    """Send one message again."""
    event = await found.event_of(request)
    delivery = await found.delivery(request, event)
    await forms.read(request)
    await replay(delivery)
    return pages.redirect(request, f"{_url(event, delivery.endpoint)}/deliveries/{delivery.id}")


async def _asked(request: Request) -> tuple[Event, Endpoint]:
    event = await found.event_of(request)
    endpoint = await found.endpoint(request, event)
    await forms.read(request)
    return event, endpoint


async def _index(request: Request, event: Event, wrong: forms.Malformed | None = None) -> Response:
    hearing = await endpoints_of(event)
    may_whole = await found.may_whole(request, event)
    return await pages.render(
        request,
        "webhooks/index.html",
        status=422 if wrong else 200,
        event=event,
        endpoints=hearing,
        health=await health_of(hearing),
        may_whole=may_whole,
        changeable={one.id for one in hearing if may_whole or one.event_id is not None},
        choices=CHOICES,
        words=words,
        **_typed(wrong, {"topics": []}),
    )


async def _page(
    request: Request, event: Event, endpoint: Endpoint, wrong: forms.Malformed | None = None
) -> Response:
    before = paging.number(request.query_params.get("before", ""))
    deliveries = await deliveries_of(endpoint, event, before=before, limit=PAGE)
    shown, older = paging.cut(deliveries, PAGE)
    settings = request.state["settings"]
    stands = {"name": endpoint.name, "url": endpoint.url, "topics": endpoint.topics}
    return await pages.render(
        request,
        "webhooks/endpoint.html",
        status=422 if wrong else 200,
        event=event,
        endpoint=endpoint,
        secret=endpoints.secret_of(endpoint, secret_key=settings.secret_key),
        health=(await health_of([endpoint]))[endpoint.id],
        deliveries=shown,
        older=older,
        choices=CHOICES,
        words=words,
        **_typed(wrong, stands),
    )


def _typed(wrong: forms.Malformed | None, stands: dict[str, Any]) -> dict[str, Any]:
    """What the form shows: what was typed with what is wrong in it, or what stands."""
    if wrong is None:
        return {"values": stands, "errors": {}}
    return {"values": wrong.values, "errors": wrong.errors}


def _with(form: FormData, wrong: forms.Malformed) -> forms.Malformed:
    """What is wrong, with all that was typed."""
    return forms.Malformed(wrong.errors, {**form, "topics": form.getlist("topics")})


def _url(event: Event, endpoint: Endpoint) -> str:
    return f"/organiser/events/{event.slug}/webhooks/{endpoint.id}"


ALL = "/organiser/events/{slug}/webhooks"
ONE = ALL + "/{id:int}"
DELIVERY = ONE + "/deliveries/{delivery_id:int}"

routes: list[BaseRoute] = [
    Route(ALL, index, methods=["GET"]),
    Route(ALL, register, methods=["POST"]),
    Route(ONE, show, methods=["GET"]),
    Route(ONE, change, methods=["POST"]),
    Route(ONE + "/secret", renew, methods=["POST"]),
    Route(ONE + "/tests", test, methods=["POST"]),
    Route(ONE + "/activation", switch_on, methods=["POST"]),
    Route(ONE + "/deactivation", switch_off, methods=["POST"]),
    Route(ONE + "/replays", send_missed, methods=["POST"]),
    Route(DELIVERY, show_delivery, methods=["GET"]),
    Route(DELIVERY + "/replays", send_again, methods=["POST"]),
]
