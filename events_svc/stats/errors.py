"""What stats refuses; the docstring is what people read."""

from datetime import date


class SaltDestroyed(Exception):
    """The salt of {day} has been destroyed: no viewer of that day can be told any more."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(day)


class TooBusy(Exception):
    """Too many beats are waiting. Please send this one again later."""


class MetricUnknown(Exception):
    """There is no figure “{metric}” in the ledger."""

    def __init__(self, metric: str) -> None:
        self.metric = metric
        super().__init__(metric)


class ObservedLater(Exception):
    """A counter cannot have been read in the future."""


class CorrectedAlready(Exception):
    """This row has been corrected already; correct the newer one."""


class ReasonMissing(Exception):
    """A correction needs its reason."""
