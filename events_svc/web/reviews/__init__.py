"""Pages and API of reviews."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
errors: dict[type[Exception], int] = {}
