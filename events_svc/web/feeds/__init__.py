"""Feeds over HTTP: the exports of an event, the feeds cut out of them, the import of a timetable."""

from starlette.routing import BaseRoute

from events_svc.web.feeds import (
    event,
    imports,
    imports_api,
    oembed,
    personal,
    recordings,
    releases,
    sitemap,
    subscribe,
)

routes: list[BaseRoute] = [
    *event.routes,
    *personal.routes,
    *releases.routes,
    *subscribe.routes,
    *oembed.routes,
    *recordings.routes,
    *sitemap.routes,
    *imports.routes,
    *imports_api.routes,
]

errors: dict[type[Exception], int] = {}
