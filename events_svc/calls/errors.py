"""What calls refuse; the docstring is what people read."""

from events_svc.text import Text


class NotToBeDecided(Exception):
    """“{title}” cannot be decided so: it was decided and told already, or was never sent in."""

    def __init__(self, title: Text) -> None:
        self.title = title
        super().__init__(title)


class DecisionsChanged(Exception):
    """The decisions have changed since this preview. Please look at them again."""
