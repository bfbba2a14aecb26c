"""A process that tries to place sessions as fast as it can: `python -m tests.schedule.twenty URL ROOM IDS…`."""

import asyncio
import sys
from collections import Counter
from datetime import timedelta

from events_svc import config
from events_svc.database import connected
from events_svc.schedule import place
from events_svc.schedule.models import Session


async def main(url: str, room_id: int, session_ids: list[int]) -> None:
    """Place all sessions at once in the same room at the same time; print what came of it."""
    settings = config.load({"DATABASE_URL": url, "SECRET_KEY": "x" * 32})
    async with connected(settings):
        sessions = await Session.filter(id__in=session_ids).select_related("event", "room")
        start = sessions[0].event.starts_at
        wish = place.Placement(start, start + timedelta(hours=1), room_id)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        attempts = [place.place(session, wish) for session in sessions]
        results = await asyncio.gather(*attempts, return_exceptions=True)
        names = sorted(type(result).__name__ for result in results)
        print(dict(Counter(names)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), [int(word) for word in sys.argv[3:]]))
