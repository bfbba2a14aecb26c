"""Who may do what with accounts, organisations, teams and the log."""

from events_svc.accounts import email_change, links
from events_svc.accounts.models import Membership, Role
from events_svc.events.models import Event
from tests.access import ROLES, Access
from tests.accounts.factories import make_user

EVERYBODY = frozenset(ROLES)
OWNER = frozenset({"owner"})

ACCESS = {
    "GET /sign-in": Access(303, deviations={"stranger": 200}),
    "POST /sign-in": Access(422),
    "POST /sign-in/links": Access(422),
    "GET /sign-in/{secret}": Access(200),
    "POST /sign-in/{secret}": Access(303),
    "POST /sign-out": Access(303),
    "GET /account": Access(200, roles=EVERYBODY, other=200),
    "POST /account": Access(422, roles=EVERYBODY, other=422),
    "POST /account/email": Access(422, roles=EVERYBODY, other=422),
    "GET /account/email/{secret}": Access(200, path={"secret": "{email_secret}"}),
    "POST /account/email/{secret}": Access(303, path={"secret": "{email_secret}"}),
    "POST /account/password": Access(422, roles=EVERYBODY, other=422),
    "POST /account/sign-ins/{id:int}/revocation": Access(
        404, roles=EVERYBODY, path={"id": "{sign_in_id}"}
    ),
    "POST /account/tokens": Access(422, roles=EVERYBODY, other=422),
    "POST /account/tokens/{id:int}/revocation": Access(404, roles=EVERYBODY, path={"id": "1"}),
    "GET /organiser/organisations": Access(200, roles=EVERYBODY, other=200),
    "POST /organiser/organisations": Access(422, roles=OWNER, deviations={"foreign": 422}),
    "GET /organiser/organisations/{slug}": Access(
        200, roles=EVERYBODY, path={"slug": "{organisation}"}
    ),
    "POST /organiser/organisations/{slug}": Access(
        422, roles=OWNER, path={"slug": "{organisation}"}
    ),
    "POST /organiser/organisations/{slug}/place": Access(
        404, roles=OWNER, path={"slug": "{organisation}"}
    ),
    "POST /organiser/organisations/{slug}/team": Access(
        422, roles=OWNER, path={"slug": "{organisation}"}
    ),
    "POST /organiser/organisations/{slug}/team/{id:int}": Access(
        422, roles=OWNER, path={"slug": "{organisation}", "id": "{membership_id}"}
    ),
    "POST /organiser/organisations/{slug}/team/{id:int}/removal": Access(
        303, roles=OWNER, path={"slug": "{organisation}", "id": "{membership_id}"}
    ),
    "GET /organiser/events/{slug}/team": Access(200, roles=EVERYBODY),
    "POST /organiser/events/{slug}/team": Access(422, roles=OWNER),
    "POST /organiser/events/{slug}/team/{id:int}": Access(
        422, roles=OWNER, path={"id": "{event_membership_id}"}
    ),
    "POST /organiser/events/{slug}/team/{id:int}/removal": Access(
        303, roles=OWNER, path={"id": "{event_membership_id}"}
    ),
    "GET /organiser/events/{slug}/log": Access(200, roles={"owner", "organiser"}),
    "GET /api/v1/me": Access(200, roles=EVERYBODY, other=200),
}


async def furnish(event: Event) -> dict[str, str]:
    """A colleague in both teams, signed in nowhere, with a link that can be used."""
    colleague = await make_user("colleague@example.org", role=Role.VIEWER, event=event)
    member = await Membership.create(
        user=colleague, organisation=event.organisation, role=Role.VIEWER
    )
    (of_event,) = await colleague.event_memberships.all()
    return {
        "secret": await links.make(colleague),
        "organisation": event.organisation.slug,
        "membership_id": str(member.id),
        "event_membership_id": str(of_event.id),
        "sign_in_id": "9999",
        "email_secret": await email_change.make(colleague, "new@example.org"),
    }
