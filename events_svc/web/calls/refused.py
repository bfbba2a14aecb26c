"""Where on the form a refusal stands."""

from events_svc.calls import errors as refusals
from events_svc.web import forms
from events_svc.web.calls.words import problem
from events_svc.web.errors import words

WHOLE = "form"  # above all fields


def beside(wrong: forms.Malformed | refusals.NotSendable | None) -> dict[str, str]:
    """The words of a refusal by the field to which they belong."""
    if wrong is None:
        return {}
    if isinstance(wrong, forms.Malformed):
        return wrong.errors
    if isinstance(wrong, refusals.Incomplete):
        return {name: problem(key) for name, key in wrong.errors.items()}
    is_code = isinstance(wrong, refusals.CodeNeeded | refusals.CodeUnknown)
    return {"code" if is_code else WHOLE: words(wrong)}


def status(wrong: Exception | None) -> int:
    """422 for what is malformed or missing, 409 for a rule."""
    if wrong is None:
        return 200
    return 422 if isinstance(wrong, forms.Malformed | refusals.Incomplete) else 409
