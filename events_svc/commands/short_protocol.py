"""HTTP/1.1 that answers short ways by itself (decision 0049), without a task and a cycle of ASGI messages.

The parser, the queue of pipelined requests, keep-alive, time-outs and the graceful end are uvicorn's: a
request on a short way has a cycle as every other. Only its task is not started: the body is waited for, and
either the whole answer is written and the cycle marked as complete, or the task is started after all.
"""

import time
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from events_svc.commands.patience import PatientProtocol
from events_svc.web import short_ways
from events_svc.web.short_ways import Answer, ShortWay


class ShortProtocol(PatientProtocol):
    """Asks the short ways before the application."""

    _is_beginning = False  # a request whose head has just arrived, none that waited in the queue
    _asked: ShortWay | None = None  # the way of the request whose body is arriving

    def __init__(self, *arguments: Any, ways: Sequence[ShortWay], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._ways = ways

    def on_headers_complete(self) -> None:
        self._is_beginning = True
        super().on_headers_complete()
        self._is_beginning = False

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGIApp) -> None:  # type: ignore[override]  # uvicorn's own types of ASGI
        """Wait for the body instead, if a short way takes the request."""
        self._asked = self._way_of(cycle, app)
        if self._asked is None:
            super()._start_asgi_task(cycle, app)  # type: ignore[arg-type]  # as above

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        if self._asked is not None and len(self.cycle.body) > self._asked.most_bytes:
            self._decline(self.cycle)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        way, cycle = self._asked, self.cycle
        if way is None:
            return
        self._asked = None
        reply = partial(self._replied, way, cycle, time.perf_counter())
        try:
            way.ask(_scope(cycle), bytes(cycle.body), reply)
        except Exception:  # the outermost handler: the parser would make a malformed request of it
            self.logger.exception("A short way failed")
            if not cycle.response_complete:
                self._decline(cycle)

    def _way_of(self, cycle: RequestResponseCycle, app: ASGIApp) -> ShortWay | None:
        """The way of a plain request: the client wants nothing of us before the answer, and reads what it gets."""
        is_plain = self._is_beginning and app is self.app and not self.parser.should_upgrade()
        if not is_plain or cycle.waiting_for_100_continue or self.flow.write_paused:
            return None
        return short_ways.way_of(_scope(cycle), self._ways)

    def _replied(
        self, way: ShortWay, cycle: RequestResponseCycle, started: float, answer: Answer | None
    ) -> None:
        if answer is None:
            self._decline(cycle)
            return
        headers = short_ways.numbered(_scope(cycle), answer)
        if not (cycle.disconnected or self.transport.is_closing()):
            self.transport.write(_written(answer, [*cycle.default_headers, *headers], cycle))
        _end(cycle)
        short_ways.note(way, _scope(cycle), answer.status, started)

    def _decline(self, cycle: RequestResponseCycle) -> None:
        self._asked = None
        _scope(cycle)["has_declined"] = True
        super()._start_asgi_task(cycle, self.app)


def _scope(cycle: RequestResponseCycle) -> Scope:
    return cast("Scope", cycle.scope)  # the same under another name


def _written(answer: Answer, headers: short_ways.Headers, cycle: RequestResponseCycle) -> bytes:
    """The answer as it goes over the wire; our own headers hold nothing that would have to be looked through."""
    told = b"".join([b"%b: %b\r\n" % header for header in headers])
    last = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
    return b"".join((STATUS_LINE[answer.status], told, last, answer.body))


def _end(cycle: RequestResponseCycle) -> None:
    """As when the application has sent its last byte."""
    cycle.response_started = cycle.response_complete = True
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
