"""Reviewing over HTTP: the reviewer's own pages, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.calls.errors import DecisionsChanged, NotToBeDecided
from events_svc.reviews import errors as refusals
from events_svc.web.reviews import api, decisions, docket, judge, one, people, ranking, rules

CONSOLE = "/organiser/events/{slug}/calls/{call}/reviews"
ONE = CONSOLE + "/proposals/{code}"
MINE = "/reviews/{call:int}"
TASK = MINE + "/proposals/{code}"
POST = ["POST"]

routes: list[BaseRoute] = [
    Route("/reviews", docket.home, name="reviews"),
    Route(MINE, docket.index, name="reviews_of_call"),
    Route(MINE + "/next", docket.following, name="review_next"),
    Route(MINE + "/ranking", docket.rank, name="review_standing"),
    Route(TASK, judge.show, name="review"),
    Route(TASK, judge.give, methods=POST, name="review_give"),
    Route(TASK + "/interest", judge.declare, methods=POST, name="review_interest"),
    Route(TASK + "/tags", judge.put_tag, methods=POST, name="review_tag"),
    Route(CONSOLE, ranking.show, name="ranking"),
    Route(CONSOLE + "/decisions", decisions.choose, methods=POST, name="decisions"),
    Route(CONSOLE + "/release", decisions.preview, methods=["GET"], name="decisions_preview"),
    Route(CONSOLE + "/release", decisions.release, methods=POST, name="decisions_release"),
    Route(CONSOLE + "/rules", rules.show, name="review_rules"),
    Route(CONSOLE + "/phases", rules.add_phase, methods=POST, name="phase_add"),
    Route(CONSOLE + "/phases/{id:int}", rules.save_phase, methods=POST, name="phase_save"),
    Route(
        CONSOLE + "/phases/{id:int}/removal", rules.remove_phase, methods=POST, name="phase_remove"
    ),
    Route(CONSOLE + "/categories", rules.add_category, methods=POST, name="category_add"),
    Route(
        CONSOLE + "/categories/{id:int}", rules.save_category, methods=POST, name="category_save"
    ),
    Route(
        CONSOLE + "/categories/{id:int}/removal",
        rules.remove_category,
        methods=POST,
        name="category_remove",
    ),
    Route(CONSOLE + "/reviewers", people.show, methods=["GET"], name="reviewers"),
    Route(CONSOLE + "/reviewers", people.invite, methods=POST, name="reviewer_invite"),
    Route(CONSOLE + "/reviewers/{id:int}", people.change, methods=POST, name="reviewer_change"),
    Route(
        CONSOLE + "/reviewers/{id:int}/removal",
        people.dismiss,
        methods=POST,
        name="reviewer_dismiss",
    ),
    Route(CONSOLE + "/assignments", people.spread, methods=POST, name="assignments_spread"),
    Route(CONSOLE + "/suspicions", people.judge_suspicion, methods=POST, name="suspicion_judge"),
    Route(
        CONSOLE + "/interests/{id:int}/removal",
        people.end_interest,
        methods=POST,
        name="interest_end",
    ),
    Route(ONE, one.show, name="proposal_weighed"),
    Route(ONE + "/assignments", one.assign_reviewer, methods=POST, name="assignment_make"),
    Route(
        ONE + "/assignments/{id:int}/removal",
        one.take_assignment,
        methods=POST,
        name="assignment_take",
    ),
    Route(ONE + "/interests", one.declare_interest, methods=POST, name="interest_declare"),
    Route(ONE + "/tags", one.put_tag, methods=POST, name="tag_put"),
    Route(ONE + "/tags/{id:int}/removal", one.take_tag, methods=POST, name="tag_take"),
    *api.routes,
]

errors: dict[type[Exception], int] = {
    DecisionsChanged: 409,
    NotToBeDecided: 409,
    refusals.PhaseClosed: 409,
    refusals.PhaseTooShort: 422,
    refusals.PhasesOverlap: 409,
    refusals.RangeEmpty: 422,
    refusals.CategoryInUse: 409,
    refusals.AlreadyReviewer: 409,
    refusals.ScoreMissing: 422,
    refusals.ScoreOutside: 422,
    refusals.CannotJudge: 409,
}
