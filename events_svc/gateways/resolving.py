"""Names are resolved once, and their addresses judged; loaded with aiohttp itself."""

import socket
from collections.abc import Set

from aiohttp.abc import AbstractResolver, ResolveResult

from events_svc.gateways.addresses import is_public, parsed
from events_svc.gateways.guard import PrivateName


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


def _is_public(host: str) -> bool:
    address = parsed(host)
    return address is not None and is_public(address)
