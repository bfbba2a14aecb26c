"""What a check-in list means, in a few sentences; what its editor offers."""

from collections.abc import Mapping
from datetime import date

from babel import dates

from events_svc.checkin.lists import ListTerms
from events_svc.web.checkin import rule_words
from events_svc.web.checkin.rule_meaning import meaning
from events_svc.web.checkin.rule_words import Names
from events_svc.web.i18n import gettext, language
from events_svc.web.pages import LOCALES


def sentences(terms: ListTerms, names: Names, sessions: Mapping[int, str]) -> list[str]:
    """Who passes, how often, when: one short sentence each."""
    said = [_who(terms, names)]
    for type_id, days in sorted(terms.days.items()):
        words = {"type": _type(type_id, names), "days": _joined([day(one) for one in days])}
        said.append(gettext("{type} only on {days}.").format(**words))
    if terms.rules:
        rule = meaning(terms.rules, names)
        said.append(gettext("Only if: {rule}.").format(rule=rule))
    if terms.session_id is not None and terms.session_id in sessions:
        title = sessions[terms.session_id]
        said.append(gettext("Takes the attendance of “{session}”.").format(session=title))
    if not terms.is_entrance:
        said.append(gettext("Does not change who is in the house."))
    return said


def starts() -> dict[str, str]:
    """The ready-made beginnings, as links say them."""
    return {
        "once": gettext("Once"),
        "again": gettext("Again after going out"),
        "daily": gettext("One entry a day"),
        "lunch": gettext("Lunch once"),
        "afternoon": gettext("Afternoon only"),
        "pause": gettext("A pause between two entries"),
        "often": gettext("As often as one likes"),
        "session": gettext("Attendance of a session"),
    }


def facts() -> list[tuple[str, str]]:
    """What a row may speak of, in the editor's order."""
    words = rule_words.facts()
    return [
        ("time", words["time"]),
        ("day", words["day"]),
        ("weekday", words["weekday"]),
        ("now", words["now"]),
        ("type", words["type"]),
        ("gate", words["gate"]),
        ("entries", words["entries"]),
        ("entries_today", words["entries_today"]),
        ("entries_since", gettext("entries today since a time")),
        ("moment", gettext("entries since a moment")),
        ("minutes_since_first", words["minutes_since_first"]),
        ("minutes_since_last", words["minutes_since_last"]),
        ("is_inside", words["is_inside"]),
        ("minutes_since_start", gettext("minutes from the session's start")),
        ("minutes_since_end", gettext("minutes from the session's end")),
    ]


def comparison(fact: str, operator: str) -> str:
    """A comparison as a row of the editor offers it."""
    kind = rule_words.KINDS.get("entries_since" if fact == "moment" else fact, "number")
    plain = {"==": "in", "!<": ">=", "!>": "<="}.get(operator, operator)
    key = f"number:{plain}" if kind == "span" else f"{kind}:{plain}"
    words = rule_words.phrases()[key].format(value="…")
    return words + gettext(" (or none yet)") if operator.startswith("!") else words


def day(written: str) -> str:
    """A day as people write it, `10 Sept`."""
    locale = LOCALES[language.get()]
    return dates.format_skeleton("MMMd", date.fromisoformat(written), locale=locale)


def _who(terms: ListTerms, names: Names) -> str:
    words = {"tickets": _tickets(terms, names)}
    if terms.multi_entry:
        said = gettext("{tickets} enter as often as they like.")
    elif terms.entry_after_exit:
        said = gettext("{tickets} enter once, and again after going out.")
    else:
        said = gettext("{tickets} enter once.")
    unpaid = gettext("Unpaid ones too.") if terms.allow_unpaid else ""
    return f"{said.format(**words)} {unpaid}".strip()


def _tickets(terms: ListTerms, names: Names) -> str:
    if not terms.ticket_types:
        return gettext("All tickets")
    told = _joined([_type(str(one), names) for one in terms.ticket_types])
    return gettext("Tickets “{types}”").format(types=told)


def _type(type_id: str, names: Names) -> str:
    return names.type.get(int(type_id), f"#{type_id}")


def _joined(parts: list[str]) -> str:
    return gettext(", ").join(parts)
