"""The town hall's own lines: which numbers are its own, which are faxes, which are the reception's, what an extension looks like."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.call import Leg, Way
from ingest.phone.numbers import is_extension, outside

_OFTEN = 0.3
_FEWEST_ROWS = 4
_MOST_OWN = 20
_BLOCK_DIGITS = 3
"""Direct numbers are let in blocks of tens and hundreds."""
_FEWEST_OF_BLOCK = 2
_SHORTEST = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a town hall (lignes téléphoniques); all numbers E.164. What is empty is told from the numbers themselves.

    ``ranges`` are blocks of direct numbers, first and last. ``reception`` are the lines whose answered calls become call cards: empty,
    the town's own numbers that are no fax are, or all lines where none is known. ``extensions`` is a pattern of extensions (regular
    expression), ``prefix`` what is dialled for an outside line. ``region`` is the country code of the numbering plan (FR, RE, NC …).
    """

    region: str = "FR"
    own: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()
    fax: frozenset[str] = frozenset()
    reception: frozenset[str] = frozenset()
    extensions: str = ""
    prefix: str = ""

    def is_own(self, number: str) -> bool:
        """Whether a number in E.164 is the town hall's."""
        return (
            number in self.own
            or number in self.fax
            or number in self.reception
            or any(first <= number <= last and len(first) == len(number) for first, last in self.ranges)
        )

    def is_extension(self, number: str) -> bool:
        """Whether a number as the log has it is one within the town hall."""
        if self.extensions:
            return re.fullmatch(self.extensions, number) is not None
        return is_extension(number, self.region)

    def is_reception(self, number: str | None) -> bool:
        """Whether answered calls on a line become call cards; a line of which nothing is known is the reception's."""
        if self.reception:
            return number in self.reception
        if number is None or not self.own or not number.startswith("+"):
            return True
        return number in self.own and number not in self.fax

    def e164(self, number: str) -> str | None:
        """Return a number of the log in E.164, None where it is none outside."""
        if self.extensions and re.fullmatch(self.extensions, number):
            return None
        return outside(number, self.region, self.prefix)


def lines_of(
    region: str,
    phones: Iterable[str] = (),
    faxes: Iterable[str] = (),
    reception: Iterable[str] = (),
    extensions: str = "",
    prefix: str = "",
) -> Lines:
    """Return the lines of a town whose numbers are given in any form; what is no telephone number is left out."""

    def known(numbers: Iterable[str]) -> frozenset[str]:
        return frozenset(number for one in numbers if (number := outside(one, region)) is not None)

    return Lines(
        region=region,
        own=known(phones),
        fax=known(faxes),
        reception=known(reception),
        extensions=extensions,
        prefix=prefix,
    )


def inferred(lines: Lines, legs: Sequence[Leg]) -> Lines:
    """Return the lines with the town's own numbers as a log shows them, where none is known: they stand in a good part of its rows."""
    lines = lines if lines.prefix else replace(lines, prefix=_prefix(legs))
    if not legs:
        return lines
    if lines.own or lines.ranges:
        return lines if lines.reception else replace(lines, own=lines.own | _siblings(lines, legs))
    seen: Counter[str] = Counter()
    for leg in legs:
        written = (leg.called, leg.dialled) if leg.way is Way.IN else (leg.caller,) if leg.way is Way.OUT else (leg.caller, leg.called)
        seen.update({number for one in written if one is not None and (number := lines.e164(one)) is not None})
    own = {number for number, count in seen.most_common(_MOST_OWN) if count >= max(_FEWEST_ROWS, _OFTEN * len(legs))}
    return replace(lines, own=frozenset(own))


def _siblings(lines: Lines, legs: Sequence[Leg]) -> frozenset[str]:
    """Return numbers of one block with the town's known ones on which a good part of its calls came in: the on-call line, a service's."""
    blocks = {number[:-_BLOCK_DIGITS] for number in lines.own}
    seen: Counter[str] = Counter()
    for leg in legs:
        caller = lines.e164(leg.caller) if leg.caller is not None else None
        if (
            leg.way is Way.OUT
            or leg.way is Way.INTERNAL
            or (caller is None and leg.caller is not None)
            or (caller and lines.is_own(caller))
        ):
            continue
        written = {number for one in (leg.called, leg.dialled) if one is not None and (number := lines.e164(one)) is not None}
        seen.update(number for number in written if number[:-_BLOCK_DIGITS] in blocks and number not in lines.fax)
    return frozenset(number for number, count in seen.items() if count >= max(_FEWEST_OF_BLOCK, _OFTEN * len(legs)))


_WITH_PREFIX = re.compile(r"([0-9])(?:0[1-9]\d{8}|00\d{9,13})")
_WITHOUT = re.compile(r"0[1-9]\d{8}")


def _prefix(legs: Sequence[Leg]) -> str:
    """Return what is dialled for an outside line as outgoing calls show it, nothing where they begin without."""
    dialled = [leg.called for leg in legs if leg.called and leg.way is not Way.IN and (leg.caller is None or len(leg.caller) < _SHORTEST)]
    found = Counter(match[1] for one in dialled if (match := _WITH_PREFIX.fullmatch(one)))
    plain = sum(1 for one in dialled if _WITHOUT.fullmatch(one))
    best = found.most_common(1)
    return best[0][0] if best and best[0][1] >= _FEWEST_ROWS and best[0][1] > plain else ""
