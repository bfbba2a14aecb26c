"""Who may bring people in, and take tables away."""

from tests.access import Access

OFFICE = frozenset({"owner", "organiser", "finance"})
EXPORTS = "/organiser/events/{slug}/exports"
TABLE = {"table": "orders", "form": "csv"}
API = "/api/v1/events/{slug}/exports"
BASE = "/organiser/events/{slug}/people"

ACCESS = {
    f"GET {EXPORTS}": Access(200, roles=OFFICE),
    f"GET {EXPORTS}/{{table}}.{{form}}": Access(200, roles=OFFICE, path=TABLE),
    f"GET {API}": Access(200, roles=OFFICE),
    "GET " + API + "/{table}/{form}": Access(200, roles=OFFICE, path=TABLE),
    f"GET {BASE}": Access(200, roles=OFFICE),
    f"POST {BASE}/preview": Access(422, roles=OFFICE),
    f"POST {BASE}": Access(422, roles=OFFICE),
}
