"""Forms: read, checked against the request's origin, turned into a typed value or refused by field."""

import hashlib
import hmac
import secrets
from datetime import date
from typing import Any, TypeVar

import msgspec
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, ImmutableMultiDict
from starlette.exceptions import HTTPException

from events_svc import clock
from events_svc.web import auth
from events_svc.web.i18n import gettext
from events_svc.web.state import Request

CSRF_COOKIE = "csrf"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"

Form = TypeVar("Form", bound=msgspec.Struct)


class Malformed(Exception):
    """Some fields cannot be used as they stand."""

    def __init__(self, errors: dict[str, str], values: dict[str, Any] | None = None) -> None:
        super().__init__(errors)
        self.errors = errors
        self.values = values or {}


class NotFromHere(Exception):
    """This form was not sent from our page, or the page is too old. Please load it again."""


def csrf_token(request: Request) -> str:
    """The token for the forms of this page; the middleware sets the cookie that it belongs to.

    Another one each time (its bytes under a random mask): pages are compressed, and the length of a
    compressed page must not tell a token that stays (the BREACH attack).
    """
    seed = request.scope.get("csrf") or request.cookies.get(CSRF_COOKIE)
    if not seed:
        seed = request.scope["csrf"] = secrets.token_urlsafe(24)
    mask = secrets.token_bytes(hashlib.sha256().digest_size)
    return (mask + _under(mask, _csrf_mac(request, seed))).hex()


async def read(request: Request) -> FormData:
    """The fields of the form, after the CSRF token in field or header has been found right."""
    _refuse_charset(request)
    form = await request.form(max_files=5, max_fields=2000, max_part_size=1024 * 1024)
    sent = request.headers.get(CSRF_HEADER) or form.get(CSRF_FIELD)
    seed = request.cookies.get(CSRF_COOKIE, "")
    if not (seed and isinstance(sent, str) and _is_token(sent, _csrf_mac(request, seed))):
        raise NotFromHere
    wrong = [name for name, value in form.multi_items() if "\0" in str(value)]
    if wrong:  # U+0000: no database keeps it
        raise Malformed(dict.fromkeys(wrong, gettext("This does not fit here.")))
    return form


async def parse(request: Request, kind: type[Form]) -> Form:
    """The form as a value of `kind`; raises Malformed with one message for every wrong field.

    Blank fields count as absent. A list field takes all values of its name. Texts in two languages
    (`dict[str, str]`) come from `name_zh` and `name_en`.
    """
    return typed(await read(request), kind)


def typed(form: ImmutableMultiDict[str, Any], kind: type[Form]) -> Form:
    """See `parse`; for a form that was read already, or the query of an address."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in msgspec.structs.fields(kind):
        raw = _raw(form, field)
        if raw is None:
            if field.required:
                errors[field.name] = gettext("Please fill this in.")
            continue
        try:
            values[field.name] = msgspec.convert(raw, field.type, strict=False)
        except msgspec.ValidationError as error:
            errors[field.name] = message(str(error))
            continue
        if is_far(values[field.name]):
            errors[field.name] = gettext("A date and time, please.")
    if errors:
        raise Malformed(errors, {key: form.getlist(key)[-1] for key in form})
    return kind(**values)


async def as_typed(request: Request) -> dict[str, str]:
    """What was typed, to be shown again beside what is wrong with it."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def message(reason: str) -> str:
    """A validation message of msgspec in words for people."""
    reason = reason.partition(" - at ")[0]
    for start, words in _WORDS.items():
        if reason.startswith(start):
            return gettext(words).format(limit=reason.rpartition(" ")[2].strip("`"))
    return gettext("This does not fit here.")


def is_far(value: Any) -> bool:
    """Whether a value is a day or an instant beyond the years that we can tell."""
    return isinstance(value, date) and not clock.is_tellable(value)


def _raw(form: ImmutableMultiDict[str, Any], field: msgspec.structs.FieldInfo) -> Any:
    kind = msgspec.inspect.type_info(field.type)
    if isinstance(kind, msgspec.inspect.UnionType):
        kind = next(k for k in kind.types if not isinstance(k, msgspec.inspect.NoneType))
    if isinstance(kind, msgspec.inspect.DictType):
        sides = {lang: str(form.get(f"{field.name}_{lang}") or "").strip() for lang in ("zh", "en")}
        return {lang: words for lang, words in sides.items() if words} or None
    if isinstance(kind, msgspec.inspect.CollectionType):
        return [value for value in form.getlist(field.name) if isinstance(value, str) and value]
    if isinstance(kind, msgspec.inspect.BoolType):
        return str(form.get(field.name) or "false").lower() in {"on", "true", "1", "yes"}
    raw = form.get(field.name)
    if isinstance(raw, str):
        raw = raw.strip()
        if isinstance(kind, msgspec.inspect.DateTimeType) and len(raw) == len("2026-08-26T09:00"):
            raw += ":00"  # browsers leave the seconds out, RFC 3339 does not
    return raw if raw != "" else None


def _refuse_charset(request: Request) -> None:
    """Forms are UTF-8. Another charset's decoder may fail, or make text that no database keeps."""
    _, options = parse_options_header(request.headers.get("content-type"))
    if options.get(b"charset", b"utf-8").lower() not in {b"utf-8", b"utf8"}:
        raise HTTPException(415)


def _csrf_mac(request: Request, seed: str) -> bytes:
    """Belongs to this browser's cookie and, in a browser that is signed in, to that sign-in alone."""
    key = request.state["settings"].secret_key.encode()
    sign_in = request.cookies.get(auth.COOKIE, "")
    return hmac.digest(key, f"csrf:{seed}:{sign_in}".encode(), hashlib.sha256)


def _is_token(sent: str, mac: bytes) -> bool:
    try:
        raw = bytes.fromhex(sent)
    except ValueError:
        return False
    return hmac.compare_digest(_under(raw[: len(mac)], raw[len(mac) :]), mac)


def _under(mask: bytes, value: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, value, strict=False))


_WORDS = {
    "Expected `str` of length <=": "At most {limit} characters.",
    "Expected `str` of length >=": "At least {limit} characters.",
    "Expected `int` >=": "At least {limit}.",
    "Expected `int` <=": "At most {limit}.",
    "Expected `int`": "A whole number, please.",
    "Expected `datetime`": "A date and time, please.",
    "Expected `date`": "A date, please.",
    "Expected `str` matching": "This does not look right.",
    "Invalid enum value": "Please choose one of the list.",
    "Invalid RFC3339": "A date and time, please.",
}
