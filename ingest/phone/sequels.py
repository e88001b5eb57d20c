"""Legs of one call that have no identifier in common: who was put through is there in the second in which the other stopped.

Nobody hangs up and is back within two seconds; nor does he ring a telephone while a queue he is in has not let him go.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.call import Leg, Way

_SLACK_S = 2
_SHORTEST_OUTSIDE = 6
_MOST_CALLERS = 1_000
_MOST_LEGS = 12
"""Of a caller that are looked at: those of the call before, mostly."""


class _Segment(NamedTuple):
    """A leg as what may come next is compared with it: ``link`` is by what its call is known."""

    at: datetime
    ends: datetime
    is_group: bool
    link: str


class Sequels:
    """Finds, for each leg from outside, the ones it goes on from or that go on from it; rows may come oldest or newest first."""

    def __init__(self) -> None:
        self._callers: OrderedDict[str, list[_Segment]] = OrderedDict()

    def linked(self, leg: Leg, *, is_group: bool) -> Leg:
        """Return a leg with an identifier that it shares with the others of its call.

        ``is_group`` tells that a queue or a group was rung, whose members' legs lie within its own.
        """
        caller = leg.caller
        if caller is None or leg.way is Way.OUT or leg.way is Way.INTERNAL or len(caller) < _SHORTEST_OUTSIDE:
            return leg
        own = leg.linked_id or leg.call_id
        ends = leg.at + timedelta(seconds=leg.ring_s + leg.talk_s)
        segment = _Segment(leg.at, ends, is_group, own or f"{caller}/{leg.at.timestamp():.0f}")
        known = self._callers.setdefault(caller, [])
        links = list(dict.fromkeys(one.link for one in known if _is_one_call(one, segment)))
        link = links[0] if links else segment.link
        known.append(segment._replace(link=link))
        del known[:-_MOST_LEGS]
        self._callers.move_to_end(caller)
        if len(self._callers) > _MOST_CALLERS:
            self._callers.popitem(last=False)
        if not links and own is not None:
            return leg
        return replace(leg, linked_id=link, call_id=_second(own, links, link))


def _second(own: str | None, links: Sequence[str], link: str) -> str | None:
    """Return a leg's own identifier, or that of a second call that it shows to be the same as the first."""
    return own if own is not None or len(links) < 2 else next(one for one in links if one != link)  # noqa: PLR2004 - a second one


def _is_one_call(one: _Segment, other: _Segment) -> bool:
    early, late = (one, other) if one.at <= other.at else (other, one)
    if abs((late.at - early.ends).total_seconds()) <= _SLACK_S or late.at == early.at:
        return True
    return late.at <= early.ends and (early.is_group or late.is_group)
