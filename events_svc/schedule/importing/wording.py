"""The words of a file in our form: texts in Chinese or English, slugs, names to compare by. Pure."""

import re
import unicodedata
from hashlib import sha256

from events_svc.schedule.importing.errors import Unreadable
from events_svc.text import Text, text

LONGEST_LINE = 1000
LONGEST_PROSE = 200_000

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def prose(given: object) -> Text:
    """A text in the language that its letters tell; nothing for what is no string or blank."""
    if not isinstance(given, str):
        return {}
    written = _CONTROL.sub("", given).strip()
    if len(written) > LONGEST_PROSE:
        raise Unreadable("The text “{value}” is too long.", on_one_line(written[:60]))
    return {_language(written): written} if written else {}


def line(given: object) -> Text:
    """As `prose`, for titles and names, in which doubled spaces and line breaks say nothing."""
    return prose(one_line(given))


def one_line(given: object) -> str:
    """A title or name without line breaks, doubled spaces and control characters."""
    if not isinstance(given, str):
        return ""
    written = on_one_line(_CONTROL.sub("", given))
    if len(written) > LONGEST_LINE:
        raise Unreadable("The line “{value}” is too long.", written[:60])
    return written


def both(zh: Text, en: Text) -> Text:
    """One text out of what stands for Chinese and for English; what is only repeated stands once."""
    chinese, english = _only(zh), _only(en)
    return zh or en if chinese == english or not (zh and en) else text(chinese, english)


def spoken(given: object) -> Text:
    """A title or name: a string, `{"name": …}`, or one for each language, `{"en": …, "zh-hans": …}`."""
    if not isinstance(given, dict):
        return line(given)
    if "name" in given:
        return spoken(given["name"])
    chinese = next((given[name] for name in given if str(name).startswith("zh")), None)
    other = next((given[name] for name in given if not str(name).startswith("zh")), None)
    return both(line(chinese), line(given.get("en", other)))


def settled(standing: Text, given: Text) -> Text:
    """The text after a file gave `given`.

    A file in one language leaves the other as it is; a text that stood in one language is replaced.
    """
    if len(given) != 1:
        return given
    ((language, words),) = given.items()
    if words in standing.values():
        return standing
    return {**standing, language: words} if len(standing) > 1 else given


def settled_line(standing: Text, given: Text) -> Text:
    """As `settled`, for titles and names, in which doubled spaces and line breaks say nothing."""
    if len(given) == 1 and any(on_one_line(value) == _only(given) for value in standing.values()):
        return standing
    return settled(standing, given)


def on_one_line(words: str | None) -> str:
    """Without line breaks and doubled spaces."""
    return " ".join((words or "").split())


def folded(name: str) -> str:
    """A name as imports compare it: width, case and spaces do not matter."""
    return on_one_line(unicodedata.normalize("NFKC", name)).casefold()


def slug(words: str, *, otherwise: str, longest: int = 80) -> str:
    """`words` in `[a-z0-9-]`, beginning with a letter; `otherwise` and a hash when nothing is left."""
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", ascii_words).strip("-")[:longest].strip("-")
    if len(made) < 2:
        return f"{otherwise}-{digest(words)[:8]}"
    return made if made[0].isalpha() else f"{otherwise}-{made}"


def digest(words: str) -> str:
    """SHA-256 in hexadecimal: names for what has none."""
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _language(words: str) -> str:
    return "zh" if _CHINESE.search(words) else "en"


def _only(words: Text) -> str:
    return next(iter(words.values()), "")
