"""A file of the bank: what it says is shown first, then it is brought in; its lines and how they stand."""

from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.permissions import Permission
from events_svc.bank import queries, references
from events_svc.bank.bring_in import bring_in
from events_svc.bank.errors import StatementKnown
from events_svc.bank.models import BankAccount
from events_svc.bank.reading import headers, understand
from events_svc.bank.reading.lines import Read
from events_svc.schedule.importing.errors import FileRefused
from events_svc.web import carried, forms, pages, paging
from events_svc.web.access import TIMEZONE
from events_svc.web.bank import account, found, words
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

PER_PAGE = 100
SHOWN = 12
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was read, its octets, its name, and the columns that a person named."""

    read: Read
    raw: bytes
    name: str
    chosen: tuple[str, ...]


async def preview(request: Request) -> Response:
    """What the file says, and what its columns mean; nothing is written."""
    owner, own = await found.desk(request, Permission.ORDERS_EDIT)
    try:
        sent = await _sent(request, own)
    except forms.Malformed as error:
        return await account.page(request, owner, problems=list(error.errors.values()))
    coming = [line for line in sent.read.lines if line.amount_minor > 0]
    return await pages.render(
        request,
        "bank/preview.html",
        organisation=owner,
        account=own,
        read=sent.read,
        name=sent.name,
        coming=coming,
        total_minor=sum(line.amount_minor for line in coming if line.currency == own.currency),
        named=sum(bool(references.found_in(line.remark)) for line in coming),
        shown=sent.read.lines[:SHOWN],
        upload=await carried.carried(sent.raw),
        meanings=words.meanings(),
        base=found.url(owner),
    )


async def keep(request: Request) -> Response:
    """Bring the lines in; a file that was here before leads to what became of it."""
    owner, own = await found.desk(request, Permission.ORDERS_EDIT)
    try:
        sent = await _sent(request, own)
    except forms.Malformed as error:
        return await account.page(request, owner, problems=list(error.errors.values()))
    try:
        statement_id = (await bring_in(own, sent.read, name=sent.name, raw=sent.raw)).id
    except StatementKnown as known:
        statement_id = known.statement_id
    return pages.redirect(request, found.url(owner, f"/statements/{statement_id}"))


async def show(request: Request) -> Response:
    """The lines of one file and how they stand."""
    owner, own = await found.desk(request, Permission.ORDERS_VIEW)
    statement = await queries.statement_of(own, request.path_params["id"])
    after = paging.number(request.query_params.get("after", ""))
    listed = await queries.lines(own, statement=statement, after_id=after, limit=PER_PAGE)
    shown, following = paging.cut(listed, PER_PAGE)
    (_, counts), *_ = await queries.statements(own, before_id=statement.id + 1, limit=1)
    return await pages.render(
        request,
        "bank/_statement.html" if pages.is_fragment(request) else "bank/statement.html",
        organisation=owner,
        account=own,
        statement=statement,
        counts=counts,
        lines=shown,
        following=following,
        words=words,
        timezone=TIMEZONE,
        base=found.url(owner),
    )


async def _sent(request: Request, own: BankAccount) -> Sent:
    form = await forms.read(request)
    raw = await carried.uploaded(form)
    chosen = _chosen(form)
    try:
        read = await understand.understood(
            raw, currency=own.currency, account=own.number, chosen=chosen
        )
    except FileRefused as error:
        raise carried.malformed(error) from error
    return Sent(read, raw, _name(form), chosen)


def _chosen(form: FormData) -> tuple[str, ...]:
    """The meanings of the columns that the page before let a person change."""
    count = sum(1 for name in form if name.startswith("column_"))
    said = [str(form.get(f"column_{at}", "")) for at in range(min(count, MOST_COLUMNS))]
    if any(one and one not in headers.MEANINGS for one in said):
        raise forms.Malformed({"file": gettext("Please choose one of the list.")})
    return tuple(said)


def _name(form: FormData) -> str:
    file = form.get("file")
    told = file.filename if isinstance(file, UploadFile) and file.filename else form.get("name")
    plain = "".join(one for one in str(told or "") if one.isprintable())
    return plain.strip()[:200] or gettext("Pasted")


routes: list[BaseRoute] = [
    Route(found.BASE + "/preview", preview, methods=["POST"], name="bank_preview"),
    Route(found.BASE + "/statements", keep, methods=["POST"], name="bank_statements"),
    Route(found.BASE + "/statements/{id:int}", show, methods=["GET"], name="bank_statement"),
]
