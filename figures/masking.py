"""Which numbers must not be told because too few requests stand behind them, and which others because they would give these away.

A table tells the whole beside its parts, so a part that is hidden alone is the whole less the others. Hence in every row and column
with something hidden at least two are, together no fewer than `LEAST` and more than one each: 0 is told, so of two that make 2, or five
that make 5, each would be 1. Nor may all rows and columns together tell one, or leave it one value alone (`figures.ranges`). (Willenborg
and de Waal, Elements of Statistical Disclosure Control, 2001, on secondary cell suppression.) As little as can be is hidden besides: what
closes a second row or column that needs it comes first.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from figures.crossings import bridges
from figures.ranges import alone

LEAST = 5
"""How many requests may be told of (DOMAIN §6, §7)."""
Place = tuple[str | None, str | None]
"""A row and a column by their keys; None is the whole."""
Line = tuple[Sequence[Place], Place]
"""Parts and their whole."""


def is_few(number: int) -> bool:
    """Tell whether a number stands for somebody, and for too few to be told."""
    return 0 < number < LEAST


def are_kept(count: int, total: int) -> bool:
    """Tell whether parts that are hidden, none of them 0, stay so beside what they make ``total`` together."""
    return count > 1 and total >= LEAST and total > count


def hidden(
    numbers: Mapping[Place, int], lines: Sequence[Line], few: Collection[Place], secret: Collection[Place] | None = None
) -> frozenset[Place]:
    """Return the places that must not be told: ``few``, and those from which these could be computed.

    ``numbers`` has what is not nought, wholes included; ``lines``: which parts make which whole (`down`, `across`). ``secret``: only these
    and their wholes may be hidden; None: all. The rest its reader may look up, so that it would be kept from him in vain.
    """
    if not few:
        return frozenset()
    hiding = _Hiding(numbers, lines, None if secret is None else {*secret, *few})
    for place in few:
        hiding.add(place)
    hiding.cover()
    while hiding.bridge(few) or hiding.widen(few):
        hiding.cover()
    return frozenset(hiding.found)


def down(rows: Sequence[str], columns: Sequence[str]) -> Iterator[Line]:
    """Yield each column, and the wholes of the rows, with what they add up to."""
    if rows:
        for column in (*columns, None):
            yield [(row, column) for row in rows], (None, column)


def across(rows: Sequence[str], columns: Sequence[str]) -> Iterator[Line]:
    """Yield each row, and the wholes of the columns, with what they add up to."""
    if columns:
        for row in (*rows, None):
            yield [(row, column) for column in columns], (row, None)


class _Hiding:
    """What is hidden so far. Of each line is known how many of its parts are, and how much they make together."""

    def __init__(self, numbers: Mapping[Place, int], lines: Sequence[Line], secret: Collection[Place] | None) -> None:
        self.found: dict[Place, None] = {}
        self._numbers, self._lines = numbers, lines
        self._counts, self._sums = [0] * len(lines), [0] * len(lines)
        self._of: dict[Place, list[int]] = {}
        for at, (parts, whole) in enumerate(lines):
            for place in (*parts, whole):
                self._of.setdefault(place, []).append(at)
        self._may = None if secret is None else self._with_wholes(secret)

    def add(self, place: Place) -> None:
        """Hide a place."""
        self.found[place] = None
        for at in self._of.get(place, ()):
            if self._lines[at][1] != place:
                self._counts[at] += 1
                self._sums[at] += self._numbers.get(place, 0)

    def cover(self) -> None:
        """Hide more of each line until what is hidden of it cannot be computed."""
        due = deque(at for at in range(len(self._lines)) if not self._is_safe(at))
        while due:
            at = due.popleft()
            while not self._is_safe(at) and (offered := self._offered(at)):
                chosen = min(offered, key=lambda place: self._cost(place, at))
                self.add(chosen)
                due.extend(one for one in self._of[chosen] if one != at)

    def bridge(self, few: Collection[Place]) -> bool:
        """Hide what one of ``few`` needs that all lines together tell of; tell whether there was one that could be helped."""
        ends = {place: self._ends(place) for place in self.found}
        for place in sorted(bridges(ends) & set(few), key=str):
            way = self._way(place)
            for one in way:
                self.add(one)
            if way:
                return True
        return False

    def widen(self, few: Collection[Place]) -> bool:
        """Hide one more where one of ``few`` can have one value alone; tell whether there was one that could be helped."""
        told = alone(self._numbers, self._lines, self.found) & set(few)
        near = {at for place in told for at in self._of.get(place, ())}
        for lines in (near, {at for place in self.found for at in self._of.get(place, ())} if told else ()):
            if offered := [(at, place) for at in sorted(lines) for place in self._offered(at)]:
                _, chosen = min(offered, key=lambda one: (self._size(one[1]) <= 1, *self._cost(one[1], one[0])))
                self.add(chosen)
                return True
        return False

    def _way(self, told: Place) -> tuple[Place, ...]:
        """Return the fewest places to hide so that a hidden one stands in a ring with others."""
        first, last = self._ends(told)
        came: dict[int, tuple[int, Place] | None] = {first: None}
        seen, due = {told}, deque([first])
        while due and last not in came:
            at = due.popleft()
            for place in sorted((one for one in self._at(at) if one not in seen), key=lambda one: (one not in self.found, self._size(one))):
                seen.add(place)
                (other,) = {*self._ends(place)} - {at} or {at}
                if other not in came:
                    came[other] = (at, place)
                    due.append(other)
        found, step = [], came.get(last)
        while step is not None:
            found.append(step[1])
            step = came[step[0]]
        return tuple(one for one in found if one not in self.found)

    def _at(self, at: int) -> Iterable[Place]:
        """Yield what is or may be hidden at a line; at the end without one, of what stands in a single line."""
        if at < 0:
            return [one for one, lines in self._of.items() if len(lines) == 1 and self._is_open(one)]
        parts, whole = self._lines[at]
        return [one for one in (*parts, whole) if self._is_open(one)]

    def _ends(self, place: Place) -> tuple[int, int]:
        """Return the two lines a place stands in; -1 where there is no second one."""
        lines = self._of.get(place, [])
        return lines[0] if lines else -1, lines[1] if len(lines) > 1 else -1

    def _is_open(self, place: Place) -> bool:
        return place in self.found or self._may_hide(place)

    def _may_hide(self, place: Place) -> bool:
        return place not in self.found and self._size(place) > 0 and (self._may is None or place in self._may)

    def _offered(self, at: int) -> list[Place]:
        parts, whole = self._lines[at]
        return [place for place in (*parts, whole) if self._may_hide(place)]

    def _cost(self, place: Place, of: int) -> tuple[int, bool, bool, int]:
        """Rank what may be hidden for a line: by how many lines it leaves with more to hide, a part before a whole, the smallest enough."""
        before = sum(not self._is_safe(at) for at in self._of[place])
        after = sum(not self._is_safe(at, place) for at in self._of[place])
        is_enough, size = self._is_safe(of, place), self._size(place)
        return after - before, place == self._lines[of][1], not is_enough, size if is_enough else -size

    def _is_safe(self, at: int, more: Place | None = None) -> bool:
        """Tell whether nothing of a line can be computed, of it alone; with one ``more`` hidden."""
        whole, count, total = self._lines[at][1], self._counts[at], self._sums[at]
        if more is not None and more != whole:
            count, total = count + 1, total + self._size(more)
        if whole in self.found or more == whole:
            return count > 0
        return count == 0 or are_kept(count, total)

    def _size(self, place: Place) -> int:
        return self._numbers.get(place, 0)

    def _with_wholes(self, secret: Collection[Place]) -> set[Place]:
        found = set(secret)
        for _ in range(2):  # a part, the whole of its line, and the whole of all
            found.update(whole for parts, whole in self._lines if any(one in found and self._size(one) for one in parts))
        return found
