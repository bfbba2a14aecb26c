"""What the outbox refuses; the docstring is what people read."""


class NotDead(Exception):
    """This job does not wait for anybody: it was sent again already, or it is done."""
