"""What the API says of reviewing."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from events_svc.reviews.models import Category, Phase, Review
from events_svc.reviews.queue import Task
from events_svc.reviews.sheet import Sheet

Words = Annotated[str, Meta(max_length=20_000, pattern=r"^[^\x00]*\Z")]


class ReviewPhase(msgspec.Struct):
    """The phase that is open."""

    name: dict[str, str]
    opens_at: datetime
    closes_at: datetime
    is_anonymous: bool
    shows_others: str
    average: str


class ReviewCategory(msgspec.Struct):
    """Each reviewer gives a number from `least` to `most`; with weight 0 it does not count."""

    id: int
    name: dict[str, str]
    weight: int
    least: int
    most: int


class ReviewPresenter(msgspec.Struct):
    """Who presents; nobody in an anonymous phase."""

    name: dict[str, str]
    affiliation: dict[str, str]
    biography: dict[str, str]
    picture_url: str | None


class ReviewAnswer(msgspec.Struct):
    """An answer to a question of the organiser's; null where it is hidden."""

    label: dict[str, str]
    value: Any


class ReviewScore(msgspec.Struct):
    """A number in a category."""

    category_id: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    value: Annotated[int, Meta(ge=-1000, le=1000)]


class ReviewDraft(msgspec.Struct):
    """What a reviewer says. An abstention has words only."""

    scores: Annotated[list[ReviewScore], Meta(max_length=100)] = []
    words: Words = ""
    is_abstention: bool = False


class ReviewView(msgspec.Struct):
    """The own review."""

    words: str
    is_abstention: bool
    written_at: datetime
    scores: list[ReviewScore]


class ReviewTask(msgspec.Struct):
    """A proposal to judge, in a list."""

    code: str
    title: dict[str, str]
    track: dict[str, str]
    session_type: dict[str, str]
    language: str
    is_assigned: bool
    is_done: bool


class ReviewTaskPage(msgspec.Struct):
    items: list[ReviewTask]
    next: str | None
    phase: ReviewPhase


class ReviewSheet(msgspec.Struct):
    """A proposal as the reviewer may read it."""

    code: str
    title: dict[str, str]
    abstract: dict[str, str]
    description: dict[str, str]
    language: str
    track: dict[str, str]
    session_type: dict[str, str]
    presenters: list[ReviewPresenter]
    answers: list[ReviewAnswer]
    categories: list[ReviewCategory]
    tags: list[str]
    review: ReviewView | None


class ReviewInterest(msgspec.Struct):
    """Why the reviewer is too near to the proposal."""

    reason: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*\Z")] = ""


def phase_view(phase: Phase) -> ReviewPhase:
    """The phase by whose rules is judged."""
    return ReviewPhase(
        name=phase.name,
        opens_at=phase.opens_at,
        closes_at=phase.closes_at,
        is_anonymous=phase.is_anonymous,
        shows_others=phase.shows_others,
        average=phase.average,
    )


def task_view(task: Task) -> ReviewTask:
    """What is to be judged, as the list tells it."""
    sheet = task.sheet
    return ReviewTask(
        code=sheet.code,
        title=sheet.title,
        track=sheet.track,
        session_type=sheet.session_type,
        language=sheet.language,
        is_assigned=task.is_assigned,
        is_done=task.review is not None,
    )


def sheet_view(
    sheet: Sheet, asked: list[Category], *, tags: list[str], review: ReviewView | None
) -> ReviewSheet:
    """A proposal as its reviewer reads it, with the own review."""
    return ReviewSheet(
        code=sheet.code,
        title=sheet.title,
        abstract=sheet.abstract,
        description=sheet.description,
        language=sheet.language,
        track=sheet.track,
        session_type=sheet.session_type,
        presenters=[
            ReviewPresenter(one.name, one.affiliation, one.biography, one.picture_url)
            for one in sheet.presenters
        ],
        answers=[ReviewAnswer(one.label, one.value) for one in sheet.answers],
        categories=[
            ReviewCategory(one.id, one.name, one.weight, one.least, one.most) for one in asked
        ],
        tags=tags,
        review=review,
    )


def review_view(review: Review | None, scores: dict[int, int]) -> ReviewView | None:
    """What the reviewer has said of it; None: nothing yet."""
    if review is None:
        return None
    given = [ReviewScore(category_id, value) for category_id, value in sorted(scores.items())]
    return ReviewView(review.words, review.is_abstention, review.written_at, given)
