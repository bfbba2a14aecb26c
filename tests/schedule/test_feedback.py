"""What readers say of a session: once, after it has begun, read by its organisers alone."""

from datetime import timedelta

import httpx

from events_svc import clock
from events_svc.accounts.models import Role
from events_svc.events.models import Event
from events_svc.schedule.models import Session
from events_svc.schedule.reader_models import Feedback
from events_svc.schedule.release import release
from tests.accounts.factories import csrf, make_user, sign_in
from tests.events.factories import make_event
from tests.schedule.factories import make_placed


async def over(client: httpx.AsyncClient) -> tuple[Event, Session]:
    """A session that has taken place."""
    event = await make_event()
    session = await make_placed(event, "Gears")
    await release(event, {})
    clock.shift(event.starts_at + timedelta(hours=2) - clock.now())
    return event, session


async def say(client: httpx.AsyncClient, code: str, rating: str, words: str = "") -> httpx.Response:
    form = {"rating": rating, "words": words, "csrf": await csrf(client)}
    return await client.post(f"/events/summit/sessions/{code}/feedback", data=form)


async def test_a_reader_says_something_once_and_no_address_is_kept(
    client: httpx.AsyncClient,
) -> None:
    _, session = await over(client)
    answer = await say(client, session.code, "5", "Wonderful 𠮷")
    assert answer.headers["location"].endswith("?thanks=1#feedback")
    await say(client, session.code, "1", "and again")
    kept = await Feedback.get()
    assert (kept.rating, kept.words, len(kept.reader_key)) == (5, "Wonderful 𠮷", 32)
    assert "Thank you" in (await client.get(answer.headers["location"].partition("#")[0])).text


async def test_nobody_judges_what_has_not_begun(client: httpx.AsyncClient) -> None:
    event = await make_event()
    session = await make_placed(event, "Gears")
    await release(event, {})
    assert (await say(client, session.code, "5")).status_code == 409
    assert "feedback" not in (await client.get(f"/events/summit/sessions/{session.code}")).text
    assert await Feedback.all().count() == 0


async def test_a_mark_beyond_five_is_refused(client: httpx.AsyncClient) -> None:
    _, session = await over(client)
    assert (await say(client, session.code, "6")).status_code == 422
    assert (await say(client, "NOSUCH", "5")).status_code == 404
    assert await Feedback.all().count() == 0


async def test_the_organiser_reads_marks_and_words(client: httpx.AsyncClient) -> None:
    event, session = await over(client)
    await say(client, session.code, "4", "Louder, please <b>")
    await sign_in(client, await make_user(role=Role.AGENDA, organisation=event.organisation))
    page = (await client.get("/organiser/events/summit/agenda/feedback")).text
    assert "Louder, please &lt;b&gt;" in page
    assert '<td class="number">4</td>' in page
