"""Why something is a conflict, in words."""

from events_svc.schedule.conflicts.kinds import Conflict, ConflictKind
from events_svc.text import in_language
from events_svc.web import i18n
from events_svc.web.i18n import gettext


def words(conflict: Conflict) -> str:
    """The reason for people, in the language of the request."""
    lang = i18n.language.get()
    other = conflict.other.title if conflict.other else {}
    return _pattern(conflict.kind).format(
        about=in_language(conflict.about, lang),
        other=in_language(other, lang),
        given=max(0, conflict.given),
        needed=conflict.needed,
    )


def _pattern(kind: ConflictKind) -> str:
    patterns = {
        ConflictKind.ROOM_CLOSED: gettext("{about} is not open then"),
        ConflictKind.ROOM_TWICE: gettext("{about} is taken at the same time by “{other}”"),
        ConflictKind.ROOM_TOO_SMALL: gettext("{about} has {given} seats, {needed} people want in"),
        ConflictKind.SPEAKER_AWAY: gettext("{about} is not there then"),
        ConflictKind.SPEAKER_UNWILLING: gettext("{about} would rather present at another time"),
        ConflictKind.SPEAKER_TWICE: gettext("{about} presents “{other}” at the same time"),
        ConflictKind.OUTSIDE_EVENT: gettext("Outside of the event's time"),
        ConflictKind.WAY_TOO_LONG: gettext(
            "{about} needs {needed} minutes for the way from or to “{other}”, and has {given}"
        ),
        ConflictKind.BREAK_TOO_SHORT: gettext(
            "{about} has {given} minutes of break beside “{other}”, {needed} are wanted"
        ),
        ConflictKind.STARRED_TOGETHER: gettext(
            "{given} readers want to see “{other}” at the same time"
        ),
    }
    return patterns[kind]
