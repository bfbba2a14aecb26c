"""Bytes that were made before, over HTTP: ETag, 304, HEAD, gzip (RFC 9110). A hot path: no Response."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from starlette.types import Scope, Send

from events_svc.feeds.files import File

PUBLIC = b"public, max-age=300, stale-while-revalidate=86400"
PRIVATE = b"private, max-age=300"
UNSEEN = b"private, no-store"  # drafts
VARY = b"Accept-Encoding, Accept-Language"

_TAG = re.compile(rb'(?:W/)?"([^"]*)"')
_Headers = list[tuple[bytes, bytes]]


def wants_plain(scope: Scope) -> bool:
    """Whether the client takes the bytes only as they are, not compressed."""
    return not accepts_gzip(_values(scope["headers"], b"accept-encoding")[:200])


async def serve(
    scope: Scope, send: Send, file: File, *, plain: bytes | None, cache: bytes, is_named: bool
) -> None:
    """Answer GET or HEAD with the file, or with 304 to who has it already.

    `plain` is the file uncompressed, given when the client wants it so; `is_named`: the address
    itself names the language.
    """
    if is_known(scope["headers"], file):
        validators = _validators(file, cache, is_gzip=plain is None, is_named=is_named)
        await _send(send, 304, validators, b"")
        return
    body = file.body_gzip if plain is None else plain
    told = headers(file, plain, cache=cache, is_named=is_named)
    await _send(send, 200, told, b"" if scope["method"] == "HEAD" else body)


def headers(file: File, plain: bytes | None, *, cache: bytes, is_named: bool) -> _Headers:
    """What a 200 with the file says of it, arguments as in `serve`."""
    told = _validators(file, cache, is_gzip=plain is None, is_named=is_named)
    size = len(file.body_gzip if plain is None else plain)
    told.append((b"content-length", b"%d" % size))
    if plain is None:
        told.append((b"content-encoding", b"gzip"))
    told.append((b"content-type", file.media_type.encode()))
    return told


def _validators(file: File, cache: bytes, *, is_gzip: bool, is_named: bool) -> _Headers:
    vary = b"Accept-Encoding" if is_named else VARY
    return [*_headers(file.etag, file.modified_at, cache, is_gzip), (b"vary", vary)]


def is_known(asked: Iterable[tuple[bytes, bytes]], file: File) -> bool:
    """Whether the client's copy is still right: If-None-Match first, only else If-Modified-Since."""
    asked = [*asked]
    tags = _values(asked, b"if-none-match")
    if tags:
        ours = {file.etag.encode(), f"{file.etag}-gzip".encode()}
        return tags.strip() == b"*" or not ours.isdisjoint(_TAG.findall(tags))
    since = _values(asked, b"if-modified-since")
    return bool(since) and _is_unmodified(since.decode("latin-1"), file.modified_at)


@lru_cache(maxsize=256)
def accepts_gzip(accepted: bytes) -> bool:
    """Whether `Accept-Encoding` names gzip (or everything) without a quality of zero."""
    for part in accepted.decode("latin-1").lower().split(","):
        coding, _, parameter = part.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", parameter)
    return False


def _is_unmodified(since: str, modified_at: datetime) -> bool:
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return modified_at.replace(microsecond=0) <= aware


@lru_cache(maxsize=256)
def _headers(etag: str, modified_at: datetime, cache: bytes, is_gzip: bool) -> _Headers:
    tag = f'"{etag}-gzip"' if is_gzip else f'"{etag}"'
    modified = format_datetime(modified_at.astimezone(UTC), usegmt=True)
    return [
        (b"etag", tag.encode()),
        (b"last-modified", modified.encode()),
        (b"cache-control", cache),
        *([(b"access-control-allow-origin", b"*")] if cache == PUBLIC else []),
    ]


def _values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    return b", ".join(value for key, value in headers if key == name)


async def _send(send: Send, status: int, headers: _Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
