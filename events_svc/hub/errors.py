"""Why a hub is refused."""

FAILED = 500  # the first status of those with which a server says that it failed

OF_THE_BODY = frozenset({400, 413, 422})


class HubUnknown(Exception):
    """This hub is not known here, or it was revoked."""


class ServerNeeded(Exception):
    """This needs the server, and the hub cannot reach it now. Try again, or send the person to a desk with a connection."""


class ListFull(Exception):
    """Too much that was not taken waits for people here. Once some of it is settled, the rest is listed; until then only the hub has it."""


class OtherEvent(Exception):
    """This folder holds the door of another event or of another hub."""


class Unreachable(Exception):
    """There is no contact with the server: {reason}"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rejected(Unreachable):
    """The server does not take what was brought: {reason}"""

    def __init__(self, reason: str, *, status: int) -> None:
        super().__init__(reason)
        self.has_failed = status >= FAILED  # the fault may be the server's own
        self.is_of_what_was_brought = status in OF_THE_BODY  # surely
