"""What accounts refuse; the docstring is what people read."""


class NotFound(Exception):
    """There is nothing here."""


class TooManyAttempts(Exception):
    """That was too often. Please wait {seconds} seconds."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)
