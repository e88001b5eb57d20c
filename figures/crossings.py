"""Places of a table as ways between the lines they stand in: one that is on no ring of hidden ones is told by all lines together."""

from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

Way = TypeVar("Way", bound=Hashable)


def bridges(ends: Mapping[Way, tuple[int, int]]) -> frozenset[Way]:
    """Return the ways without which their two ends would hang together no more (Tarjan 1974, A note on finding the bridges of a graph)."""
    at: dict[int, list[tuple[Way, int]]] = {}
    for way, (first, last) in ends.items():
        at.setdefault(first, []).append((way, last))
        at.setdefault(last, []).append((way, first))
    found: set[Way] = set()
    rank: dict[int, int] = {}
    for start in at:
        if start not in rank:
            found |= _from(start, at, rank)
    return frozenset(found)


def _from(start: int, at: Mapping[int, list[tuple[Way, int]]], rank: dict[int, int]) -> set[Way]:
    found: set[Way] = set()
    rank[start] = len(rank)
    low = {start: rank[start]}
    path: list[tuple[int, Way | None, Iterator[tuple[Way, int]]]] = [(start, None, iter(at[start]))]
    while path:
        node, came, left = path[-1]
        step = next(left, None)
        if step is None:
            path.pop()
            if path and came is not None:
                above = path[-1][0]
                low[above] = min(low[above], low[node])
                if low[node] > rank[above]:
                    found.add(came)
        elif step[0] != came:
            way, other = step
            if other in rank:
                low[node] = min(low[node], rank[other])
            else:
                rank[other] = low[other] = len(rank)
                path.append((other, way, iter(at[other])))
    return found
