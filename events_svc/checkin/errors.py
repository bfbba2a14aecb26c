"""What the door refuses; the docstring is what people read."""

from events_svc.text import Text


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


class ListChanged(Exception):
    """Somebody else has changed this list meanwhile. Look at it again, then change it."""


class ListInUse(Exception):
    """{gate} checks this list. Let it check another one first."""

    def __init__(self, gate: Text) -> None:
        self.gate = gate
        super().__init__(gate)
