"""The words of the mail about streams that should be live and are not, in the language that is set."""

from collections.abc import Sequence

from events_svc.accounts.models import User
from events_svc.events.models import Event
from events_svc.jobs.letter import Words
from events_svc.media.platforms import PLATFORMS
from events_svc.media.probe_models import StreamIncident
from events_svc.text import in_language
from events_svc.web import i18n
from events_svc.web.i18n import gettext
from events_svc.web.media.fact_words import reason_words, state_words
from events_svc.web.tickets import printed


def missing(user: User, event: Event, found: Sequence[StreamIncident], *, url: str) -> Words:
    """What should be on air at the event; each link with its time and what was seen of it."""
    title = in_language(event.title, i18n.language.get())
    return Words(
        subject=gettext("Should be live, is not: {title}").format(title=_titles(found) or title),
        paragraphs=[
            gettext("Hello {name},").format(name=user.name),
            gettext(
                "these streams of {event} should be live by the timetable, and nobody sees them:"
            ).format(event=title),
        ],
        facts=[(_session(one, event), _seen(one)) for one in found],
        links=[
            (
                gettext("Facts and history: {title}").format(title=_title(one)),
                f"{url}/organiser/sources/{one.source_id}/facts",
            )
            for one in found
        ],
        act=(gettext("All live links"), f"{url}/organiser/events/{event.slug}/media"),
    )


def _titles(found: Sequence[StreamIncident]) -> str:
    return ", ".join(dict.fromkeys(_title(one) for one in found))


def _title(incident: StreamIncident) -> str:
    assert incident.source.session is not None
    return in_language(incident.source.session.title, i18n.language.get())


def _session(incident: StreamIncident, event: Event) -> str:
    session = incident.source.session
    assert session is not None
    assert session.starts_at is not None
    assert session.ends_at is not None
    return f"{printed.span(session.starts_at, session.ends_at, event.timezone)} {_title(incident)}"


def _seen(incident: StreamIncident) -> str:
    platform = in_language(PLATFORMS[incident.source.platform].name, i18n.language.get())
    state, _, reason = incident.reason.partition(": ")
    words = f"{platform}: {state_words(state)}"
    return f"{words} ({reason_words(reason)})" if reason else words
