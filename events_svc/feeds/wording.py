"""Texts in the language of a feed: Chinese, English, or both side by side. Pure."""

import re
from collections.abc import Mapping

from events_svc.schedule.entries import EntrySpeaker
from events_svc.schedule.prose import plain
from events_svc.text import LANGUAGES, in_language, language_of

BOTH = "both"
SPOKEN = (*LANGUAGES, BOTH)  # what `?lang=` takes
TAGS = {"zh": "zh-Hans", "en": "en"}
CANCELLED = {"zh": "已取消：", "en": "Cancelled: ", BOTH: "已取消 / Cancelled: "}

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def words(value: Mapping[str, str] | None, language: str) -> str:
    """The text in the language, else the other, without characters that XML forbids."""
    return _UNPRINTABLE.sub("", _joined(value, language, " / "))


def prose(value: Mapping[str, str] | None, language: str) -> str:
    """The same of a long text, as plain paragraphs: the languages one after the other."""
    return _UNPRINTABLE.sub("", plain(_joined(value, language, "\n\n")))


def passages(value: Mapping[str, str] | None, language: str) -> str:
    """The same of a long text as it was written, HTML or Markdown."""
    return _UNPRINTABLE.sub("", _joined(value, language, "\n\n"))


def tag(value: Mapping[str, str], language: str) -> dict[str, str]:
    """The LANGUAGE parameter (RFC 5545 §3.2.10) of `words`; none where two languages stand."""
    if language == BOTH:
        return {}
    return {"LANGUAGE": TAGS[language_of(value, language)]}


def cancelled(value: Mapping[str, str], language: str) -> str:
    """What stands before a cancelled title, in the language of the title."""
    return CANCELLED[language if language == BOTH else language_of(value, language)]


def speaker(person: EntrySpeaker, language: str) -> str:
    """A name with its affiliation."""
    name, affiliation = words(person["name"], language), words(person["affiliation"], language)
    if not affiliation:
        return name
    return f"{name}（{affiliation}）" if language == "zh" else f"{name} ({affiliation})"


def listed(items: list[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(items)


def _joined(value: Mapping[str, str] | None, language: str, between: str) -> str:
    if language != BOTH or not value:
        return in_language(value, language)
    return between.join(dict.fromkeys(value[one] for one in LANGUAGES if value.get(one)))
