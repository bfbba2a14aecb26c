"""What media refuses; the docstring is what people read."""


class AddressRefused(Exception):
    """“{url}” cannot be used: the address must begin with https:// or http:// and name a host."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)


class PlatformUnknown(Exception):
    """There is no platform “{platform}” here."""

    def __init__(self, platform: str) -> None:
        self.platform = platform
        super().__init__(platform)


class NotALiveLink(Exception):
    """Only a live link begins and ends; this one is a recording."""


class RecordingSlugTaken(Exception):
    """Another recording already has the address “{slug}”."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


class NothingToWatch(Exception):
    """A recording is published once it has at least one link under which it can be watched."""


class PassForged(Exception):
    """There is no such link. Please open it from the page of the session."""


class PassExpired(Exception):
    """This link was good for five minutes and has expired. The page of the session gives a new one."""


class PassOfAnother(Exception):
    """This link was made for another browser. Open your own ticket here, then the session."""


class TicketGivesNothing(Exception):
    """The ticket behind this link is not valid for this session, or no longer."""


class LinkClosed(Exception):
    """This link is not open, or no longer. The page of the session says what can be watched."""


class WindowBackwards(Exception):
    """A link's time must begin before it ends."""
