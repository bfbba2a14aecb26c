"""Names lead to public addresses alone, but for hosts that the operator allowed."""

from collections.abc import Set

from events_svc.gateways.addresses import is_public, parsed


class PrivateName(OSError):
    """A name stands for a private address."""


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
