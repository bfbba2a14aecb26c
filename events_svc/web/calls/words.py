"""States, kinds and problems of calls in words."""

from events_svc import clock
from events_svc.calls import open as opening
from events_svc.calls.models import Call, PresenterState, QuestionKind
from events_svc.web.i18n import gettext
from events_svc.web.marks import Mark

_PRESENTERS = {
    PresenterState.INVITED: ("wait", "◷", "Invited"),
    PresenterState.JOINED: ("ok", "✓", "Presents"),
    PresenterState.DECLINED: ("stop", "✕", "Declined"),
}
_KINDS = {
    QuestionKind.LINE: "One line",
    QuestionKind.TEXT: "Longer text",
    QuestionKind.NUMBER: "Number",
    QuestionKind.YES_NO: "Yes or no",
    QuestionKind.CHOICE: "One of several",
    QuestionKind.CHOICES: "Some of several",
    QuestionKind.DATE: "Date",
    QuestionKind.URL: "Link",
}
PROBLEMS = {
    "missing": "Please fill this in.",
    "long": "This is too long.",
    "url": "A link begins with https://",
    "number": "A number, please.",
    "option": "Please choose one of the list.",
    "date": "A date, please.",
}
_LANGUAGES = {"zh": "Chinese", "en": "English", "zh,en": "Chinese and English"}


def presenter_mark(state: PresenterState) -> Mark:
    """How a presenter's state is shown."""
    colour, icon, words = _PRESENTERS[state]
    return Mark(colour, icon, gettext(words))


def call_mark(call: Call) -> Mark:
    """Whether the call takes proposals now."""
    now = clock.now()
    if not call.is_published:
        return Mark("note", "✎", gettext("Not published"))
    if not opening.has_begun(call, now):
        return Mark("wait", "◷", gettext("Opens later"))
    if call.closes_at is not None and call.closes_at <= now:
        return Mark("stop", "■", gettext("Closed"))
    return Mark("ok", "●", gettext("Open"))


def problem(key: str) -> str:
    """What is wrong with an answer, for who gave it."""
    return gettext(PROBLEMS[key])


def kinds() -> list[tuple[str, str]]:
    """The kinds of questions with their names."""
    return [(kind.value, gettext(words)) for kind, words in _KINDS.items()]


def languages() -> list[tuple[str, str]]:
    """The languages in which somebody can present, with their names."""
    return [("", "–"), *((key, gettext(words)) for key, words in _LANGUAGES.items())]
