"""Who may do what with accounts at payment providers, and where providers tell."""

from events_svc.clock import now
from events_svc.events.models import Event
from events_svc.tickets.paying.accounts import Entered, keep
from events_svc.tickets.paying.models import BookDifference
from tests.access import Access

OWNER = frozenset({"owner"})
PAGE = "/organiser/organisations/{slug}/payments"
OWN = {"slug": "{organisation_slug}", "provider": "cash"}

ACCESS = {
    "GET /orders/{secret}/payments/{reference}/way": Access(303, path={"secret": "{order_secret}"}),
    "GET /test-payments/{reference}": Access(422),
    "POST /test-payments/{reference}": Access(422),
    "GET /test-payments/{reference}/state": Access(403),
    "POST /test-payments/{reference}/closure": Access(403),
    "POST /test-payments/{reference}/refunds": Access(403),
    "POST /payments/test/notifications": Access(403),
    "POST /payments/{provider}/{key}/notifications": Access(404, path={"provider": "stripe"}),
    f"GET {PAGE}": Access(200, roles=OWNER, path=OWN),
    "POST " + PAGE + "/{provider}": Access(422, roles=OWNER, path={**OWN, "provider": "wechat"}),
    "POST " + PAGE + "/{provider}/withdrawal": Access(303, roles=OWNER, path=OWN),
    "POST " + PAGE + "/{provider}/test": Access(
        404, roles=OWNER, path={**OWN, "provider": "stripe"}
    ),
    "POST " + PAGE + "/differences/{id:int}/settlement": Access(
        303, roles=OWNER, path={**OWN, "id": "{difference}"}
    ),
}


async def furnish(event: Event) -> dict[str, str]:
    """An account for those who pay on site, and a difference between its books."""
    organisation = await event.organisation
    account = await keep(organisation, "cash", Entered(), secret_key="k" * 32)
    difference = await BookDifference.create(
        account_id=account.id,
        day=now().date(),
        reference="r",
        kind="amount",
        ours_minor=1,
        theirs_minor=2,
        currency="CNY",
        noticed_at=now(),
    )
    return {
        "organisation_slug": organisation.slug,
        "difference": str(difference.id),
        "key": account.key,
    }
