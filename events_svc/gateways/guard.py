"""Names lead to public addresses alone, but for hosts that the operator allowed."""

import socket
from collections.abc import Set

from aiohttp.abc import AbstractResolver, ResolveResult

from events_svc.gateways.addresses import is_public, parsed


class PrivateName(OSError):
    """A name stands for a private address."""


class Guarded(AbstractResolver):
    """Asks `inner` once for each name; raises PrivateName when one of the answers is private.

    The client connects to what it is answered here, and asks nobody again.
    """

    def __init__(self, allowed: Set[str], inner: AbstractResolver) -> None:
        self._allowed = allowed
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if host.lower().rstrip(".") in self._allowed:
            return found
        if not all(_is_public(one["host"]) for one in found):
            raise PrivateName(host)
        return found

    async def close(self) -> None:
        await self._inner.close()


def may_connect(host: str, allowed: Set[str]) -> bool:
    """Whether a host that is written as an address is public or allowed; names are judged when resolved."""
    address = parsed(host)
    return address is None or host.lower() in allowed or is_public(address)


def was_guarded(error: BaseException) -> bool:
    """Whether a PrivateName stands behind the client's error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PrivateName):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _is_public(host: str) -> bool:
    address = parsed(host)
    return address is not None and is_public(address)
