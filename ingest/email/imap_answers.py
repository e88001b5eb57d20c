"""What the answers of an IMAP server say: mails, sizes, numbers; and the sets of UIDs it is asked by."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient.response_parser import parse_fetch_response  # type: ignore[import-untyped]  # ships no types

from ingest.email.imap_account import Fault, Fetched, ImapError

_SET_BYTES = 6000
"""Of the UIDs in one command: its line stays under the 8 kB that servers take (RFC 7162, 4)."""
_HIGHEST = 2**32 - 1
"""UIDs and UIDVALIDITY are numbers of 32 bits (RFC 3501, 2.3.1.1)."""
_BODY = b"BODY[]"
_PLAIN = re.compile(
    rb'\d+ \(UID (\d+) INTERNALDATE "( ?\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)" BODY\[\] \{\d+\}'
)
_PLAIN_SIZE = re.compile(rb"\d+ \(UID (\d+) RFC822\.SIZE (\d+)\)")
_BINARY = re.compile(rb"~(?=\{\d+\}\Z)")
"""Before the length of a literal that may hold NUL (RFC 3516, literal8); the library does not know it."""
_QUOTED_BODY = re.compile(rb'BODY\[\] +"', re.IGNORECASE)
_MONTHS = {month: number for number, month in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)}

Told = Sequence[Any]
"""Lines of an answer as the library keeps them: bytes, or for one with a literal what stands before it and the literal."""


def believable(number: int, name: str) -> int:
    """Return a UID or UIDVALIDITY. Raises ImapError where it is none."""
    if not 0 <= number <= _HIGHEST:
        raise ImapError(Fault.ANSWER, f"{name} {number}"[:80])
    return number


def found_uids(lines: Told) -> set[int]:
    """Return the UIDs a search found. Raises ImapError where one is none.

    Some servers tell in several lines, some in none. What stands in brackets is no UID (RFC 7162, MODSEQ).
    """
    found = {int(number) for line in lines if line for number in line.partition(b"(")[0].split()}
    if found:
        believable(max(found), "UID")
    return found


def fetched(told: Told, wanted: Collection[int]) -> Iterator[Fetched]:
    """Yield the mails in an answer; what the server tells unasked of others is left out."""
    plain = list(_plainly_fetched(told))
    if None not in plain:
        yield from (one for one in plain if one is not None and one.uid in wanted)
        return
    for lines in _single(told):
        for parts in parse_fetch_response(lines, False, False).values():
            body, uid = parts.get(_BODY), parts.get(b"UID")
            if uid in wanted and isinstance(body, bytes) and _is_handed_over(lines, body):
                yield Fetched(uid=uid, raw=body, received_at=_utc(parts.get(b"INTERNALDATE")))


def sizes_of(told: Told) -> Mapping[int, int]:
    """Return the sizes in an answer by UID; what the server tells unasked, of flags, has none."""
    plain = [_PLAIN_SIZE.fullmatch(one) if isinstance(one, bytes) else None for one in told]
    if None not in plain:
        return {int(found[1]): int(found[2]) for found in plain if found is not None}
    sizes: dict[int, int] = {}
    for lines in _single(told):
        for parts in parse_fetch_response(lines, False, False).values():
            if b"UID" in parts and b"RFC822.SIZE" in parts:
                sizes[parts[b"UID"]] = int(parts[b"RFC822.SIZE"])
    return sizes


def joined(lines: Told) -> str:
    """Return the words of an answer."""
    return b" ".join(line for line in lines if isinstance(line, bytes)).decode("utf-8", "replace")


def uid_sets(uids: Sequence[int]) -> Iterator[str]:
    """Yield UIDs in ascending order as the sets of commands (RFC 3501, 9: sequence-set), those that follow each other as a range."""
    ranges: list[str] = []
    room = _SET_BYTES
    for first, last in _ranges(uids):
        one = str(first) if first == last else f"{first}:{last}"
        if ranges and len(one) >= room:
            yield ",".join(ranges)
            ranges, room = [], _SET_BYTES
        ranges.append(one)
        room -= len(one) + 1
    if ranges:
        yield ",".join(ranges)


def _single(told: Told) -> Iterator[list[Any]]:
    """Yield the answers to FETCH one by one: each ends with a line that has no literal."""
    lines: list[Any] = []
    for one in told:
        if isinstance(one, tuple):
            lines.append((_BINARY.sub(b"", one[0]), one[1]))
        elif one is not None:
            yield [*lines, one]
            lines = []
    if lines:
        yield lines


def _is_handed_over(lines: Sequence[Any], body: bytes) -> bool:
    """Tell whether a body came as a string (RFC 3501, 9: msg-att-static). An atom in its place is a word for something gone wrong."""
    return any(body is line[1] if isinstance(line, tuple) else _QUOTED_BODY.search(line) is not None for line in lines)


def _plainly_fetched(told: Told) -> Iterator[Fetched | None]:
    """Yield the mails of an answer in which all are told in the order they were asked for; None for what is told otherwise.

    Most servers do so, and it costs a fifth of reading any answer there may be.
    """
    for place, one in enumerate(told):
        if isinstance(one, tuple):
            found = _PLAIN.fullmatch(one[0])
            is_last = place + 1 < len(told) and told[place + 1] == b")"
            yield Fetched(uid=int(found[1]), raw=one[1], received_at=_told_moment(found)) if found is not None and is_last else None
        elif one != b")":
            yield None


def _told_moment(found: re.Match[bytes]) -> datetime | None:
    """Return the moment of an INTERNALDATE (RFC 3501, 9: date-time) in UTC, None for one that no calendar has."""
    day, month, year, hour, minute, second, east, hours, minutes = found.group(2, 3, 4, 5, 6, 7, 8, 9, 10)
    away = timedelta(hours=int(hours), minutes=int(minutes))
    try:
        local = datetime(int(year), _MONTHS[month.title()], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        return local - away if east == b"+" else local + away
    except (KeyError, ValueError, OverflowError):
        return None


def _ranges(uids: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, uid in enumerate(uids, start=1):
        if place == len(uids) or uids[place] != uid + 1:
            yield uids[start], uid
            start = place


def _utc(moment: object) -> datetime | None:
    """Return an aware moment as UTC, None for any other or one that no calendar has there."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None
