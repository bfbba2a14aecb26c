"""What ticketing refuses; the docstring is what people read."""

from events_svc.tickets.models import OrderState


class NotReserved(Exception):
    """This order cannot be placed."""

    ticket_type_id: int | None = None


class NothingChosen(NotReserved):
    """Please choose at least one ticket."""


class NotOnSale(NotReserved):
    """{name} is not on sale."""

    def __init__(self, name: str, ticket_type_id: int) -> None:
        super().__init__(name)
        self.name = name
        self.ticket_type_id = ticket_type_id


class SoldOut(NotReserved):
    """{name} is sold out."""

    def __init__(self, name: str, ticket_type_id: int) -> None:
        super().__init__(name)
        self.name = name
        self.ticket_type_id = ticket_type_id


class FewLeft(SoldOut):
    """Only {left} left of {name}."""

    def __init__(self, name: str, ticket_type_id: int, left: int) -> None:
        super().__init__(name, ticket_type_id)
        self.left = left


class WrongCount(NotReserved):
    """From {least} to {most} of {name} per order."""

    def __init__(self, name: str, ticket_type_id: int, least: int, most: int) -> None:
        super().__init__(name)
        self.name = name
        self.ticket_type_id = ticket_type_id
        self.least = least
        self.most = most


class Named(NotReserved):
    """{name} cannot be ordered so."""

    def __init__(self, name: str, ticket_type_id: int) -> None:
        super().__init__(name)
        self.name = name
        self.ticket_type_id = ticket_type_id


class VariantMissing(Named):
    """Please choose which {name}."""


class OnlyWithTicket(Named):
    """{name} can only be taken together with a ticket."""


class NeedsVoucher(Named):
    """{name} can only be ordered with a voucher code."""


class AddOnsWrong(Named):
    """With each ticket, from {least} to {most} of {name}."""

    def __init__(self, name: str, ticket_type_id: int, least: int, most: int) -> None:
        super().__init__(name, ticket_type_id)
        self.least = least
        self.most = most


class VoucherRefused(NotReserved):
    """The voucher {code} cannot be used."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class VoucherUnknown(VoucherRefused):
    """There is no voucher {code} for this event."""


class VoucherOver(VoucherRefused):
    """The voucher {code} is not valid any more."""


class VoucherUsedUp(VoucherRefused):
    """The voucher {code} has been used up."""


class VoucherDoesNotFit(VoucherRefused):
    """The voucher {code} is not for these tickets."""


class Dearer(NotReserved):
    """The price has changed in the meantime. Nothing is ordered yet: please look at it once more."""


class CartOver(NotReserved):
    """The time to order has run out and the places are free again. Please choose anew."""


class StateForbids(Exception):
    """This order has changed in the meantime: that cannot be done any more."""

    def __init__(self, state: OrderState) -> None:
        super().__init__(state)
        self.state = state


class HoldOver(Exception):
    """The time to pay has run out and the places are free again. Please order anew."""


class NoProvider(Exception):
    """This way to pay is not offered."""


class NotRefundable(Exception):
    """There is no money of this payment to give back."""


class TicketNotYours(Exception):
    """This ticket is not valid any more: its name cannot be changed."""


class PassedOnAlready(Exception):
    """This ticket has been passed on in the meantime: its old link changes nothing any more."""


class SomebodyEntered(Exception):
    """Somebody has come in with this order already. Please ask the organiser."""


class CameInWith(Exception):
    """Somebody has come in with this ticket: it cannot be passed on any more. Please ask the organiser."""


class QuotaTooSmall(Exception):
    """{used} places of this quota are taken already: it cannot be smaller."""

    def __init__(self, used: int) -> None:
        super().__init__(used)
        self.used = used


class PartOfItself(Exception):
    """A ticket type cannot be taken together with itself."""


class BundleTooDear(Exception):
    """The parts cost more than the bundle."""


class MoneyInexact(Exception):
    """This amount has more digits after the point than the currency."""


class Forged(Exception):
    """This notification is not signed by the payment provider."""


class NothingDue(Exception):
    """There is nothing to pay for this."""


class NotAllowed(Exception):
    """The rules of this event do not allow that. Please ask the organiser."""


class NotForSwap(Exception):
    """The ticket cannot be changed into one of this type."""


class NothingLeft(Exception):
    """At least one ticket has to stay with the order."""


class BundleWhole(Exception):
    """A bundle is ordered as a whole: no ticket can be changed into one or out of one."""


class PriceChanged(Exception):
    """The price has changed in the meantime. Please look at it once more."""


class StaysWithItsTicket(Exception):
    """What was taken together with a ticket stays with it."""


class FeeTooHigh(Exception):
    """The fee cannot be more than what the tickets cost."""


class TooLongHold(Exception):
    """The time to pay ends in the future, and not after the event."""
