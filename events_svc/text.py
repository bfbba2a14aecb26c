"""Texts in Chinese and English side by side.

A text of the domain is a mapping of language to string, `{"zh": "论坛", "en": "Forum"}`; a language
that nobody wrote is absent, never empty.
"""

from collections.abc import Mapping

LANGUAGES = ("zh", "en")

Text = dict[str, str]


def text(zh: str = "", en: str = "") -> Text:
    """A text from its two languages; what is blank is left out."""
    return {lang: value.strip() for lang, value in (("zh", zh), ("en", en)) if value.strip()}


def in_language(value: Mapping[str, str] | None, language: str) -> str:
    """The text in `language`, else in the other one, else the empty string."""
    if not value:
        return ""
    return value.get(language) or next((v for v in value.values() if v), "")


def masked_phone(number: str) -> str:
    """A phone number of which the middle is hidden: its last four digits stay, of a short one two."""
    digits = sum(one.isdigit() for one in number)
    shown = 4 if digits >= 9 else 2
    hidden = range(shown, shown + 4 if digits >= 9 else digits)
    told, at = [], 0
    for one in reversed(number):
        told.append("*" if one.isdigit() and at in hidden else one)
        at += one.isdigit()
    return "".join(reversed(told))


def language_of(value: Mapping[str, str] | None, language: str) -> str:
    """The language in which `in_language` answers, for the `lang` attribute."""
    if value and not value.get(language):
        return next((lang for lang, v in value.items() if v), language)
    return language
