"""A page shows a portion of a long table, and leads to the others; a file has all rows."""

import html
import re
from collections.abc import Mapping

import httpx
import pytest

from events_svc.accounts.models import Role
from events_svc.reports import publication, queries
from events_svc.reports.models import FrozenReport
from events_svc.web.forms import Malformed
from events_svc.web.reports import grids
from events_svc.web.reports.grids import Portion, asked_for
from tests.accounts.factories import make_user, sign_in
from tests.reports.factories import frozen_series

FEW = 3  # rows of a portion in these tests; the report has two titles with eight links


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "PORTION", FEW)
    monkeypatch.setattr(grids, "asked_for", lambda query: Portion(asked_for(query).begins, FEW))


@pytest.fixture
async def report(database: None) -> FrozenReport:
    """A frozen report that everybody may read."""
    report = await frozen_series()
    await publication.publish(report)
    return report


@pytest.mark.parametrize(
    ("begins", "shown"),
    [
        ({}, range(200)),
        ({"links": 201}, range(200, 400)),
        ({"links": 7}, range(6, 206)),
        ({"links": 401}, range(400, 401)),
        ({"links": 99_999}, range(400, 401)),
        ({"events": 201}, range(200)),
    ],
)
def test_a_portion_begins_where_it_is_asked_to_and_never_beyond(
    begins: Mapping[str, int], shown: range
) -> None:
    assert range(401)[Portion(begins).of("links", 401)] == shown


def test_of_nothing_a_portion_is_nothing() -> None:
    assert Portion({"links": 5}).of("links", 0) == slice(0, 200)


@pytest.mark.parametrize("given", ["0", "-1", "x", "²", "9" * 19])
def test_what_is_no_row_is_refused(given: str) -> None:
    with pytest.raises(Malformed):
        asked_for({"links": given})


async def test_who_follows_the_links_sees_every_row_once(
    client: httpx.AsyncClient, report: FrozenReport
) -> None:
    first = page = (await client.get(f"/reports/{report.sha256}")).text
    seen = rows_of(page)
    while following := re.search(r'rel="next" href="([^"]+)"', table_of(page)):
        asked = html.unescape(following[1])
        page = (await client.get(f"/reports/{report.sha256}{asked}")).text
        seen += rows_of(page)

    assert "Rows 1–3 of 8" in first
    assert "Rows 7–8 of 8" in page
    assert 'rel="prev" href="?links=4#links"' in page
    (every,) = (one for one in grids.of_content(queries.content(report)) if one.key == "links")
    counters = [row[8].text for row in every.rows]
    assert len(counters) == every.total == 8
    assert [row.split("</td>")[8].rpartition(">")[2].strip() for row in seen] == counters
    titles = [row.partition("</td>")[0].rpartition(">")[2] for row in seen]
    assert [bool(title) for title in titles] == [n in {0, 3, 4, 6} for n in range(8)]
    assert titles[3] == titles[0]


async def test_the_words_are_chinese_for_who_reads_chinese(
    client: httpx.AsyncClient, report: FrozenReport
) -> None:
    page = await client.get(f"/reports/{report.sha256}?lang=zh&links=4")
    assert "第 4–6 行，共 8 行" in page.text


async def test_a_row_that_is_none_is_refused_on_every_page(
    client: httpx.AsyncClient, report: FrozenReport
) -> None:
    await sign_in(client, await make_user(role=Role.ORGANISER, organisation=report.organisation))
    for path in (
        f"/reports/{report.sha256}",
        f"/organiser/reports/{report.id}",
        "/organiser/series/capek/report",
    ):
        assert (await client.get(f"{path}?links=x")).status_code == 422, path


def table_of(page: str) -> str:
    """What follows the heading of the links."""
    return page.partition('id="links"')[2].partition("</section>")[0]


def rows_of(page: str) -> list[str]:
    return re.findall(r"<tr>.*?</tr>", table_of(page).partition("<tbody>")[2])
