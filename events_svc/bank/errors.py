"""What the bank's desk refuses; the docstring is what people read."""


class NoAccount(Exception):
    """There is no bank account to which this order can be paid."""


class AlreadyDecided(Exception):
    """Somebody has decided about this line already."""


class OtherCurrency(Exception):
    """This money is in another currency than the order."""


class StatementKnown(Exception):
    """This file was brought in before."""

    def __init__(self, statement_id: int) -> None:
        super().__init__(statement_id)
        self.statement_id = statement_id
