"""The words of a file in our form: texts in Chinese or English, slugs, names to compare by. Pure."""

import re
import unicodedata
from hashlib import sha256

from events_svc.text import Text

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def settled(standing: Text, given: str) -> Text:
    """The text after a file in one language gave `given`.

    What already stands in either language stays as it is. A text in both languages keeps the other
    one; a text in one language is replaced.
    """
    given = given.strip()
    if given in standing.values() or not given:
        return standing if given else {}
    language = "zh" if _CHINESE.search(given) else "en"
    return {**standing, language: given} if len(standing) > 1 else {language: given}


def settled_line(standing: Text, given: str) -> Text:
    """As `settled`, for titles and names, in which doubled spaces and line breaks say nothing."""
    is_same = any(on_one_line(value) == given for value in standing.values())
    return standing if is_same and given else settled(standing, given)


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
