"""`/organiser/organisations/{slug}/seller`: in whose name invoices are written."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts import organisations
from events_svc.accounts.models import Organisation
from events_svc.accounts.permissions import Permission
from events_svc.invoices import seller as sellers
from events_svc.invoices.models import Seller
from events_svc.invoices.taxpayer import is_taxpayer_number, spelled
from events_svc.web import auth, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.invoices.fields import SellerForm
from events_svc.web.state import Request

SELLER = "/organiser/organisations/{slug}/seller"


async def show(request: Request) -> Response:
    """What stands on the invoices."""
    return await _page(request, await _organisation(request))


async def keep(request: Request) -> Response:
    """Keep what the form says."""
    owner = await _organisation(request)
    try:
        form = await forms.parse(request, SellerForm)
        number = spelled(form.taxpayer_number)
        if number and not is_taxpayer_number(number):
            words = gettext(
                "This is no taxpayer number: 18 characters, and the last one checks the others."
            )
            raise forms.Malformed({"taxpayer_number": words}, await forms.as_typed(request))
    except forms.Malformed as wrong:
        return await _page(request, owner, wrong)
    await sellers.keep(owner, form.facts())
    return pages.redirect(request, SELLER.format(slug=owner.slug))


async def _organisation(request: Request) -> Organisation:
    person = await auth.signed_in(request)
    slug = request.path_params["slug"]
    return await organisations.permitted(person, slug, Permission.ORDERS_EDIT)


async def _page(
    request: Request, owner: Organisation, wrong: forms.Malformed | None = None
) -> Response:
    own = await Seller.get_or_none(organisation_id=owner.id)
    return await pages.render(
        request,
        "invoices/seller.html",
        status=422 if wrong else 200,
        organisation=owner,
        own=own,
        above=None if own else await sellers.used_by(owner),
        values=wrong.values if wrong else _values(owner, own),
        errors=wrong.errors if wrong else {},
    )


def _values(owner: Organisation, own: Seller | None) -> dict[str, Any]:
    if own is None:
        names = {f"name_{language}": words for language, words in owner.name.items()}
        return {**names, "item": "*会展服务*会议费", "item_code": "3040305"}
    plain = ("taxpayer_number", "contact", "bank", "prefix", "item", "item_code")
    sides = {
        f"{name}_{language}": words
        for name in ("name", "address", "note")
        for language, words in getattr(own, name).items()
    }
    return {name: getattr(own, name) for name in plain} | sides


routes: list[BaseRoute] = [
    Route(SELLER, show, methods=["GET"]),
    Route(SELLER, keep, methods=["POST"]),
]
