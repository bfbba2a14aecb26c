"""Who may bring people in."""

from tests.access import Access

OFFICE = frozenset({"owner", "organiser", "finance"})
BASE = "/organiser/events/{slug}/people"

ACCESS = {
    f"GET {BASE}": Access(200, roles=OFFICE),
    f"POST {BASE}/preview": Access(422, roles=OFFICE),
    f"POST {BASE}": Access(422, roles=OFFICE),
}
