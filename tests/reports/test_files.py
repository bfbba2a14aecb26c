"""A report as a file: CSV, workbook and PDF say what the page says, and compute nothing."""

import csv
import io
import zipfile

import httpx
import pytest
from python_calamine import CalamineWorkbook

from events_svc.accounts.models import Role
from events_svc.documents import report as document
from events_svc.documents import report_book
from events_svc.events.models import Series
from events_svc.feeds import report_csv
from events_svc.media.models import Recording
from events_svc.reports import freeze, queries, scope
from events_svc.reports.models import FrozenReport
from events_svc.web.reports import paper, printed
from tests.accounts.factories import make_user, sign_in
from tests.reports.factories import befall, frozen_series, make_episodes, make_series

pytestmark = pytest.mark.usefixtures("database")


async def frozen() -> FrozenReport:
    """A report with a title and a note that a spreadsheet would compute."""
    series = await make_series()
    await Series.filter(id=series.id).update(name={"zh": "=1+1", "en": "=1+1"})
    series = await Series.get(id=series.id).select_related("organisation")
    await befall(await make_episodes(series, count=3))
    await Recording.filter(episode=1).update(title={"en": '=HYPERLINK("http://evil.example")'})
    return await freeze.freeze(scope.of_series(series), note="@SUM(A1)")


async def test_the_table_has_a_line_for_each_figure_and_no_formula() -> None:
    raw = report_csv.written(queries.content(await frozen()))
    lines = [*csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))]

    plays = next(one for one in lines if one["figure"] == "plays-across-platforms")
    assert (plays["value"], plays["definition"]) == ("14018", "plays-across-platforms v1")
    counters = [one for one in lines if one["part"] == "counter"]
    assert [one["state"] for one in counters if one["state"] != "stale"] == [
        "fell stale", "hidden stale", "stale corrected",
    ]  # fmt: skip
    assert counters[0]["title_en"] == """'=HYPERLINK("http://evil.example")"""
    assert not [cell for one in lines for cell in one.values() if cell.startswith(("=", "@"))]


async def test_the_workbook_has_numbers_as_numbers_and_texts_as_texts() -> None:
    raw = report_book.book(printed.report(paper.of_report(await frozen())))
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]

    assert ["=1+1", "", "", "", ""] in rows
    assert any(row[1:3] == [6240, 3] for row in rows)
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        sheets = [packed.read(name) for name in packed.namelist() if "sheets/" in name]
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"hyperlink" in sheet]


async def test_the_pdf_is_printed_with_all_its_parts() -> None:
    report = await frozen()
    content = printed.report(paper.of_report(report), url=f"http://testserver/{report.sha256}")

    raw = document.pdf(content)

    assert raw.startswith(b"%PDF-")
    assert raw.count(b"/Type /Page\n") >= 2


async def test_a_file_that_is_known_already_is_not_sent_again(client: httpx.AsyncClient) -> None:
    report = await frozen_series()
    await sign_in(client, await make_user(role=Role.VIEWER, organisation=report.organisation))
    address = f"/organiser/reports/{report.id}/report.csv"
    first = await client.get(address)

    again = await client.get(address, headers={"if-none-match": first.headers["etag"]})
    unknown = await client.get(f"/organiser/reports/{report.id}/report.exe")

    assert first.headers["content-disposition"] == 'attachment; filename="report-cameta-1.csv"'
    assert (again.status_code, again.content, unknown.status_code) == (304, b"", 404)
