"""A call with proposals, and people who judge it."""

from datetime import timedelta
from typing import Any

from events_svc import clock
from events_svc.accounts.models import User
from events_svc.calls.models import Call, Presenter, PresenterState, Proposal, ProposalState
from events_svc.events.models import Event
from events_svc.reviews import access
from events_svc.reviews.access import Bench
from events_svc.reviews.models import Category, Phase, Reviewer
from events_svc.text import Text
from speakers import profile
from speakers.models import Speaker
from tests.accounts.factories import make_user
from tests.events.factories import make_event

DAY = timedelta(days=1)


async def make_call(event: Event | None = None, slug: str = "talks") -> Call:
    """A published call of an event."""
    event = event or await make_event()
    call = await Call.create(
        event=event, slug=slug, title={"zh": "征稿", "en": "Call for talks"}, is_published=True
    )
    call.event = event
    return call


async def make_phase(call: Call, **columns: Any) -> Phase:
    """A phase that is open from yesterday until tomorrow."""
    defaults = {"opens_at": clock.now() - DAY, "closes_at": clock.now() + DAY}
    return await Phase.create(
        call=call, name={"zh": "初审", "en": "First look"}, **{**defaults, **columns}
    )


async def make_category(call: Call, name: str = "Content", **columns: Any) -> Category:
    """From 0 to 3, counted once."""
    return await Category.create(call=call, name={"zh": "内容", "en": name}, **columns)


async def make_reviewer(call: Call, email: str = "rita@example.org", **columns: Any) -> Reviewer:
    """A user who judges the call, with what `access.judging` loads."""
    user = await User.get_or_none(email=email) or await make_user(email)
    made = await Reviewer.create(call=call, user=user, **columns)
    return await Reviewer.get(id=made.id).select_related("user", "call__event__organisation")


async def make_bench(call: Call, email: str = "rita@example.org", **columns: Any) -> Bench:
    """A reviewer in the open phase, which is made when there is none."""
    if not await Phase.exists(call_id=call.id):
        await make_phase(call)
    reviewer = await make_reviewer(call, email, **columns)
    return Bench(reviewer, await access.opened(call.id))


async def make_proposal(
    call: Call,
    code: str = "AAAAAA",
    *,
    email: str = "ada@uni.example",
    name: Text | None = None,
    language: str = "en",
    **columns: Any,
) -> Proposal:
    """Sent in by a speaker of that address, of Some University."""
    speaker = await make_author(call, email, name or {"en": "Ada Lovelace", "zh": "阿达"})
    defaults: dict[str, Any] = {
        "title": {"en": f"About {code}", "zh": f"关于 {code}"},
        "abstract": {"en": "Arms of the octopus."},
        "state": ProposalState.SUBMITTED,
        "submitted_at": clock.now(),
    }
    proposal = await Proposal.create(call=call, code=code, **{**defaults, **columns})
    await Presenter.create(
        proposal=proposal,
        speaker=speaker,
        email=email,
        language=language,
        state=PresenterState.JOINED,
    )
    return proposal


async def make_author(call: Call, email: str, name: Text) -> Speaker:
    """The speaker of the house who has this address."""
    owner = f"organisation:{call.event.organisation_id}"
    known = await Speaker.get_or_none(owner=owner, email=email)
    if known is not None:
        return known
    about = profile.Profile(
        name=name, affiliation={"en": "Some University", "zh": "某大学"}, email=email
    )
    return await profile.create(owner, about)
