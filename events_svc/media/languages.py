"""The languages in which something is spoken, each by its own name. Pure."""

TONGUES = {
    "zh": "中文",
    "en": "English",
    "zh-en": "中文 / English",
    "en-zh": "English / 中文",
    "yue": "粵語",
    "ja": "日本語",
    "ko": "한국어",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pt": "Português",
    "it": "Italiano",
    "ru": "Русский",
    "ar": "العربية",
}
