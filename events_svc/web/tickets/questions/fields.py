"""What organisers write about questions, checked."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from events_svc.text import Text, text
from events_svc.tickets.questions.answers import CHOOSING
from events_svc.tickets.questions.ask import Asked
from events_svc.tickets.questions.models import AnswerKind, AskedAt, TicketQuestion
from events_svc.web.fields import Id, Line
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext

MOST_OPTIONS = 100
After = Annotated[str, Meta(pattern=r"^[0-9]{1,18}:(yes|no|[0-9]{1,3})\Z")]


class QuestionForm(msgspec.Struct):
    """A question; its options stand one a line, `中文 | English`; `after` are answers, `12:yes` or `12:0`."""

    kind: AnswerKind
    label: dict[str, Line]
    hint: dict[str, Annotated[str, Meta(max_length=1000)]] = {}
    options: Annotated[str, Meta(max_length=10_000)] = ""
    position: Annotated[int, Meta(ge=0, le=1000)] = 0
    is_required: bool = False
    asked_at: AskedAt = AskedAt.PURCHASE
    only_types: list[Id] = []
    after: list[After] = []

    def asked(self) -> Asked:
        """The form as the domain takes it; raises Malformed for a choice of less than two or too many."""
        lines = [line for line in self.options.splitlines() if line.strip()]
        is_choice = self.kind in CHOOSING
        if is_choice and not 2 <= len(lines) <= MOST_OPTIONS:
            wrong = gettext("From 2 to {most} options, one a line.").format(most=MOST_OPTIONS)
            raise Malformed({"options": wrong})
        depends_on_id, depends_values = self._after()
        given = msgspec.structs.asdict(self)
        del given["after"]
        given["options"] = [_option(line) for line in lines] if is_choice else []
        return Asked(**given, depends_on_id=depends_on_id, depends_values=depends_values)

    def _after(self) -> tuple[int | None, list[Any]]:
        pairs = [one.split(":") for one in self.after]
        parents = {int(parent) for parent, _ in pairs}
        if len(parents) > 1:
            raise Malformed({"after": gettext("Please choose answers of one question.")})
        values = [value == "yes" if value in {"yes", "no"} else int(value) for _, value in pairs]
        return (next(iter(parents)) if parents else None), values


def values_of(question: TicketQuestion) -> dict[str, Any]:
    """What stands in a question, as the fields of its form show it."""
    names = ("position", "is_required", "only_types")
    values = {name: getattr(question, name) for name in names}
    values |= {"kind": question.kind.value, "asked_at": question.asked_at.value}
    values["options"] = "\n".join(
        " | ".join(one.get(lang, "") for lang in ("zh", "en")) for one in question.options
    )
    values["after"] = [f"{question.depends_on_id}:{word(one)}" for one in question.depends_values]
    for name in ("label", "hint"):
        values |= {f"{name}_{lang}": said for lang, said in getattr(question, name).items()}
    return values


def word(value: Any) -> str:
    """An answer that decides, as forms write it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _option(line: str) -> Text:
    """`是 | Yes` in both languages; a line without a bar reads the same in both."""
    zh, bar, en = (part.strip()[:300] for part in line.partition("|"))
    return text(zh, en) if bar else text(zh, zh)
