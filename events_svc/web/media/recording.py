"""`/recordings/{slug}`: the page of a recording: its player, what is said in it, chapters, files."""

from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from events_svc.accounts.errors import NotFound
from events_svc.media import contents, index, platforms, search, subtitles, tokens, transcripts
from events_svc.media.contents import Contents
from events_svc.media.licences import licence
from events_svc.media.recording_models import TextTrack
from events_svc.media.transcripts import Hit, Line
from events_svc.stats.definitions import DEFINITIONS
from events_svc.web import captions, i18n, pages, watching
from events_svc.web.media import structured
from events_svc.web.media.recordings import MOST_WORDS, recordings_views
from events_svc.web.state import Request

MOST_HITS = 12


@dataclass(frozen=True, slots=True)
class Said:
    """A transcript in one language: its paragraphs, and where the words looked for are said."""

    track: TextTrack
    paragraphs: list[list[Line]]
    hits: list[Hit]


async def show(request: Request) -> Response:
    """A recording with its player; nothing of it is loaded before the visitor presses play."""
    recording = await index.published(request.path_params["slug"])
    if recording is None:
        raise NotFound
    ways = await watching.ways_of(request, recording)
    ours = [way for way in ways if way.is_played]
    held = await contents.of_recording(recording.id)
    words = request.query_params.get("q", "")[:MOST_WORDS].strip()
    views = (await recordings_views([recording]))[recording.id]
    url = request.state["settings"].public_url
    return await pages.render(
        request,
        "media/recording.html",
        recording=recording,
        held=held,
        playable=ours[0] if ours else None,
        others=[way for way in ways if way.url and (not ours or way.id != ours[0].id)],
        is_locked=any(not way.url for way in ways),
        platforms=platforms.PLATFORMS,
        tracks=captions.tracks(recording, held),
        said=await _said(held, request.query_params.get("transcript", ""), words),
        words=words,
        marked=_marked,
        licence=licence(recording.licence),
        views=views,
        jsonld=structured.of_recording(recording, held, views, public_url=url),
        label=DEFINITIONS["view@10s"].label,
        start=_start(request.query_params.get("t", "")),
    )


async def _said(held: Contents, asked: str, words: str) -> Said | None:
    """The transcript asked for, else one in which the words stand, else the visitor's language's, else any."""
    ours = i18n.language.get()
    ids = {track.recording_id for track in held.tracks} if words else set()
    told = [one.language for found in (await search.spoken(words, ids)).values() for one in found]
    ranked = sorted(
        held.tracks,
        key=lambda t: (t.language != asked, t.language not in told, t.language != ours),
    )
    if not ranked:
        return None
    track = await subtitles.text_of(ranked[0].id)
    kept = transcripts.Kept(track.cues, track.lines, track.folded, track.marks)
    return Said(
        track,
        transcripts.paragraphs(transcripts.lines(track.lines, track.marks)),
        transcripts.hits(words, kept, most=MOST_HITS),
    )


def _marked(text: str, words: str) -> list[tuple[str, bool]]:
    """The pieces of a line; most lines have none of the words, and that is told quickly."""
    wanted = tokens.pattern(words)
    if wanted is None or not wanted.search(tokens.folded(text)):
        return [(text, False)]
    return transcripts.marked(text, words)


def _start(seconds: str) -> int:
    """The second of `?t=`; 0 for what is none."""
    return int(seconds) if seconds.isdecimal() and len(seconds) < 7 else 0


routes: list[BaseRoute] = [Route("/recordings/{slug}", show, name="recording")]
