"""Telephone calls as the desk shows them: who called, who that is, what was said, what is open of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.call import CallEnd
from domain.ids import InboundId, RequestId, TownId
from flows.call_voices import unanswered_of
from store import call_backs
from store.call_backs import KeptCallBack, Known, Standing
from store.calls import CallId, CardState, KeptCall
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.access import Eyes
from web.desk import Desk

MOST_AUDIO_BYTES = 200 * 2**20
_ENDINGS = ("", ".wav", ".WAV", ".mp3", ".ogg", ".opus", ".flac", ".m4a", ".au", ".gsm")
"""Switchboards often name a recording without its ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is behind a number. ``number`` None: it was withheld. ``requests`` are open ones that may be named; ``hidden`` counts others."""

    number: str | None
    name: str | None
    requests: tuple[RequestLine, ...] = ()
    hidden: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice message: ``call`` where it can be listened to, its words where the switchboard gives them."""

    at: datetime
    call: CallId | None
    transcript: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackView:
    """A line of those to be called back. ``town`` is named where the list holds several."""

    standing: Standing
    caller: Caller
    request: RequestId | None
    voices: tuple[Voice, ...]
    zone: str
    town: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A call: a card to complete, or one whose number was withheld."""

    id: CallId
    at: datetime
    end: CallEnd
    line: str | None
    talk_s: int
    agent: str | None
    caller: Caller
    card: CardState | None
    tracking: str | None
    voice: Voice | None
    zone: str
    town: str | None


def back_views(desk: Desk, session: Session, found: Sequence[KeptCallBack], eyes: Eyes, *, is_of_several: bool) -> tuple[BackView, ...]:
    """Return call-backs with who called, what they said, and their requests."""
    requests = call_backs.requests_of(session, {one.inbound for one in found if one.inbound is not None})
    known = _known(session, ((one.town, one.standing.number) for one in found))
    said = unanswered_of(session, found, {one.town: ZoneInfo(desk.book.town(one.town).timezone) for one in found})
    return tuple(_back(desk, one, known, requests, said, eyes, is_of_several=is_of_several) for one in found)


def back_view(desk: Desk, session: Session, record: RequestRecord, eyes: Eyes) -> BackView | None:
    """Return how the call-back stands that a request came of, None where it came of something else."""
    found = call_backs.of_arrival(session, record.inbound_id) if record.draft.call_back is not None else None
    if found is None:
        return None
    [shown] = back_views(desk, session, (found,), eyes, is_of_several=False)
    return replace(shown, caller=replace(shown.caller, requests=tuple(one for one in shown.caller.requests if one.id != record.line.id)))


def call_views(desk: Desk, session: Session, found: Sequence[KeptCall], eyes: Eyes, *, is_of_several: bool) -> tuple[CallView, ...]:
    """Return calls with who called."""
    known = _known(session, ((one.town, one.call.outside) for one in found if one.call.outside is not None))
    return tuple(call_view(desk, one, known, eyes, is_of_several=is_of_several) for one in found)


def call_view(desk: Desk, one: KeptCall, known: Mapping[tuple[TownId, str | None], Known], eyes: Eyes, *, is_of_several: bool) -> CallView:
    """Return a call with who called."""
    town = desk.book.town(one.town)
    call = one.call
    return CallView(
        id=one.id,
        at=call.at,
        end=call.end,
        line=call.line,
        talk_s=call.talk_s,
        agent=call.agent,
        caller=_caller(call.outside, call.name, known.get((one.town, call.outside)), eyes),
        card=one.card,
        tracking=one.tracking,
        voice=_voice(desk, one),
        zone=town.timezone,
        town=town.name if is_of_several else None,
    )


def _back(  # noqa: PLR0913 - all that is known of one
    desk: Desk,
    one: KeptCallBack,
    known: Mapping[tuple[TownId, str | None], Known],
    requests: Mapping[InboundId, RequestId],
    said: Mapping[KeptCallBack, tuple[KeptCall, ...]],
    eyes: Eyes,
    *,
    is_of_several: bool,
) -> BackView:
    town = desk.book.town(one.town)
    mine = said.get(one, ())
    name = next((call.call.name for call in reversed(mine) if call.call.name), None)
    own = requests.get(one.inbound) if one.inbound is not None else None
    who = _caller(one.standing.number, name, known.get((one.town, one.standing.number)), eyes, own)
    voices = tuple(voice for call in mine if (voice := _voice(desk, call)) is not None)
    return BackView(
        standing=one.standing, caller=who, request=own, voices=voices, zone=town.timezone, town=town.name if is_of_several else None
    )


def _known(session: Session, asked: Iterable[tuple[TownId, str]]) -> dict[tuple[TownId, str | None], Known]:
    by_town: dict[TownId, set[str]] = {}
    for town, number in asked:
        by_town.setdefault(town, set()).add(number)
    return {
        (town, number): known
        for town, numbers in by_town.items()
        for number, known in call_backs.known_numbers(session, town, numbers).items()
    }


def _caller(number: str | None, shown: str | None, known: Known | None, eyes: Eyes, own: RequestId | None = None) -> Caller:
    """Return who called; of requests that are not the reader's only the number of them is told, of the requester then nothing."""
    if known is None:
        return Caller(number=number, name=shown)
    others = tuple(line for line in known.requests if line.id != own)
    told = tuple(line for line in others if eyes.shows(line))
    is_told = not known.requests or any(map(eyes.shows, known.requests))
    name = (known.requester.name or known.requester.organisation) if is_told else None
    return Caller(number=number, name=name or shown, requests=told, hidden=len(others) - len(told))


def _voice(desk: Desk, one: KeptCall) -> Voice | None:
    """Return the voice message of a call."""
    call = one.call
    is_there = call.audio is not None and audio_file(desk.installation.settings.calls_audio, call.audio) is not None
    if not is_there and not call.transcript:
        return None
    return Voice(at=call.at, call=one.id if is_there else None, transcript=call.transcript)


def audio_file(folder: Path | None, named: str) -> Path | None:
    """Return the file of a voice message below the folder that the settings name, None where it is not there.

    Switchboards name it by its whole path on their own disk, or by a part of it: the longest end of the path that is there is taken.
    Nothing outside the folder is ever opened.
    """
    if folder is None or "\0" in named:
        return None
    parts = [part for part in named.replace("\\", "/").split("/") if part not in {"", "."}]
    if not parts or ".." in parts:
        return None
    try:
        root = folder.resolve()
        for start in range(len(parts)):
            for ending in _ENDINGS:
                path = root.joinpath(*parts[start:-1], parts[-1] + ending).resolve()
                if path.is_relative_to(root) and path.is_file() and path.stat().st_size <= MOST_AUDIO_BYTES:
                    return path
    except (OSError, ValueError):
        return None  # the share is away, or the name is none of a file
    return None


SOUND_HEAD_BYTES = 16
"""So much of a file tells whether it is a sound, and which."""
_SOUNDS: Mapping[bytes, str] = {b"OggS": "audio/ogg", b"fLaC": "audio/flac", b"ID3": "audio/mpeg", b".snd": "audio/basic"}
_MPEG = frozenset({0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB})
"""Second byte of a frame of MPEG audio, layer III."""


def sound_type(head: bytes) -> str | None:
    """Return the media type of a sound by its first bytes, None where they are none of one."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    if len(head) > 1 and head[0] == 0xFF and head[1] in _MPEG:  # noqa: PLR2004, RUF100 — the first byte of such a frame
        return "audio/mpeg"
    return next((kind for start, kind in _SOUNDS.items() if head.startswith(start)), None)
