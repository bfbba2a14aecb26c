"""Badges over HTTP: print them, design them."""

from starlette.routing import BaseRoute

from events_svc.badges import errors as refusals
from events_svc.web.badges import layouts, one, pictures, printing

routes: list[BaseRoute] = [*printing.routes, *one.routes, *layouts.routes, *pictures.routes]

errors: dict[type[Exception], int] = {
    refusals.PartOutside: 422,
    refusals.LogoUnreadable: 422,
    refusals.NobodyToPrint: 409,
    refusals.PrintedAlready: 409,
    refusals.PrintingOver: 410,
    refusals.LayoutGone: 404,
}
