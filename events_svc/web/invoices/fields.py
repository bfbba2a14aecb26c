"""What buyers and organisers write for invoices, checked."""

from typing import Annotated

import msgspec

from events_svc.invoices.fapiao import Wanted
from events_svc.invoices.models import FapiaoKind, When
from events_svc.invoices.seller import SellerFacts
from events_svc.invoices.taxpayer import is_taxpayer_number, spelled
from events_svc.web.fields import Email, Line
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext

Number = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{20}\Z")]
Prose = Annotated[str, msgspec.Meta(max_length=1000)]


class FapiaoForm(msgspec.Struct):
    """A request as the buyer writes it."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    email: Email
    kind: FapiaoKind = FapiaoKind.GENERAL
    taxpayer_number: Annotated[str, msgspec.Meta(max_length=40)] = ""
    is_person: bool = False


class InvoiceForm(msgspec.Struct):
    """To whom an invoice is made out; blank: to the order's buyer."""

    name: Line = ""
    taxpayer_number: Annotated[str, msgspec.Meta(max_length=40)] = ""
    address: Annotated[str, msgspec.Meta(max_length=300)] = ""


class SellerForm(msgspec.Struct):
    """What stands on an organisation's invoices."""

    name: dict[str, Line]
    taxpayer_number: Annotated[str, msgspec.Meta(max_length=40)] = ""
    address: dict[str, Prose] = {}
    contact: Line = ""
    bank: Line = ""
    note: dict[str, Prose] = {}
    prefix: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9\-/]{0,12}\Z")] = ""
    item: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] = "*会展服务*会议费"
    item_code: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,19}\Z")] = "3040305"

    def facts(self) -> SellerFacts:
        number = spelled(self.taxpayer_number)
        return SellerFacts(**{**msgspec.structs.asdict(self), "taxpayer_number": number})


class RuleForm(msgspec.Struct):
    """What an event's buyers get."""

    when: When = When.NEVER
    offers_fapiao: bool = False


class CodeForm(msgspec.Struct):
    """An order by its code."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class NumberForm(msgspec.Struct):
    """A number of the tax bureau."""

    number: Number


def wanted(form: FapiaoForm) -> Wanted:
    """The request; raises Malformed for a number whose check character is wrong, and for a company
    without one. A special invoice is for companies alone.
    """
    number = spelled(form.taxpayer_number)
    if form.is_person and form.kind is FapiaoKind.SPECIAL:
        raise Malformed({"kind": gettext("A special invoice is made out to companies only.")})
    if form.is_person:
        number = ""
    elif not is_taxpayer_number(number):
        raise Malformed(
            {
                "taxpayer_number": gettext(
                    "This is no taxpayer number: 18 characters, and the last one checks the others."
                )
            }
        )
    return Wanted(form.kind, " ".join(form.title.split()), number, form.email)
