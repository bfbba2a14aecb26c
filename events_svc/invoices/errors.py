"""What the books refuse; the docstring is what people read."""


class NoSeller(Exception):
    """The organiser has not said yet in whose name invoices are written."""


class NothingToInvoice(Exception):
    """There is nothing paid in this order that an invoice could state."""


class InvoiceExists(Exception):
    """There is an invoice for this order already."""


class NotOffered(Exception):
    """This is not offered for this event."""


class InvoiceCancelled(Exception):
    """This invoice was cancelled already."""


class FapiaoStands(Exception):
    """An electronic invoice for this order was requested already."""


class FapiaoDecided(Exception):
    """This request has changed in the meantime: that cannot be done any more."""


class NumberTaken(Exception):
    """The invoice number {number} belongs to another request."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number
