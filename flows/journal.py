"""The journal read by who may, which is written down; and whether it is still what was written, from its first line to its head."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import dropwhile, islice

from sqlalchemy.orm import Session

from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from domain.rights import MATRIX, Extent, Permission, Standing, may_in_town
from flows.rights import lacking
from flows.wording import Message, say
from store import journal
from store.chain import START, Break, Finding, Head, Link, Walk
from store.engine import Database
from store.journal import ALL, JournalLine, Sought

MOST_FINDINGS = 50
"""Of one chain. Who has torn out every second line of a million is told so as well by these."""
_EXPORTED_AT_ONCE = 1_000

WORDS = {
    Break.ALTERED: say("the line is not what was written, or the one before it is not"),
    Break.MISSING: say("lines are missing"),
    Break.ORDER: say("the line stands in the wrong place, or twice"),
    Break.UNCHAINED: say("a line that no hash protects was put in after this one"),
    Break.OLDER: say("the lines from before the chain are not those it was begun with"),
    Break.HEAD: say("the end of the chain that is noted in the database is another"),
}


def extent_of(standing: Standing, town: TownId) -> Extent:
    """Return how far somebody may read the journal of a town: all of it, or the course of things without what was said of them.

    Raises ForbiddenError for who may not read it at all.
    """
    if may_in_town(standing, Permission.JOURNAL, town):
        return Extent.ALL
    if standing.is_of(town) and any(MATRIX[Permission.JOURNAL].get(role) is Extent.TECHNICAL for role in standing.roles):
        return Extent.TECHNICAL
    raise lacking(Permission.JOURNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who reads which lines of the journal: of a town, or of all where None, ``before`` a line, and as far as ``extent`` says."""

    town: TownId | None
    actor: str
    sought: Sought = ALL
    before: int | None = None
    limit: int = 50
    extent: Extent = Extent.ALL


def read(database: Database, reading: Reading, now: datetime) -> tuple[JournalLine, ...]:
    """Return lines of the journal, newest first, once it is written down that somebody reads them. Raises UnavailableError."""
    with database.read() as session:
        found = journal.page(session, reading.town, after=reading.before, limit=reading.limit, sought=reading.sought)
    _write_down(database, reading, {"lines": len(found)}, now)
    return found if reading.extent is Extent.ALL else tuple(replace(one, details={}) for one in found)


def export(database: Database, reading: Reading, now: datetime) -> Iterator[JournalLine]:
    """Yield all lines that are sought, newest first, few at a time; that somebody takes them out is written down first."""
    _write_down(database, reading, {"all": True}, now)
    before = reading.before
    while True:
        with database.read() as session:
            found = journal.page(session, reading.town, after=before, limit=_EXPORTED_AT_ONCE, sought=reading.sought)
        yield from found
        if len(found) < _EXPORTED_AT_ONCE:
            return
        before = found[-1].id


def _write_down(database: Database, reading: Reading, told: Mapping[str, object], now: datetime) -> None:
    facts = {**told, **_asked(reading)}
    with database.write() as session:
        journal.append(session, at=now, town=reading.town, actor=reading.actor, action="journal.read", object="journal", details=facts)


def _asked(reading: Reading) -> dict[str, object]:
    asked = {"before": reading.before, **{one.name: getattr(reading.sought, one.name) for one in fields(Sought)}}
    told = {name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value for name, value in asked.items()}
    return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What verifying one chain gave. ``town`` empty: the installation's. ``head`` is None of a chain without lines."""

    town: str
    lines: int
    older: int
    """Lines from before there was a chain."""
    head: Head | None
    findings: tuple[Finding, ...]
    """At most `MOST_FINDINGS`."""
    noted: frozenset[Head]
    """Which of the notes from earlier are lines of this chain."""


def verify(database: Database, town: TownId | None, notes: Iterable[Head] = ()) -> Iterator[Verified]:
    """Yield what each chain is found to be, or the one of a town; as of one moment, while others go on writing. Raises UnavailableError.

    ``notes`` are heads that were written down elsewhere: the line of that number must still have that hash. Nothing else tells a
    journal that somebody with the whole database in his hands has written anew.
    """
    wanted = frozenset(notes)
    with database.read() as session:
        for chain in journal.chains(session) if town is None else (town,):
            yield _verified(session, chain, wanted)


def _verified(session: Session, chain: str, notes: frozenset[Head]) -> Verified:
    met: set[Head] = set()
    walk, head = Walk(), journal.head(session, chain)
    findings = tuple(islice(walk.check(_watched(journal.links(session, chain), notes, met.add), head), MOST_FINDINGS))
    return Verified(town=chain, lines=walk.lines, older=walk.older, head=head, findings=findings, noted=frozenset(met))


def _watched(links: Iterable[Link], notes: frozenset[Head], met: Callable[[Head], None]) -> Iterator[Link]:
    for link in links:
        if link.head is not None and link.head in notes:
            met(link.head)
        yield link


def look_at_ends(database: Database, count: int) -> str:
    """Look at the last ``count`` lines of every chain. Raises ConfigurationError where one does not fit; UnavailableError."""
    with database.read() as session:
        mistakes = [mistake for chain in journal.chains(session) for mistake in _end_mistakes(session, chain, count)]
    if mistakes:
        raise ConfigurationError(*mistakes)
    return say("the last lines of each chain fit")


def _end_mistakes(session: Session, chain: str, count: int) -> Sequence[Mistake]:
    links = journal.last_links(session, chain, count + 1)
    walk = Walk()
    if len(links) > count:
        # More than can be looked at: the walk begins after the first line of these that is chained.
        links = tuple(dropwhile(lambda link: link.head is None, links))
        walk, links = Walk(links[0].head or START) if links else walk, links[1:]
    found = next(walk.check(links, journal.head(session, chain)), None)
    return () if found is None else (mistake_of(chain, found),)


def mistake_of(chain: str, found: Finding) -> Mistake:
    """Return a finding as something wrong, with its place and what to do."""
    where = say("journal of {town}", town=chain) if chain else say("journal of the installation")
    return Mistake(where=where, what=finding_words(found), remedy=say("Look with: citoyen journal verify"))


def finding_words(found: Finding) -> Message:
    """Return what is wrong and where."""
    if found.number == found.last:
        return say("line {number}: {what}", number=found.number, what=WORDS[found.what])
    return say("lines {number} to {last}: {what}", number=found.number, last=found.last, what=WORDS[found.what])
