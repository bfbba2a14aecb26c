"""What is refused of people who wait; the docstring is what people read."""


class NobodyWaits(Exception):
    """There is no waiting list here."""


class PlacesLeft(Exception):
    """There are places left: please order."""


class NothingToOffer(Exception):
    """There is no place that could be offered now."""


class WaitOver(Exception):
    """This person does not wait any more."""
