"""What reviewing refuses; the docstring is what people read."""

from events_svc.text import Text


class PhaseClosed(Exception):
    """No review phase is open now: nothing can be seen or scored."""


class PhaseTooShort(Exception):
    """A phase must end after it begins."""


class PhasesOverlap(Exception):
    """At that time the phase “{other}” is open already."""

    def __init__(self, other: Text) -> None:
        self.other = other
        super().__init__(other)


class RangeEmpty(Exception):
    """The largest number must be greater than the smallest."""


class CategoryInUse(Exception):
    """“{category}” has scores already. Give it the weight 0 instead."""

    def __init__(self, category: Text) -> None:
        self.category = category
        super().__init__(category)


class AlreadyReviewer(Exception):
    """{email} is a reviewer of this call already."""

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__(email)


class ScoreMissing(Exception):
    """Please give a score for “{category}”, or abstain."""

    def __init__(self, category: Text) -> None:
        self.category = category
        super().__init__(category)


class ScoreOutside(Exception):
    """The score for “{category}” is a number from {least} to {most}."""

    def __init__(self, category: Text, least: int, most: int) -> None:
        self.category, self.least, self.most = category, least, most
        super().__init__(category, least, most)


class CannotJudge(Exception):
    """This reviewer has a conflict of interest with this proposal."""
