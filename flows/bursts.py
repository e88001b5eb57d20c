"""A message that comes over and over from an address we write to: from some number on it goes to the request it became first, with a count.

Whatever mail loop escapes all that knows machine mail ends here: no more requests, no more letters, and nothing lost, for each arrival
is kept and names its request. A loop takes two: who got no letter of ours is in none, and may send as much as he likes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy.orm import Session

from domain.draft import Draft, Role
from domain.ids import RequestId
from domain.inbound import Outcome
from domain.request import Addition
from flows.opinion import Opinion, is_danger
from flows.wiring import Installation
from ingest.plain import fold
from store import follow_ups, history, inbounds, journal, outbox, recent, requests
from store.drafts import DraftRecord
from store.history import HistoryLine
from store.inbounds import InboundRecord

ACTOR = "system"
"""Who did it, in history and journal."""
_SPAN = timedelta(hours=1)
REMEMBERED = timedelta(days=2)
"""So long somebody may come back with « j'ai oublié la photo »."""
_ENOUGH, _ENOUGH_NUMBERED = 5, 20
"""So many times within the hour somebody in haste may well send the same; so many, nearly the same: one lamp after another."""
_WRITTEN_WITHIN = timedelta(days=2)
"""A machine that waits longer with its answer makes no loop worth speaking of."""
_MOST_LOOKED_AT = 1024
_MOST_SHOWN = 20
"""So many of the repetitions are shown on the request; the others are counted."""
_ALIKE = 0.85
_MOST_CHARACTERS = 20_000
_SKETCH_WORDS = 64
"""Of a long text the words with the smallest digests stand for all (bottom-k sketch: Cohen & Kaplan, 2007)."""
_WORD = re.compile(r"[^\W_]+")
_MOMENT = re.compile(
    r"\b\d{1,2} ?[:h] ?\d{2}(?: ?: ?\d{2})?\b|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|\b\d{1,2}(?:er)? (?:[a-z]{3,9}\.? )20\d\d\b"
)
_HAS_DIGIT = re.compile(r"\d")
_MATTER = 1 << 32
"""Digests of words are below."""
_LONG_NUMBER = 5
"""House numbers tell messages apart; numbers of tickets, times and dates do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A message that came ``times`` before within the hour, and the request it became first."""

    request: RequestId
    times: int


def find(session: Session, record: DraftRecord, arrival: InboundRecord, opinions: Sequence[Opinion]) -> Burst | None:
    """Return what a message repeats, None where it was not sent often enough. ``opinions`` are those on its parts.

    What brings another file, names another street or speaks of a danger that the earlier ones did not repeats nothing: a copier sends
    every page with the same words, and somebody on a bicycle reports one hole after another in the same sentence.
    """
    sender = _sender(record.draft, arrival)
    if sender is None or not _is_written_to(session, sender, arrival):
        return None
    sketch = frozenset(_sketch(record.draft, opinions))
    if not _words(sketch) and all(piece.role is not Role.FILE for piece in record.draft.attachments):
        return None
    since = arrival.inbound.received_at - _SPAN
    earlier = recent.of_sender(session, record.town, sender, since=since, limit=_MOST_LOOKED_AT)
    others = [one for one in earlier if one.draft != record.id and _matter(one.words) == _matter(sketch)]
    same = [one for one in others if one.words == sketch]
    alike = [one for one in others if _are_alike(_words(one.words), _words(sketch))]
    found = alike if len(alike) >= _ENOUGH_NUMBERED else same
    return Burst(request=found[-1].request, times=len(found)) if len(found) >= _ENOUGH else None


def join(session: Session, record: DraftRecord, arrival: InboundRecord, opinions: Sequence[Opinion], burst: Burst, now: datetime) -> None:
    """Bring a repetition to the request it repeats, and say so: the first time, then at each power of two. Nobody is written to."""
    line = requests.get(session, burst.request).line
    inbounds.set_outcome(session, arrival.id, Outcome.ATTACHED, str(line.number or line.tracking))
    if burst.times < _ENOUGH + _MOST_SHOWN:
        follow_ups.add(session, record.town, burst.request, record.id, Addition.CHASER, now)
    count = burst.times + 1
    if burst.times == _ENOUGH or count.bit_count() == 1:
        facts: dict[str, object] = {"times": count, "inbound": arrival.id}
        history.append(session, record.town, burst.request, HistoryLine(at=now, actor=ACTOR, action="repeated", details=facts))
        journal.append(
            session, at=now, town=record.town, actor=ACTOR, action="request.repeated", object=f"request:{burst.request}", details=facts
        )
    remember(session, record, arrival, opinions, (burst.request,))


def remember(
    session: Session, record: DraftRecord, arrival: InboundRecord, opinions: Sequence[Opinion], went_to: Sequence[RequestId]
) -> None:
    """Remember a message and the first of the requests it went to."""
    sender, words = _sender(record.draft, arrival), _sketch(record.draft, opinions)
    if sender is not None and went_to:
        at = arrival.inbound.received_at
        recent.add(session, town=record.town, sender=sender, draft=record.id, request=went_to[0], words=words, at=at)


def forget_old(installation: Installation, now: datetime) -> None:
    """Forget the messages nobody will ask for; for the sweep."""
    before = now - REMEMBERED
    with installation.database.read() as session:
        if not recent.has_before(session, before):
            return
    with installation.database.write() as session:
        recent.forget(session, before)


def _is_written_to(session: Session, sender: str, arrival: InboundRecord) -> bool:
    return outbox.was_written_to(session, sender, arrival.inbound.received_at - _WRITTEN_WITHIN)


def _sender(draft: Draft, arrival: InboundRecord) -> str | None:
    address = draft.requester.email or draft.sender or arrival.inbound.envelope.sender
    return address.casefold() if address else None


def _sketch(draft: Draft, opinions: Sequence[Opinion]) -> tuple[int, ...]:
    """Return the digests of a message's words, below zero its short numbers, and above all words' one digest of its matter."""
    words = _WORD.findall(_MOMENT.sub(" ", fold(f"{draft.heading or ''}\n{draft.text}"[:_MOST_CHARACTERS])))
    numbers = {-1 - int(word) for word in words if word.isascii() and word.isdigit() and len(word) < _LONG_NUMBER}
    digests = {crc32(word.encode("utf-8", "replace")) for word in words if not _HAS_DIGIT.search(word)}
    return (*sorted(numbers, reverse=True)[:_SKETCH_WORDS], *sorted(digests)[:_SKETCH_WORDS], _digest_of_matter(draft, opinions))


def _digest_of_matter(draft: Draft, opinions: Sequence[Opinion]) -> int:
    files = (piece.sha256 for piece in draft.attachments if piece.role is Role.FILE)
    places = (opinion.decision.orientation.place for opinion in opinions)
    streets = (place.street or place.text or "" for place in places)
    dangers = ("danger" for opinion in opinions if is_danger(opinion))
    return _MATTER + crc32("\n".join(sorted({*files, *streets, *dangers})).encode("utf-8", "replace"))


def _words(sketch: frozenset[int]) -> frozenset[int]:
    return frozenset(one for one in sketch if 0 <= one < _MATTER)


def _matter(sketch: frozenset[int]) -> frozenset[int]:
    return frozenset(one for one in sketch if one >= _MATTER)


def _are_alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two messages share most of their words: the smallest digests of both together are a fair sample."""
    sample = sorted(one | other)[:_SKETCH_WORDS]
    return sum(digest in one and digest in other for digest in sample) >= _ALIKE * len(sample)
