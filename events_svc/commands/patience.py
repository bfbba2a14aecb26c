"""How long a client may take to send a request: uvicorn itself waits without end for slow heads and bodies.

As Apache's mod_reqtimeout counts: twenty seconds, and one more for every sixteen kilobytes that came. Who is
slower gets a 408 and the connection is closed; whoever waits for an answer of ours is not counted.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LATE = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with a bound on the time in which a request must arrive; one timer a connection."""

    patience = 20.0  # seconds
    least_rate = 16 * 1024  # bytes that buy another second
    look_every = 5.0

    _begun_at: float | None = None  # of the request that is arriving now
    _arrived = 0
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
        super().on_message_complete()

    def _wait(self) -> None:
        self._begun_at, self._arrived = self.loop.time(), 0

    def _look_at_clock(self) -> None:
        if self.flow.read_paused:  # we are the slow ones
            self._begun_at = self._begun_at and self.loop.time()
        if self._is_late():
            self._give_up()
        else:
            self._look = self.loop.call_later(self.look_every, self._look_at_clock)

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
