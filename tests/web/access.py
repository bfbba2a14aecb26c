"""Who may ask for the service's own state."""

from tests.access import Access

ACCESS = {
    "GET /healthz": Access(200),
    "GET /readyz": Access(200),
    "GET /metrics": Access(200),
    "GET /api/v1/openapi.json": Access(200),
}
