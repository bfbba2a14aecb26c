"""The association with its branches and partners, its people, its series and the events of its year."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from events_svc.accounts import organisations, register
from events_svc.accounts.models import Organisation, Role, User
from events_svc.demo.facts import read
from events_svc.events import create, parties, publish
from events_svc.events.models import Event, Kind, PartyRole, Series

PASSWORD = "robots-plus-2026"  # noqa: S105 it is printed for everybody
PEOPLE = {
    Role.OWNER: ("owner@demo.example", "林知远"),
    Role.ORGANISER: ("organiser@demo.example", "单若谷"),
    Role.AGENDA: ("agenda@demo.example", "陶令仪"),
    Role.FINANCE: ("finance@demo.example", "罗曼青"),
    Role.DOOR: ("door@demo.example", "陆行舟"),
    Role.VIEWER: ("viewer@demo.example", "翟青禾"),
}
KINDS = {
    "training": Kind.CLASS,
    "council_meeting": Kind.MEETING,
    "founding_meeting": Kind.MEETING,
    "renewal_meeting": Kind.MEETING,
    "seminar": Kind.MEETING,
    "summit": Kind.SUMMIT,
    "press_conference": Kind.PRESS_CONFERENCE,
}
ZONE = ZoneInfo("Asia/Shanghai")


async def found() -> dict[str, Organisation]:
    """Every organisation of the report, branches below their parent, by key."""
    made: dict[str, Organisation] = {}
    for facts in read("association")["organisations"]:
        made[facts["key"]] = await organisations.found(
            facts["key"],
            organisations.Facts(name=facts["name"], kind=facts["kind"]),
            parent=made.get(facts.get("parent", "")),
            owner_id=None,
        )
    return made


async def people(association: Organisation) -> list[User]:
    """One account for each role in the association."""
    return [
        await register.add_user(
            email,
            name=name,
            password=PASSWORD,
            organisation=association,
            role=role,
            is_operator=role is Role.OWNER,
        )
        for role, (email, name) in PEOPLE.items()
    ]


async def series(made: dict[str, Organisation]) -> dict[str, Series]:
    """The association's series, by key."""
    facts = read("association")
    return {
        one["key"]: await create.create_series(
            made[_host(one["key"])], one["name"], slug=one["key"]
        )
        for one in facts["series"]
    }


async def past_events(made: dict[str, Organisation], known: dict[str, Series]) -> list[Event]:
    """The dated events of the year, as they were; the summit itself is `summit.hold`."""
    return [
        await _past(facts, made, known)
        for facts in read("association")["events"]
        if "starts" in facts and facts["key"] != "robot-forum-12"
    ]


async def stand_behind(event: Event, facts: dict[str, Any], made: dict[str, Organisation]) -> None:
    """The organisations of the report stand behind the event in their roles and order."""
    for party in facts.get("organisers", ()):
        if (party["role"], made[party["org"]].id) != ("host", event.organisation_id):
            await parties.add_party(event, made[party["org"]], PartyRole(party["role"]))


def fact(key: str) -> dict[str, Any]:
    """What the report says of an event."""
    (found_,) = [one for one in read("association")["events"] if one["key"] == key]
    return dict(found_)


def at(day: str, clock: str) -> datetime:
    """A wall-clock time of a day in the association's zone."""
    return datetime.combine(datetime.fromisoformat(day).date(), time.fromisoformat(clock), ZONE)


async def _past(
    facts: dict[str, Any], made: dict[str, Organisation], known: dict[str, Series]
) -> Event:
    event = await create.create(
        made["cameta"],
        {
            "slug": facts["key"],
            "kind": KINDS[facts["kind"]],
            "mode": facts.get("mode", "onsite"),
            "title": facts["name"],
            "city": facts.get("city", {}),
            "series": known.get(facts.get("series", "")),
            "edition": facts.get("edition"),
            "starts_at": at(facts["starts"], "09:00"),
            "ends_at": at(facts["ends"], "17:00"),
        },
    )
    await event.fetch_related("organisation")
    await stand_behind(event, facts, made)
    await publish.publish(event)
    return event


def _host(series_key: str) -> str:
    return "irs" if series_key == "capek" else "cameta"
