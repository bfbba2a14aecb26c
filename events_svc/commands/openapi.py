"""`events-svc openapi`: the OpenAPI document on standard output."""

import argparse
import json

from events_svc.app import routes
from events_svc.config import Settings
from events_svc.web import openapi
from events_svc.web.api import Operation
from events_svc.web.system import VERSION


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the document that the service serves at /api/v1/openapi.json."""
    operations = [route for route in routes() if isinstance(route, Operation)]
    print(json.dumps(openapi.document(operations, version=VERSION), ensure_ascii=False, indent=2))
    return 0
