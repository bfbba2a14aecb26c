"""What vouchers refuse; the docstring is what people read."""


class TooFewToKeep(Exception):
    """Only {left} places are left for this voucher to keep."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class TargetUnclear(Exception):
    """To keep places, a voucher must be for one quota, or for one ticket type (with variants: for one of them)."""


class CodeTaken(Exception):
    """There is a voucher {code} already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UsedMoreOften(Exception):
    """This voucher has been used {used} times already: it cannot allow fewer."""

    def __init__(self, used: int) -> None:
        super().__init__(used)
        self.used = used


class SpentMore(Exception):
    """More than this budget has been spent already."""
