"""The summit: today and tomorrow, in Wuhu, with agenda, tickets, a gate and one live session."""

from datetime import date, datetime, time, timedelta
from typing import Any

from events_svc import clock
from events_svc.accounts.models import Organisation
from events_svc.demo import calls, reviews
from events_svc.demo.association import ZONE, fact, stand_behind
from events_svc.demo.facts import read
from events_svc.events import create, places, publish
from events_svc.events.models import Event, Series
from events_svc.media import sources
from events_svc.media.models import SourceKind
from events_svc.media.sources import Link
from events_svc.schedule import content, place, release, tracks
from events_svc.schedule.content import Content
from events_svc.schedule.models import Session, Track
from events_svc.schedule.place import Placement
from events_svc.text import text
from events_svc.tickets.offer import TypeFacts, add_quota, add_type
from events_svc.tickets.product_models import TicketType
from events_svc.tickets.questions.ask import Asked, ask
from events_svc.tickets.questions.models import AnswerKind, AskedAt
from events_svc.tickets.waiting.rule import set_rule
from speakers import profile
from speakers.models import Speaker
from speakers.profile import Profile
from venues.models import Room, Venue

SLUG = "robot-forum-12"
LIVE_URL = "https://live.bilibili.com/21144080"


async def hold(made: dict[str, Organisation], series: dict[str, Series]) -> Event:
    """The summit, published, with everything on it; its first day is today."""
    association = made["cameta"]
    venue = await places.open_venue(
        association,
        {
            "name": text("芜湖国际会展中心", "Wuhu International Expo Centre"),
            "city": text("安徽芜湖", "Wuhu, Anhui"),
            "address": text("镜湖区，长江之滨", "Jinghu District, on the Yangtze"),
        },
    )
    event = await _event(association, venue, series["robot-forum"])
    await stand_behind(event, fact(SLUG), made)
    await _press_conference(association, event)
    await _agenda(event, venue, association)
    await sell(event)
    await release.release(event, text("首次发布", "First release"))
    await publish.publish(event)
    await reviews.judge(await calls.ask(event))
    return event


async def sell(event: Event) -> list[TicketType]:
    """Three ticket types: two share the halls' seats, the third is free and online."""
    standard = await add_type(
        event,
        TypeFacts(
            text("标准票", "Standard"),
            price_minor=120_000,
            description=text("两天全部会场，含午餐", "Both days, all halls, lunch included"),
            max_per_order=5,
        ),
        places=400,
    )
    member = await add_type(
        event,
        TypeFacts(
            text("会员单位", "Member organisation"),
            price_minor=60_000,
            description=text("会员单位职工", "For staff of member organisations"),
        ),
        places=200,
    )
    online = await add_type(
        event,
        TypeFacts(
            text("线上观看", "Online"),
            description=text("直播与回放", "Live streams and recordings"),
            is_admission=False,
            max_per_order=1,
        ),
        places=5_000,
    )
    seats = [standard.id, member.id]
    await add_quota(event, "座位 / Seats", size=560, ticket_type_ids=seats)
    await set_rule(event, is_open=True, is_automatic=True, hours=48)
    await ask(event, _lunch(seats))
    return [standard, member, online]


def _lunch(ticket_type_ids: list[int]) -> Asked:
    """Asked at the door, or before on the page of the ticket."""
    dishes = [text("荤食", "Meat"), text("素食", "Vegetarian"), text("清真", "Halal")]
    return Asked(
        AnswerKind.CHOICE,
        text("午餐", "Lunch"),
        options=dishes,
        asked_at=AskedAt.DOOR,
        only_types=ticket_type_ids,
    )


def first_day() -> date:
    """Today, at the summit."""
    return clock.now().astimezone(ZONE).date()


async def _event(association: Organisation, venue: Venue, series: Series) -> Event:
    facts, day = fact(SLUG), first_day()
    event = await create.create(
        association,
        {
            "slug": SLUG,
            "kind": "summit",
            "mode": "hybrid",
            "title": text("中国国际机器人高峰论坛", "China International Robot Summit Forum"),
            "subtitle": facts["theme"],
            "description": text(
                "两天，五个会场，一条主线：机器人怎样真正进入工厂、课堂与生活。",
                "Two days, five halls, one question: how robots really enter factories, classrooms and lives.",
            ),
            "city": facts["city"],
            "venue": venue,
            "series": series,
            "edition": facts["edition"],
            "starts_at": _at(day, "09:00"),
            "ends_at": _at(day + timedelta(days=1), "17:30"),
        },
    )
    await event.fetch_related("organisation", "venue", "series")
    return event


async def _press_conference(association: Organisation, summit: Event) -> None:
    day = first_day() - timedelta(days=7)
    event = await create.create(
        association,
        {
            "slug": f"{SLUG}-press",
            "kind": "press_conference",
            "title": text(
                "中国国际机器人高峰论坛新闻发布会",
                "China International Robot Summit Forum, press conference",
            ),
            "parent": summit,
            "starts_at": _at(day, "10:00"),
            "ends_at": _at(day, "11:00"),
        },
    )
    await event.fetch_related("organisation")
    await publish.publish(event)


async def _agenda(event: Event, venue: Venue, association: Organisation) -> None:
    facts = read("agenda")
    rooms = {
        one["key"]: await places.add_room(venue, one["name"], capacity=one["capacity"])
        for one in facts["rooms"]
    }
    themes = {
        one["key"]: await tracks.add(event, one["name"], color=one["color"])
        for one in facts["tracks"]
    }
    people = {one["key"]: await _speaker(association, one) for one in facts["speakers"]}
    for one in facts["sessions"]:
        starts_at = _at(first_day() + timedelta(days=one["day"] - 1), one["start"])
        session = await _session(event, one, themes=themes, people=people)
        await _place(session, starts_at, one, rooms)
    await _live(event, facts["live"], themes=themes, people=people, rooms=rooms)


async def _live(
    event: Event,
    facts: dict[str, Any],
    *,
    themes: dict[str, Track],
    people: dict[str, Speaker],
    rooms: dict[str, Room],
) -> None:
    now = clock.now().replace(second=0, microsecond=0)
    starts_at = now - timedelta(minutes=facts["started_minutes_ago"] + now.minute % 5)
    session = await _session(event, facts, themes=themes, people=people)
    await _place(session, starts_at, facts, rooms)
    link = Link("bilibili", LIVE_URL, language="zh", kind=SourceKind.LIVE)
    source = await sources.add_to_session(session, link)
    await sources.say(source, "live", reason="演示 / demo")


async def _session(
    event: Event, facts: dict[str, Any], *, themes: dict[str, Track], people: dict[str, Speaker]
) -> Session:
    track = themes.get(facts.get("track", ""))
    words = Content(
        title=facts["title"],
        abstract=facts.get("abstract", {}),
        kind=facts["kind"],
        is_break=facts["kind"] == "break",
        language=facts.get("language", ""),
        track_id=track.id if track else None,
    )
    ids = [people[key].id for key in facts.get("speakers", ())]
    return await content.add(event, words, speaker_ids=ids)


async def _place(
    session: Session, starts_at: datetime, facts: dict[str, Any], rooms: dict[str, Room]
) -> None:
    ends_at = starts_at + timedelta(minutes=facts["minutes"])
    await place.place(session, Placement(starts_at, ends_at, rooms[facts["room"]].id))


async def _speaker(association: Organisation, facts: dict[str, Any]) -> Speaker:
    return await profile.create(
        f"organisation:{association.id}",
        Profile(facts["name"], affiliation=facts["affiliation"], position=facts["position"]),
    )


def _at(day: date, clock_time: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock_time), ZONE)
