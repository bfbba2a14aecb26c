"""The same page in the other language."""

from starlette.datastructures import URL

from events_svc.web.state import Request


def in_language(request: Request, language: str) -> str:
    """The address, on this site, of what is shown, in `language`.

    After a POST that was refused it is the page with the form, as the browser names it (Referer, RFC 9110
    §10.1.3): where it was sent to there may be nothing to read. Who names none goes to the front page.
    """
    url = request.url if request.method in {"GET", "HEAD"} else _sent_from(request)
    url = url.include_query_params(lang=language)
    return f"{url.path}?{url.query}"


def _sent_from(request: Request) -> URL:
    named = URL(request.headers.get("referer", ""))
    try:
        is_ours = named.netloc == request.url.netloc and named.path.startswith("/")
    except ValueError:  # an address that is none
        is_ours = False
    return named if is_ours and not named.path.startswith("//") else URL("/")
