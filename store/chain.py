"""The hash chain of the journal: what a line's hash is made of, and whether lines and head still fit together. Pure.

Format 1, which stays as it is for good. A line's hash is the SHA-256, in hexadecimal, of the UTF-8 bytes of one JSON array without spaces:
the hash of the line before (64 zeros for the first), number, moment in UTC with six decimals, town or null, actor, action, object, details.
Keys are sorted by code point, characters are not escaped beyond what JSON must, and numbers are written by their value: whole ones
without point or exponent, others as the shortest decimal that reads back as the same double. So both databases give the same bytes,
whatever they make of `1.0` or `1e22`, and anybody can check a journal without this program.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from pydantic_core import from_json, to_json

from store.columns import storable, storable_document

Details = Mapping[str, object]

BEGINNING = "0" * 64
"""What stands for the hash of the line before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a line of the journal says."""

    at: datetime
    town: str | None
    actor: str
    action: str
    object: str
    details: Details


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a chain ends, or ended once: the number and the hash of a line."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A line as it is kept. ``number`` counts from 1 within a chain; it and ``hash`` are None of lines from before there was a chain."""

    id: int
    number: int | None
    hash: str | None
    entry: Entry

    @property
    def head(self) -> Head | None:
        """The end of the chain when this line was its last; None of a line without number or hash."""
        return None if self.number is None or self.hash is None else Head(number=self.number, hash=self.hash)


START = Head(number=0, hash=BEGINNING)


class Break(StrEnum):
    """What is wrong at one place of a chain."""

    ALTERED = "altered"
    """The line is not what was written, or does not follow the one before."""
    MISSING = "missing"
    """Lines are gone: in the middle, or at the end."""
    ORDER = "order"
    """The line stands where another number belongs, or a number stands there twice."""
    UNCHAINED = "unchained"
    """A line without number or hash after the chain began."""
    OLDER = "older"
    """The lines from before the chain are not those that its first line seals."""
    HEAD = "head"
    """The head is not that of these lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong. ``number`` to ``last`` are numbers of lines; ``id`` is the row's, where there is one."""

    what: Break
    number: int
    last: int
    id: int | None = None


SEAL = "journal.sealed"
"""Action of the first line of a chain that was begun after lines without one: its details say how many they were, and their hash."""


def entry_hash(previous: str, number: int, entry: Entry) -> str:
    """Return the hash of a line (64 hexadecimal digits)."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [previous, number, at, entry.town, storable(entry.actor), storable(entry.action), storable(entry.object), plain(entry.details)]
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def plain(details: Mapping[str, object]) -> object:
    """Return details as any database gives them back, each number as its value is written in the format."""
    return _by_value(from_json(to_json(storable_document(dict(details)))))


def _by_value(value: object) -> object:
    match value:
        case float() if value.is_integer():
            # Of the shortest decimal, not of the binary value: that is what PostgreSQL keeps of 1e23.
            return int(Decimal(repr(value)))
        case dict():
            return {key: _by_value(part) for key, part in value.items()}
        case list():
            return [_by_value(part) for part in value]
        case _:
            return value


class Walk:
    """A walk along the lines of one chain, oldest first, that needs no more memory than its last line."""

    def __init__(self, start: Head = START) -> None:
        self.lines = 0
        """How many lines of the chain were seen."""
        self.older = 0
        """How many lines from before the chain were seen."""
        self._last = start
        self._older_hash = BEGINNING
        self._has_begun = start.number > 0

    def check(self, links: Iterable[Link], head: Head | None) -> Iterator[Finding]:
        """Yield what is wrong, in the order of the lines; ``head`` is what the chain's head says, None where there is none."""
        for link in links:
            yield from self._unchained(link) if link.head is None else self._step(link, link.head)
        yield from self._end(head or START)

    def _unchained(self, link: Link) -> Iterator[Finding]:
        if self._has_begun or link.number is not None or link.hash is not None:
            yield Finding(what=Break.UNCHAINED, number=self._last.number, last=self._last.number, id=link.id)
            return
        self.older += 1
        self._older_hash = entry_hash(self._older_hash, self.older, link.entry)

    def _step(self, link: Link, its: Head) -> Iterator[Finding]:
        number, wanted = its.number, self._last.number + 1
        self.lines += 1
        if number < wanted:
            yield Finding(what=Break.ORDER, number=number, last=number, id=link.id)
            return
        if number > wanted:
            yield Finding(what=Break.MISSING, number=wanted, last=number - 1)
        elif entry_hash(self._last.hash, number, link.entry) != its.hash:
            # What was there before is not known any more; the lines after this one can still be checked against what it says.
            yield Finding(what=Break.ALTERED, number=number, last=number, id=link.id)
        if not self._has_begun and not self._is_sealed(number, link.entry):
            yield Finding(what=Break.OLDER, number=number, last=number, id=link.id)
        self._has_begun = True
        self._last = its

    def _is_sealed(self, number: int, entry: Entry) -> bool:
        """Tell whether the lines before the chain are those its first line seals; where that one is missing, this was told already."""
        if number != 1:
            return True
        seal = seal_of(self.older, self._older_hash)
        if entry.action != SEAL:
            return self.older == 0
        return plain(entry.details) == plain(seal)

    def _end(self, head: Head) -> Iterator[Finding]:
        last = self._last
        if head.number > last.number:
            yield Finding(what=Break.MISSING, number=last.number + 1, last=head.number)
        elif head != last:
            yield Finding(what=Break.HEAD, number=head.number, last=last.number)


def seal_of(lines: int, older_hash: str) -> dict[str, object]:
    """Return the details of the line that seals what was there before the chain."""
    return {"lines": lines, "hash": older_hash}
