"""Calls for proposals over HTTP: public pages, the presenter's desk, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.calls import errors as refusals
from events_svc.web.calls import (
    api,
    asking,
    console,
    mine,
    one_more,
    presenting,
    proposals,
    public,
    terms,
)

CALL = "/events/{slug}/calls/{call}"
DESK = "/speakers/desk/{secret}"
MINE = DESK + "/proposals/{id:int}"
INVITATION = "/speakers/invitations/{secret}"

routes: list[BaseRoute] = [
    Route(CALL, public.show, name="call"),
    Route(CALL + "/proposals/new", public.new, name="proposal_new"),
    Route(CALL + "/proposals", public.create, methods=["POST"], name="proposal_create"),
    Route(CALL + "/thanks", public.thanks, name="proposal_thanks"),
    Route(INVITATION, presenting.show, methods=["GET"], name="invitation"),
    Route(INVITATION, presenting.answer, methods=["POST"], name="invitation_answer"),
    Route(DESK + "/calls/{id:int}", one_more.new, methods=["GET"], name="desk_proposal_new"),
    Route(DESK + "/calls/{id:int}", one_more.create, methods=["POST"], name="desk_proposal_create"),
    Route(MINE, mine.show, methods=["GET"], name="desk_proposal"),
    Route(MINE, mine.save, methods=["POST"], name="desk_proposal_save"),
    Route(MINE + "/confirmation", mine.ask_confirmation, methods=["GET"], name="confirmation"),
    Route(MINE + "/confirmation", mine.confirm, methods=["POST"], name="confirm"),
    Route(MINE + "/withdrawal", mine.withdraw, methods=["POST"], name="proposal_withdraw"),
    Route(MINE + "/presenters", presenting.invite, methods=["POST"], name="presenter_invite"),
    Route(
        MINE + "/presenters/{presenter:int}/reminder",
        presenting.remind,
        methods=["POST"],
        name="presenter_remind",
    ),
    Route(
        MINE + "/presenters/{presenter:int}/removal",
        presenting.remove,
        methods=["POST"],
        name="presenter_remove",
    ),
    *console.routes,
    *terms.routes,
    *asking.routes,
    *proposals.routes,
    *api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.NotToBeDecided: 409,
    refusals.DecisionsChanged: 409,
    refusals.NotSendable: 409,
    refusals.StateForbids: 409,
    refusals.CallClosed: 409,
    refusals.CodeNeeded: 409,
    refusals.CodeUnknown: 409,
    refusals.TooManyProposals: 409,
    refusals.Incomplete: 422,
    refusals.ChangedMeanwhile: 409,
    refusals.InvitationGone: 410,
    refusals.AlreadyPresenter: 409,
    refusals.TooManyPresenters: 409,
    refusals.LastPresenter: 409,
    refusals.SlugTaken: 409,
    refusals.ClosesBeforeOpening: 422,
    refusals.CodeTaken: 409,
    refusals.HasProposals: 409,
    refusals.OptionsFixed: 409,
    refusals.TypeTaken: 409,
}
