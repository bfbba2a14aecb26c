"""Reviewers are invited by e-mail."""

import pytest

from events_svc.accounts.errors import NotFound
from events_svc.accounts.models import User
from events_svc.outbox.models import Job
from events_svc.reviews import reviewers
from events_svc.reviews.errors import AlreadyReviewer
from events_svc.reviews.models import Reviewer
from events_svc.reviews.reviewers import Remit
from events_svc.schedule import tracks
from tests.accounts.factories import make_organisation
from tests.events.factories import make_event
from tests.reviews.factories import make_call


async def test_who_is_unknown_becomes_a_user_and_gets_a_mail(database: None) -> None:
    call = await make_call()
    made = await reviewers.invite(
        call, "New@Example.org", Remit(affiliation=" Lab "), language="zh"
    )
    user = await User.get(email="new@example.org")
    assert (made.user_id, user.language, user.password_hash) == (user.id, "zh", None)
    assert [one.affiliation for one in await reviewers.of_call(call.id)] == ["Lab"]
    assert [(job.kind, job.payload) for job in await Job.all()] == [
        ("reviewer.invited", {"reviewer_id": made.id})
    ]


async def test_nobody_is_invited_twice(database: None) -> None:
    call = await make_call()
    await reviewers.invite(call, "a@example.org", Remit(), language="en")
    with pytest.raises(AlreadyReviewer):
        await reviewers.invite(call, "A@example.org", Remit(), language="en")
    assert (await Reviewer.all().count(), await Job.all().count()) == (1, 1)


async def test_who_left_comes_back_as_the_same(database: None) -> None:
    call = await make_call()
    first = await reviewers.invite(call, "a@example.org", Remit(), language="en")
    await reviewers.dismiss(call, first.id)
    assert await reviewers.of_call(call.id) == []
    track = await tracks.add(call.event, {"en": "Hands"})
    again = await reviewers.invite(call, "a@example.org", Remit([track.id]), language="en")
    assert (again.id, (await Reviewer.get()).only_tracks) == (first.id, [track.id])


async def test_a_track_of_another_event_is_not_there(database: None) -> None:
    call = await make_call()
    elsewhere = await make_event("other", organisation=await make_organisation("elsewhere"))
    track = await tracks.add(elsewhere, {"en": "Theirs"})
    with pytest.raises(NotFound):
        await reviewers.invite(call, "a@example.org", Remit([track.id]), language="en")
    assert await Reviewer.all().count() + await Job.all().count() == 0
