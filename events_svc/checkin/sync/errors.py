"""What is refused to those who carry a copy of a door; the docstring is what people read."""


class SnapshotNeeded(Exception):
    """This cursor leads nowhere any more. Take a snapshot."""


class DoorOver(Exception):
    """The event is over for more than a day: what phones knew of its people is deleted."""


class CrowdTooLarge(Exception):
    """A phone carries no more than {most} tickets. Scan with a connection, or with a hub."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)
