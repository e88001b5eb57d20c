"""The same call in two exports: of two layouts, with clocks some seconds apart, one perhaps without the other's identifiers."""

from collections.abc import Iterable

from domain.call import Call, CallEnd

CLOCKS_APART = 90
"""Seconds that two recorders of one call may differ: a switchboard and an operator that keeps its own time."""
_TALK_APART = 5
_TALK_SHARE = 0.1
_TALKED = frozenset({CallEnd.ANSWERED, CallEnd.VOICEMAIL, CallEnd.FAX})
_HIDDEN_APART = 10


def is_same(one: Call, other: Call) -> bool:
    """Whether two calls that different exports tell of may be one.

    They went the same way with the same number at nearly the same moment, and as long. Within one export two such calls are two.
    """
    if one.key == other.key:
        return True
    if one.way is not other.way or one.outside != other.outside:
        return False
    apart = abs((one.at - other.at).total_seconds())
    if apart > (CLOCKS_APART if one.outside is not None else _HIDDEN_APART):
        return False
    if (one.end in _TALKED) is not (other.end in _TALKED):
        return False
    return abs(one.talk_s - other.talk_s) <= max(_TALK_APART, _TALK_SHARE * max(one.talk_s, other.talk_s))


def paired(fresh: Iterable[Call], known: Iterable[Call]) -> dict[str, str]:
    """Return by the key of a fresh call the key of the known one that it is, each known one once, the nearest in time first."""
    olds = list(known)
    pairs = sorted((abs((new.at - old.at).total_seconds()), new.key, old.key) for new in fresh for old in olds if is_same(new, old))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, new, old in pairs:
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found
