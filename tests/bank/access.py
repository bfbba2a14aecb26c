"""Who may do what with accounts, statements and their lines."""

from events_svc.bank.models import LineState, StatementLine
from events_svc.events.models import Event
from tests.access import ROLES, Access
from tests.bank.factories import Said, as_csv, brought_in, make_account
from tests.tickets.factories import make_order, make_type

MONEY = frozenset({"owner", "organiser", "finance"})
EVERYBODY = frozenset(ROLES)
ORG = {"slug": "{organisation}"}
BANK = "/organiser/organisations/{slug}/bank"
API = "/api/v1/organisations/{slug}/bank"
LINE, ASIDE = {**ORG, "id": "{line}"}, {**ORG, "id": "{aside}"}

ACCESS = {
    "POST /orders/{secret}/transfer": Access(303, path={"secret": "{order_secret}"}),
    f"GET {BANK}": Access(200, roles=MONEY, path=ORG),
    f"POST {BANK}": Access(422, roles=MONEY, path=ORG),
    f"POST {BANK}/preview": Access(422, roles=MONEY, path=ORG),
    f"POST {BANK}/statements": Access(422, roles=MONEY, path=ORG),
    f"GET {BANK}/statements/" + "{id:int}": Access(
        200, roles=MONEY, path={**ORG, "id": "{statement}"}
    ),
    f"GET {BANK}/queue": Access(200, roles=MONEY, path=ORG),
    f"POST {BANK}/confirmations": Access(303, roles=MONEY, path=ORG),
    f"POST {BANK}/lines/" + "{id:int}/order": Access(422, roles=MONEY, path=LINE),
    f"POST {BANK}/lines/" + "{id:int}/aside": Access(303, roles=MONEY, path=LINE),
    f"POST {BANK}/lines/" + "{id:int}/again": Access(303, roles=MONEY, path=ASIDE),
    f"GET {API}/lines": Access(200, roles=MONEY, path=ORG),
    f"POST {API}/statements": Access(422, roles=EVERYBODY, other=422, path=ORG),
    f"POST {API}/lines/" + "{id:int}/order": Access(422, roles=EVERYBODY, other=422, path=LINE),
    f"POST {API}/lines/" + "{id:int}/aside": Access(200, roles=MONEY, path=LINE),
}


async def furnish(event: Event) -> dict[str, str]:
    """An account, an order to pay, a line that waits and one that was set aside."""
    account = await make_account(event.organisation)
    kind = await make_type(event, name="Paid by transfer", price_minor=100)
    order = await make_order(event, kind)
    statement = await brought_in(account, as_csv([Said(500, "a"), Said(600, "b")]))
    line, aside = await StatementLine.filter(statement_id=statement.id).order_by("id")
    await StatementLine.filter(id=aside.id).update(state=LineState.SET_ASIDE)
    return {
        "organisation": event.organisation.slug,
        "order_secret": order.secret,
        "statement": str(statement.id),
        "line": str(line.id),
        "aside": str(aside.id),
    }
