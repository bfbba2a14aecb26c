"""Speakers over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []

errors: dict[type[Exception], int] = {}
