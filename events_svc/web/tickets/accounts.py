"""How an organisation is paid: its accounts at providers, tried out, and where their books differ from ours."""

from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import Organisation
from events_svc.accounts.organisations import permitted
from events_svc.accounts.permissions import Permission
from events_svc.accounts.sealing import SealBroken
from events_svc.gateways.payments import ProviderAway, Refused
from events_svc.gateways.payments.dealing import told_at
from events_svc.gateways.payments.providers import of_account
from events_svc.tickets.paying.accounts import (
    accounts_of,
    inherited,
    keep,
    note_test,
    secrets_of,
    withdraw,
)
from events_svc.tickets.paying.models import PaymentAccount
from events_svc.tickets.paying.reconcile import last_readings, open_differences, settle
from events_svc.web import auth, forms, pages
from events_svc.web.i18n import gettext
from events_svc.web.state import Request
from events_svc.web.tickets import words
from events_svc.web.tickets.account_forms import FORMS, entered

PAGE = "/organiser/organisations/{slug}/payments"


@dataclass(frozen=True, slots=True)
class Shown:
    """A provider as the page shows it: the own account, or whose else serves."""

    name: str
    label: str
    account: PaymentAccount | None
    above: PaymentAccount | None
    kept: frozenset[str]  # names of the secrets that are there; they are never shown
    is_sealed: bool  # they were sealed with another SECRET_KEY
    told_at: str


async def show(request: Request) -> Response:
    """All providers, with what is entered of each."""
    return await _page(request, await _organisation(request))


async def enter(request: Request) -> Response:
    """Be paid through this account from now on."""
    organisation, provider = await _organisation(request), _provider(request)
    own = (await accounts_of(organisation)).get(provider)
    kept, _ = _kept(request, own)
    try:
        typed = await entered(request, provider, kept=kept)
    except forms.Malformed as wrong:
        return await _page(request, organisation, wrong={provider: wrong})
    await keep(organisation, provider, typed, secret_key=_secret_key(request))
    return _back(request, organisation, provider)


async def take_away(request: Request) -> Response:
    """Offer it to buyers no more."""
    organisation, account = await _account(request)
    await forms.read(request)
    await withdraw(account)
    return _back(request, organisation, account.provider)


async def try_out(request: Request) -> Response:
    """Ask the provider something that only the right keys may ask; no money moves."""
    organisation, account = await _account(request)
    await forms.read(request)
    await note_test(account, await _tried(request, account))
    return _back(request, organisation, account.provider)


async def settle_difference(request: Request) -> Response:
    """A person has seen to a difference between the books."""
    organisation = await _organisation(request)
    form = await forms.read(request)
    note = " ".join(str(form.get("note") or "").split())[:500]
    await settle(organisation, request.path_params["id"], note=note)
    return pages.redirect(request, f"{_address(organisation)}#books")


async def _tried(request: Request, account: PaymentAccount) -> str:
    """What went wrong; blank when it works."""
    try:
        there = of_account(account, request.state["settings"], request.state["http"])
        await there.test()
    except ProviderAway:
        return gettext("The provider did not answer, or not with the key that is entered here.")
    except SealBroken:
        return gettext("The secrets were sealed with another SECRET_KEY. Please enter them again.")
    except Refused as error:
        return error.reason or gettext("The provider refused.")
    return ""


async def _page(
    request: Request, organisation: Organisation, *, wrong: dict[str, forms.Malformed] | None = None
) -> Response:
    own, above = await accounts_of(organisation), await inherited(organisation)
    return await pages.render(
        request,
        "tickets/accounts.html",
        status=422 if wrong else 200,
        organisation=organisation,
        providers=[_shown(request, name, own.get(name), above.get(name)) for name in FORMS],
        wrong=wrong or {},
        differences=await open_differences(organisation),
        readings=await last_readings(organisation),
        words=words,
    )


def _shown(
    request: Request, name: str, account: PaymentAccount | None, above: PaymentAccount | None
) -> Shown:
    kept, is_sealed = _kept(request, account)
    label = gettext("Pay on site") if name == "cash" else words.provider_words(name)
    address = told_at(account, request.state["settings"]) if account else ""
    return Shown(name, label, account, above, kept, is_sealed, address)


def _kept(request: Request, account: PaymentAccount | None) -> tuple[frozenset[str], bool]:
    """The names of the secrets that can be opened, and whether they are sealed with another key."""
    if account is None:
        return frozenset(), False
    try:
        return frozenset(secrets_of(account, secret_key=_secret_key(request))), False
    except SealBroken:
        return frozenset(), True


async def _account(request: Request) -> tuple[Organisation, PaymentAccount]:
    organisation = await _organisation(request)
    account = (await accounts_of(organisation)).get(_provider(request))
    if account is None:
        raise NotFound
    return organisation, account


async def _organisation(request: Request) -> Organisation:
    person = await auth.signed_in(request)
    return await permitted(person, request.path_params["slug"], Permission.ORGANISATION_EDIT)


def _provider(request: Request) -> str:
    name: str = request.path_params["provider"]
    if name not in FORMS:
        raise NotFound
    return name


def _secret_key(request: Request) -> str:
    return request.state["settings"].secret_key


def _address(organisation: Organisation) -> str:
    return f"/organiser/organisations/{organisation.slug}/payments"


def _back(request: Request, organisation: Organisation, provider: str) -> Response:
    return pages.redirect(request, f"{_address(organisation)}#{provider}")


routes: list[BaseRoute] = [
    Route(PAGE, show, methods=["GET"]),
    Route(PAGE + "/differences/{id:int}/settlement", settle_difference, methods=["POST"]),
    Route(PAGE + "/{provider}", enter, methods=["POST"]),
    Route(PAGE + "/{provider}/withdrawal", take_away, methods=["POST"]),
    Route(PAGE + "/{provider}/test", try_out, methods=["POST"]),
]
