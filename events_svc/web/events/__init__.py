"""Events over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute, Route

from events_svc.events import errors as refusals
from events_svc.web.events import api, clone, console, event, home, parties, series, settings

CONSOLE = "/organiser/events/{slug}"

routes: list[BaseRoute] = [
    Route("/", home.home, name="home"),
    Route("/events/{slug}", event.show, name="event"),
    Route("/events/{slug}/accent.css", event.accent, name="event_accent"),
    Route("/series/{slug}", series.show, name="series"),
    Route("/organiser", console.index, name="organiser"),
    Route("/organiser/events/new", console.new, name="event_new"),
    Route("/organiser/events/new", console.make, methods=["POST"], name="event_make"),
    Route(CONSOLE, console.overview, name="event_overview"),
    Route(f"{CONSOLE}/settings", settings.edit, name="event_settings"),
    Route(f"{CONSOLE}/settings", settings.save, methods=["POST"], name="event_settings_save"),
    Route(f"{CONSOLE}/publication", settings.publication, methods=["POST"], name="event_publish"),
    Route(f"{CONSOLE}/cancellation", settings.cancellation, methods=["POST"], name="event_cancel"),
    Route(f"{CONSOLE}/parties", parties.index, name="event_parties"),
    Route(f"{CONSOLE}/parties", parties.add, methods=["POST"], name="event_party_add"),
    Route(
        CONSOLE + "/parties/{id:int}/removal",
        parties.remove,
        methods=["POST"],
        name="event_party_remove",
    ),
    Route(
        CONSOLE + "/parties/{id:int}/rise",
        parties.higher,
        methods=["POST"],
        name="event_party_higher",
    ),
    Route("/organiser/series", series.index, name="series_list"),
    Route("/organiser/series", series.create, methods=["POST"], name="series_create"),
    Route("/organiser/series/{slug}", series.edit, name="series_edit"),
    Route("/organiser/series/{slug}", series.save, methods=["POST"], name="series_save"),
    *clone.routes,
    *api.routes,
]

errors: dict[type[Exception], int] = {
    refusals.SlugTaken: 409,
    refusals.AddressFixed: 409,
    refusals.EditionTaken: 409,
    refusals.EventCancelled: 409,
    refusals.NotPublished: 409,
    refusals.PartOfItself: 409,
    refusals.PartyTwice: 409,
    refusals.OrganisationUnknown: 409,
    refusals.EndsBeforeStart: 422,
    refusals.ChoiceUnknown: 422,
}
