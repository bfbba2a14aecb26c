"""Why a hub is refused."""


class HubUnknown(Exception):
    """This hub is not known here, or it was revoked."""


class ServerNeeded(Exception):
    """This needs the server: a hub by itself only checks in."""


class OtherEvent(Exception):
    """This folder holds the door of another event or of another hub."""
