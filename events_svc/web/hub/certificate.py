"""The hub's authority as a file: who installs it once sees no warning, and may install the scanner."""

import ssl

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.web import pages
from events_svc.web.hub.about import About
from events_svc.web.state import Request

FILE = "/hub/certificate.crt"


def routes(about: About) -> list[BaseRoute]:
    """The authority's certificate, and how a phone comes to trust it."""

    async def certificate(request: Request) -> Response:
        """DER, as phones take it."""
        return Response(
            ssl.PEM_cert_to_DER_cert(about.authority),
            media_type="application/x-x509-ca-cert",
            headers={"content-disposition": 'attachment; filename="events-hub.crt"'},
        )

    async def trust(request: Request) -> Response:
        """What to compare and where to tap."""
        return await pages.render(request, "hub/trust.html", about=about)

    return [Route(FILE, certificate, name="hub_certificate"), Route("/hub/trust", trust)]
