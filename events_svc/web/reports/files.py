"""A frozen report as a file: its bytes as they were hashed, PDF, workbook, and one table of figures."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from events_svc.accounts.errors import NotFound
from events_svc.documents import press
from events_svc.feeds import report_csv
from events_svc.reports import queries
from events_svc.reports.models import FrozenReport
from events_svc.web import i18n
from events_svc.web.reports import paper, printed
from events_svc.web.state import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def answer(request: Request, report: FrozenReport, form: str) -> Response:
    """The report in the form `json`, `csv`, `pdf` or `xlsx`; else NotFound.

    What was frozen never changes: the hash is the ETag. PDF and workbook speak the reader's language.
    """
    if form not in FORMS:
        raise NotFound
    media_type, write = FORMS[form]
    tag = f'"{report.sha256[:32]}-{form}-{i18n.language.get()}"'
    name = f"report-{report.organisation.slug}-{report.number}.{form}"
    headers = {
        "content-disposition": f'{"inline" if form == "pdf" else "attachment"}; filename="{name}"',
        "cache-control": "private, no-cache",
        "etag": tag,
        "vary": "cookie, accept-language",
        "x-content-type-options": "nosniff",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(await write(request, report), headers=headers, media_type=media_type)


async def _json(_: Request, report: FrozenReport) -> bytes:
    return report.body.encode()


async def _csv(_: Request, report: FrozenReport) -> bytes:
    return report_csv.written(queries.content(report))


async def _pdf(request: Request, report: FrozenReport) -> bytes:
    url = f"{request.state['settings'].public_url}/reports/{report.sha256}"
    return await press.printed("report.pdf", printed.report(paper.of_report(report), url=url))


async def _xlsx(_: Request, report: FrozenReport) -> bytes:
    return await press.printed("report_book.book", printed.report(paper.of_report(report)))


FORMS: dict[str, tuple[str, Callable[[Request, FrozenReport], Awaitable[bytes]]]] = {
    "json": ("application/json", _json),
    "csv": (report_csv.MEDIA_TYPE, _csv),
    "pdf": ("application/pdf", _pdf),
    "xlsx": (XLSX, _xlsx),
}
