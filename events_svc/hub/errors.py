"""Why a hub is refused."""


class HubUnknown(Exception):
    """This hub is not known here, or it was revoked."""


class ServerNeeded(Exception):
    """This needs the server, and a hub does it not by itself: everything here is about checking in."""


class OtherEvent(Exception):
    """This folder holds the door of another event or of another hub."""
