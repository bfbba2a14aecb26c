"""Stats over HTTP: pages, the organiser's console, the API."""

from starlette.routing import BaseRoute

from events_svc.stats.cmcd import ReportMalformed, TooManyReports
from events_svc.stats.collect import collecting
from events_svc.stats.errors import (
    CorrectedAlready,
    EvidenceTooLarge,
    EvidenceUnknown,
    FigureUnknown,
    MetricUnknown,
    NobodyToAsk,
    NoticeForged,
    NotPlayedHere,
    ObservedLater,
    PlayedHere,
    ReadLately,
    ReasonMissing,
    SourceUnknown,
    TooBusy,
)
from events_svc.web.stats import (
    api,
    beats,
    board,
    figures_api,
    keys,
    ledger,
    notices_api,
    opens,
    pages,
    peertube,
    publishing,
    source,
    table_import,
)

__all__ = ["collecting", "errors", "routes"]

routes: list[BaseRoute] = [
    *beats.routes,
    *opens.routes,
    *peertube.routes,
    *pages.routes,
    *publishing.routes,
    *source.routes,
    *ledger.routes,
    *board.routes,
    *table_import.routes,
    *keys.routes,
    *notices_api.routes,
    *api.routes,
    *figures_api.routes,
]

errors: dict[type[Exception], int] = {
    CorrectedAlready: 409,
    EvidenceTooLarge: 422,
    EvidenceUnknown: 422,
    FigureUnknown: 422,
    MetricUnknown: 422,
    NobodyToAsk: 409,
    NoticeForged: 403,
    ReadLately: 409,
    NotPlayedHere: 409,
    ObservedLater: 422,
    PlayedHere: 409,
    ReasonMissing: 422,
    ReportMalformed: 422,
    SourceUnknown: 404,
    TooBusy: 503,
    TooManyReports: 422,
}
