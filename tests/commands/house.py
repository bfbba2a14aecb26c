"""A running service with one event on sale and one gate, made over its own API."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.commands.processes import run

FREE = {"zh": "免费票", "en": "Free"}


@dataclass(frozen=True, slots=True)
class House:
    """Where the service is, and what a program needs to buy and to scan."""

    base: str
    token: str
    ticket_type: int
    gate: int

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def owners_token(env: dict[str, str]) -> str:
    """A token of the demo's owner."""
    return run(env, "token", "add", "owner@demo.example").stdout.strip()


def open_sale(base: str, token: str, *, places: int) -> House:
    """A published event with `places` free tickets and a gate."""
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}) as client:
        now = datetime.now(UTC)
        slug = "sale"
        draft = {
            "title": FREE,
            "kind": "forum",
            "slug": slug,
            "starts_at": (now - timedelta(hours=1)).isoformat(),
            "ends_at": (now + timedelta(days=1)).isoformat(),
        }
        _made(client.post("/api/v1/events", json=draft))
        kind = {"name": FREE, "places": places}
        ticket_type = _made(client.post(f"/api/v1/events/{slug}/ticket-types", json=kind))["id"]
        gate = _made(client.post(f"/api/v1/events/{slug}/gates", json={"name": FREE}))["id"]
        _made(client.put(f"/api/v1/events/{slug}/publication"))
    return House(base, token, ticket_type, gate)


def wish(house: House, number: int) -> dict[str, Any]:
    """The order of buyer `number`: one ticket."""
    return {
        "name": f"䶮{number}",
        "contact": f"buyer{number}@example.org",
        "lines": [{"ticket_type": house.ticket_type, "count": 1}],
    }


def _made(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()
