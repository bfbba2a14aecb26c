"""What privacy refuses; the docstring is what people read."""


class StillValid(Exception):
    """Order {code} has tickets that are still valid. Cancel them first, or wait until the event is over."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NobodyKnown(Exception):
    """Nothing is known here of a person with this address."""
