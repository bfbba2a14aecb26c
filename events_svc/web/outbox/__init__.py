"""The outbox over HTTP."""

from starlette.routing import BaseRoute

from events_svc.outbox.errors import NotDead
from events_svc.web.outbox import page

routes: list[BaseRoute] = [*page.routes]

errors: dict[type[Exception], int] = {NotDead: 409}
