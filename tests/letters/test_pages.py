import httpx
import pytest

from events_svc.accounts.models import AuditEntry, Role
from events_svc.events.models import Event
from events_svc.letters.models import Letter, LetterState, OwnText
from tests.accounts.factories import make_user, sign_in
from tests.events.factories import make_event
from tests.letters.factories import make_letter
from tests.tickets.browser import submit
from tests.tickets.factories import make_order, make_type

BASE = "/organiser/events/summit/letters"
TEXTS = "/organiser/events/summit/mail-texts"
WORDS = {"subject_en": "News of {event}", "body_en": "Hello {name}"}


@pytest.fixture
async def event(client: httpx.AsyncClient) -> Event:
    """An event with an order, whose organiser is signed in."""
    made = await make_event()
    await make_order(made, await make_type(made))
    user = await make_user(role=Role.ORGANISER, organisation=made.organisation)
    await sign_in(client, user)
    return made


async def test_a_letter_is_written_looked_at_and_sent(
    client: httpx.AsyncClient, event: Event
) -> None:
    made = await submit(client, f"{BASE}/new", BASE, **WORDS, order_states="paid")
    page = await client.get(made.headers["location"])
    url = made.headers["location"]
    sent = await submit(client, url, f"{url}/dispatch", how="now")
    letter = await Letter.get()
    assert "News of Robot Summit" in page.text
    assert "Hello Ada" in page.text
    assert "Send to 1 person" in page.text
    assert (sent.status_code, letter.state) == (303, LetterState.SENDING)
    actions = await AuditEntry.filter(subject=f"letter:{letter.id}").values_list(
        "action", flat=True
    )
    assert list(actions) == ["letter.written", "letter.sent"]


async def test_an_unknown_placeholder_is_named_beside_its_field(
    client: httpx.AsyncClient, event: Event
) -> None:
    typed = {**WORDS, "body_zh": "{nmae}，您好", "subject_zh": "好"}
    refused = await submit(client, f"{BASE}/new", BASE, **typed)
    assert refused.status_code == 422
    assert "Nobody knows what stands for {nmae} here." in refused.text
    assert "{nmae}，您好</textarea>" in refused.text
    assert await Letter.all().count() == 0


async def test_a_letter_is_scheduled_and_called_off(
    client: httpx.AsyncClient, event: Event
) -> None:
    letter = await make_letter(event)
    url = f"{BASE}/{letter.id}"
    over = await submit(client, url, f"{url}/dispatch", how="at", at="2020-01-01T09:00")
    await submit(client, url, f"{url}/dispatch", how="before", lead="2", unit="days")
    scheduled = await Letter.get()
    off = await submit(client, url, f"{url}/dispatch/cancellation")
    assert (over.status_code, "This moment is over already." in over.text) == (422, True)
    assert (scheduled.state, scheduled.lead_minutes) == (LetterState.SCHEDULED, 2880)
    assert (off.status_code, (await Letter.get()).state) == (303, LetterState.CANCELLED)


async def test_own_words_are_kept_and_given_up_again(
    client: httpx.AsyncClient, event: Event
) -> None:
    words = {"kind": "paid", "subject_en": "Welcome", "body_en": "{total} {order_link}"}
    await submit(client, TEXTS, TEXTS, **words)
    kept = await OwnText.get()
    wrong = await submit(client, TEXTS, TEXTS, **{**words, "body_en": "{x}"})
    await submit(client, TEXTS, TEXTS, kind="paid", subject_en="", body_en="")
    assert (kept.kind, kept.subject) == ("paid", {"en": "Welcome"})
    assert (wrong.status_code, await OwnText.all().count()) == (422, 0)
