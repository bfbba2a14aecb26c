"""What the domain refuses of a form stands beside the field that it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from events_svc.web import errors, forms
from events_svc.web.state import Request


@contextmanager
def beside(field: str, *kinds: type[Exception]) -> Iterator[None]:
    """Inside, errors of these kinds become a Malformed form with their words at `field`."""
    try:
        yield
    except kinds as error:
        raise forms.Malformed({field: errors.words(error)}) from error


async def typed(request: Request, wrong: forms.Malformed) -> dict[str, Any]:
    """What was typed into the form that was refused."""
    return wrong.values or dict(await forms.read(request))
