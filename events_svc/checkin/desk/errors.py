"""What a desk refuses; the docstring is what people read."""


class NotADesk(Exception):
    """At this gate nobody registers or pays. The organiser can make it a desk."""


class DueChanged(Exception):
    """What is to be paid has changed in the meantime. Please look again."""
