"""Names of the languages in which sessions are held."""

from babel import Locale, UnknownLocaleError

from events_svc.web import i18n
from events_svc.web.pages import LOCALES


def language_name(code: str) -> str:
    """`en` as people of the reader's language call it; what is no code as it stands."""
    names = []
    for part in code.replace("/", ",").split(","):
        try:
            name = Locale.parse(part.strip().replace("-", "_")).get_display_name(
                LOCALES[i18n.language.get()]
            )
        except (ValueError, UnknownLocaleError):
            name = None
        names.append(name or part.strip())
    return i18n.gettext(", ").join(names)
