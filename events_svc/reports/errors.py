"""What a report refuses."""


class NothingToReport(Exception):
    """There is nothing to report yet: no event, no recording and no link belongs here."""
