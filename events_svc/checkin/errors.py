"""What the door refuses; the docstring is what people read."""


class DeviceUnknown(Exception):
    """This phone is not paired with a gate, or no longer. Ask for a new pairing code."""


class PairingOver(Exception):
    """This pairing code was used already or is older than ten minutes. Ask for a new one."""


class GateClosed(Exception):
    """This gate is closed."""


class ScanIdTaken(Exception):
    """This scan id belongs to another scan."""


class NothingToUndo(Exception):
    """This scan let nobody in, or it was undone already."""


class RulesMalformed(Exception):
    """The rules of the list cannot be used: {where}."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where)
