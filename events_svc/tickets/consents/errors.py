"""What is refused of consents; the docstring is what people read."""

from events_svc.text import Text
from events_svc.tickets.errors import NotReserved


class ConsentMissing(NotReserved):
    """This order needs your consent: “{label}”."""

    def __init__(self, label: Text, version_id: int) -> None:
        super().__init__(version_id)
        self.label = label
        self.version_id = version_id
