"""What webhooks refuse; the docstring is what people read."""


class TooManyEndpoints(Exception):
    """An organisation has at most {most} webhooks."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class EndpointEnded(Exception):
    """This webhook is switched off. Please switch it on first."""
