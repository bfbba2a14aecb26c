"""Tables as files to take away: CSV, or a workbook; streamed."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from starlette.responses import Response, StreamingResponse

from events_svc.events.models import Event
from events_svc.feeds import table_stream


def table_file(
    event: Event,
    wanted: tuple[str, str],
    head: Sequence[str],
    rows: AsyncIterator[Any],
    *,
    title: str,
) -> Response:
    """The rows under their head as the file of this name and form; `title` is the name of the sheet."""
    name, form = wanted
    headers = {
        "content-disposition": f'attachment; filename="{name}-{event.slug}.{form}"',
        "cache-control": "private, no-store",
    }
    if form == "csv":
        lines = table_stream.csv_stream(head, rows)
        return StreamingResponse(lines, headers=headers, media_type=table_stream.CSV)
    book = table_stream.xlsx_stream([(title, head, rows)])
    return StreamingResponse(book, headers=headers, media_type=table_stream.XLSX)
