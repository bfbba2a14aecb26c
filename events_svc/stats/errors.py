"""What stats refuses; the docstring is what people read."""

from datetime import date, datetime


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


class SourceUnknown(Exception):
    """There is no link with the number {source}."""

    def __init__(self, source: int | str) -> None:
        self.source = source
        super().__init__(source)


class NotPlayedHere(Exception):
    """Link {source} is not played by our player: its platform counts it."""

    def __init__(self, source: int) -> None:
        self.source = source
        super().__init__(source)


class PlayedHere(Exception):
    """Link {source} is played by our player, which counts it by its beats."""

    def __init__(self, source: int) -> None:
        self.source = source
        super().__init__(source)


class NobodyToAsk(Exception):
    """Nobody can be asked for the counters of this link; write them down by hand."""


class ReadLately(Exception):
    """The platform was asked for this a short while ago, and again not before {until} (UTC)."""

    def __init__(self, until: datetime) -> None:
        self.until = until.strftime("%Y-%m-%d %H:%M")
        super().__init__(until)


class NoticeForged(Exception):
    """This notice was not signed with a key that is known here, or too long ago."""


class FigureUnknown(Exception):
    """This platform has no figure “{figure}”."""

    def __init__(self, figure: str) -> None:
        self.figure = figure
        super().__init__(figure)


class EvidenceTooLarge(Exception):
    """A file that shows a reading has at most {megabytes} MB."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        super().__init__(megabytes)


class EvidenceUnknown(Exception):
    """A file that shows a reading is a picture (PNG, JPEG, WebP) or a PDF."""
