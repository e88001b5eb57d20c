"""A message tried on a version of the rule set beside the published one; nothing of it is kept."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice, zip_longest
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from domain.draft import Draft, Kind
from domain.errors import UnreadableInputError
from domain.ids import TownId
from domain.inbound import Channel, Envelope, Mailbox
from flows.authenticity import authenticity_of
from flows.explain import Account, Source, explain, recipients
from flows.items import Form, Item, items
from flows.opinion import Opinion
from flows.paper import drafts_of_file, drafts_of_mail
from flows.town_views import TownView, view_with
from flows.wiring import Installation
from flows.wording import say
from ingest.paper.letter.cover import scans_of
from store import rulesets, towns

MOST_ITEMS = 5
"""Messages of one file that are tried."""
LARGEST_BYTES = 25 * 2**20
_MOST_KEPT = 2
_Key = tuple[TownId, int, int, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedMessage:
    """A message that somebody typed or pasted; ``received_at`` is in UTC."""

    text: str
    heading: str | None
    channel: Channel
    entrance: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One request of a message as the two rule sets decide it; None where one of them finds fewer requests in it."""

    published: Opinion | None
    other: Opinion | None

    @property
    def differs(self) -> bool:
        """Return whether the two decide otherwise."""
        return _gist(self.published) != _gist(self.other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What becomes of a message: a pair for each request in it, none where it asks nothing (``draft.kind`` says what it is)."""

    draft: Draft
    pairs: tuple[Pair, ...]


class CompiledDrafts:
    """Rule sets compiled for trials: the last few, as long as nobody saves them anew. Safe to share between threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[_Key, TownView] = {}
        self._lock = Lock()

    def get(self, installation: Installation, town: TownId, number: int) -> TownView:
        """Return a version compiled with today's places and what was learned. Raises NotFoundError."""
        with installation.database.read() as session:
            version = rulesets.version(session, town, number)
            numbers = towns.numbers(session)[town]
            if number == numbers.ruleset:
                return installation.towns.get(town)
            key = (town, number, version.revision, numbers)
            # One at a time: who waits for the same version finds it made.
            with self._lock:
                if key not in self._kept:
                    while len(self._kept) >= _MOST_KEPT:
                        self._kept.pop(next(iter(self._kept)))
                    self._kept[key] = view_with(session, rulesets.get(session, town, number))
                return self._kept[key]


def try_message(published: TownView, other: TownView, message: TypedMessage) -> Trial:
    """Return what the two rule sets make of a typed message."""
    draft = Draft(channel=message.channel, kind=Kind.REQUEST, heading=message.heading, text=message.text)
    return _tried(published, other, draft, _entrance(published, message.entrance), message.received_at)


def try_file(installation: Installation, published: TownView, other: TownView, name: str, content: bytes) -> tuple[Trial, ...]:
    """Return what the two rule sets make of the messages of a file: mail, PDF, picture, text, form; of the first few.

    Raises UnreadableInputError for what is no message.
    """
    now = datetime.now(UTC)
    found: list[Trial] = []
    with tempfile.TemporaryDirectory(prefix="citoyen-trial-") as folder:
        path = Path(folder) / f"message{Path(name).suffix.lower()[:10]}"
        path.write_bytes(content)
        for item in islice(items(path, None), MOST_ITEMS):
            for draft in _drafts(installation, published, item, Path(folder) / "item", now):
                found.append(_tried(published, other, draft, _addressed(published, item.raw), now))
    return tuple(found[:MOST_ITEMS])


def local_moment(view: TownView, typed: str) -> datetime | None:
    """Return a moment typed in the town's own time, in UTC; None where it is none."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(view.town.timezone)).astimezone(UTC)
    except ValueError:
        return None


def _tried(published: TownView, other: TownView, draft: Draft, mailbox: Mailbox | None, at: datetime) -> Trial:
    one, two = (_account(view, draft, mailbox, at) for view in (published, other))
    pairs = (Pair(published=before, other=after) for before, after in zip_longest(one.opinions, two.opinions))
    return Trial(draft=one.draft, pairs=tuple(pairs))


def _account(view: TownView, draft: Draft, mailbox: Mailbox | None, at: datetime) -> Account:
    return explain(view, Source(path=""), draft, at, mailbox)


def _drafts(installation: Installation, view: TownView, item: Item, original: Path, now: datetime) -> Sequence[Draft]:
    match item.form:
        case Form.CALLS:
            raise UnreadableInputError(say("this is a log of calls; give a message."))
        case Form.PAPER:
            return drafts_of_file(installation.paper, item.path, view, item.channel, now)
        case Form.SUBMISSION:
            original.write_bytes(item.raw)
            return installation.reader.read(original, item.channel, view.reception)
        case _:
            original.write_bytes(item.raw)
            return tuple(_mails(installation, view, original, now))


def _mails(installation: Installation, view: TownView, original: Path, now: datetime) -> Iterator[Draft]:
    known = authenticity_of(original, Envelope(), installation.settings, installation.late_checker.get)
    mails = tuple(replace(draft, authenticity=known) for draft in installation.reader.read(original, Channel.EMAIL, view.reception))
    yield from drafts_of_mail(installation.paper, installation.reader, original, mails, view, now) if any(map(scans_of, mails)) else mails


def _entrance(view: TownView, entrance: str | None) -> Mailbox | None:
    """Return the mailbox of that address or name; a scanner or line is an entrance without department."""
    if entrance is None:
        return None
    known = next((box for box in view.mailboxes if entrance.lower() in {box.address.lower(), box.name.lower()}), None)
    return known or Mailbox(address=entrance, town=view.town.id, name=entrance, department=None)


def _addressed(view: TownView, raw: bytes) -> Mailbox | None:
    addresses = recipients(raw)
    return next((box for box in view.mailboxes if box.address.lower() in addresses), None)


def _gist(opinion: Opinion | None) -> object:
    if opinion is None:
        return None
    chosen = replace(opinion.decision.orientation, ruleset=0, passed_over=(), stopped_by=None, confidence=0.0)
    return type(opinion.decision), chosen
