"""Pages and API of calls."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
errors: dict[type[Exception], int] = {}
