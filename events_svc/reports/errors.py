"""What a report refuses."""


class NothingToReport(Exception):
    """There is nothing to report yet: no event, no recording and no link belongs here."""


class DoesNotStand(Exception):
    """This report does not stand: what is stored now is not what was frozen. Freeze a new one to publish."""


class TooManyRows(Exception):
    """This report stands on more than {most} rows: have it frozen at “…/reports/freezings” instead."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)
