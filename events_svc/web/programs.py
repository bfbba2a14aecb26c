"""The addresses at which programs ask, not people: they read problem+json, and English unless they say more."""

API = "/api/"
BEATS = "/beats"
OPENS = "/opens"


def is_for_programs(path: str) -> bool:
    """Whether the path is one of the API, or takes what players say."""
    return path.startswith(API) or path in {BEATS, OPENS}
