"""How long a client may take to send a request: uvicorn itself waits without end for slow heads and bodies.

As Apache's mod_reqtimeout counts: twenty seconds, and one more for every sixteen kilobytes that came. Who is
slower gets a 408 and the connection is closed; whoever waits for an answer of ours is not counted.
The same clock hangs up on lines that are idle: uvicorn makes a timer after each answer for that, a fortieth
of what a scan costs.
"""

import asyncio
import math

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with a bound on the time in which a request must arrive, and one timer a connection, which
    also ends what has been idle for `timeout_keep_alive` seconds.
    """

    patience = 20.0  # seconds
    least_rate = 16 * 1024  # bytes that buy another second
    look_every = 5.0

    _begun_at: float | None = None  # of the request that is arriving now
    _arrived = 0
    _idle_since: float | None = None  # the last answer, where nothing has come after it
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._wait()
        self._look = self.loop.call_later(self.look_every, self._look_at_clock)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._arrived += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._wait()
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._begun_at = None
        # Some are answered before their body has come whole.
        self._idle_since = self.loop.time() if self.cycle.response_complete else None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """As uvicorn's, but for its timer."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._idle_since = self.loop.time()

    def _wait(self) -> None:
        self._begun_at, self._arrived, self._idle_since = self.loop.time(), 0, None

    def _look_at_clock(self) -> None:
        if self.flow.read_paused:  # we are the slow ones
            self._begun_at = self._begun_at and self.loop.time()
        left = self._idle_for()
        if self._is_late():
            self._give_up()
        elif left <= 0:
            self.timeout_keep_alive_handler()
        else:
            self._look = self.loop.call_later(min(self.look_every, left), self._look_at_clock)

    def _idle_for(self) -> float:
        """The seconds that the line may still say nothing; without end while a request is on its way."""
        if self._begun_at is not None or self._idle_since is None:
            return math.inf
        return self._idle_since + self.timeout_keep_alive - self.loop.time()

    def _is_late(self) -> bool:
        if self._begun_at is None:
            return False
        allowed = self.patience + self._arrived / self.least_rate
        return self.loop.time() - self._begun_at > allowed

    def _give_up(self) -> None:
        """Closing tells the application that the client has left."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(LATE)
        self.transport.close()
