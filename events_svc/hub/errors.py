"""Why a hub is refused."""


class HubUnknown(Exception):
    """This hub is not known here, or it was revoked."""


class ServerNeeded(Exception):
    """This needs the server, and the hub cannot reach it now. Try again, or send the person to a desk with a connection."""


class OtherEvent(Exception):
    """This folder holds the door of another event or of another hub."""
