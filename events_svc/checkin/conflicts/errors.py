"""What a decision on a conflict refuses; the docstring is what people read."""


class ConflictDecided(Exception):
    """This was decided already."""


class ReasonMissing(Exception):
    """Say why: somebody may ask later."""
