"""The board: requests in columns by how they stand, with what moves each on by one click."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.lifecycle import Act, is_allowed
from domain.request import Status
from domain.rights import Standing, may_act
from flows.listing import Filters
from flows.rights import line_facts
from flows.town_views import TownViews
from store.request_lines import RequestLine
from store.work_list import Order
from web.acting import FIELDS
from web.words import N_

MOST_SHOWN = 30
"""Cards of a column; the list has the others."""
MOST_LOOKED_AT = 200
"""Requests that are over, of which those closed lately are shown."""
LATELY = timedelta(days=14)
DONE = "done"
Ask = Callable[[Filters, int], tuple[RequestLine, ...]]
"""Gives the first requests of a list, at most so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: what it is called, the states in it, the one of them the list shows, and the act that brings a request here."""

    code: str
    title: str
    states: tuple[Status, ...]
    acts: tuple[Act, ...]


COLUMNS: tuple[Column, ...] = (
    Column(code="open", title=N_("To take"), states=(Status.OPEN,), acts=()),
    Column(code="accepted", title=N_("Taken in charge"), states=(Status.ACCEPTED,), acts=(Act.TAKE, Act.RESUME, Act.UNPLAN, Act.TAKE_BACK)),
    Column(code="planned", title=N_("Planned"), states=(Status.PLANNED,), acts=(Act.PLAN,)),
    Column(code="waiting", title=N_("Waiting"), states=(Status.WAITING, Status.TRANSFERRED), acts=(Act.ASK,)),
    Column(code=DONE, title=N_("Done recently"), states=(Status.DONE, Status.CLOSED), acts=(Act.FINISH, Act.CLOSE)),
)
MOVES: Mapping[Act, str] = {act: column.code for column in COLUMNS for act in column.acts}
"""Into which column each act leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An act that may be done to a card, the column it leads to; ``asks``: more is to be said, on the page of the request."""

    act: Act
    column: str
    asks: bool


def moves_of(towns: TownViews, standing: Standing, line: RequestLine) -> tuple[Move, ...]:
    """Return what somebody may do to a request of the board, by what a line of a list tells of it."""
    if line.merged_into is not None:
        return ()
    facts = line_facts(towns.get(line.town).ruleset, line)
    fitting = (act for act in MOVES if is_allowed(act, line.status) and may_act(standing, act, facts))
    return tuple(Move(act=act, column=MOVES[act], asks=act in FIELDS) for act in fitting)


def gather(
    column: Column, filters: Filters, now: datetime, ask: Callable[[Filters, int], tuple[RequestLine, ...]]
) -> tuple[RequestLine, ...]:
    """Return the cards of a column, one more than is shown where there are more: what is due comes by its day, then what has no day.

    What is over only as far as it was closed lately, of those that came last.
    """
    asked = replace(filters, states=tuple(state.value for state in column.states))
    if column.code == DONE:
        ended = ask(replace(asked, order=Order.NEWEST), MOST_LOOKED_AT)
        recent = (line for line in ended if line.status is Status.DONE or is_recent(line, now))
        return tuple(sorted(recent, key=_latest_first))[: MOST_SHOWN + 1]
    found: dict[int, RequestLine] = {}
    for order in (Order.DUE, Order.NEWEST):
        if len(found) <= MOST_SHOWN:
            found |= {line.id: line for line in ask(replace(asked, order=order), MOST_SHOWN + 1) if line.id not in found}
    return tuple(found.values())[: MOST_SHOWN + 1]


def is_recent(line: RequestLine, now: datetime) -> bool:
    """Tell whether a request was closed a short while ago."""
    return line.situation.closed_at is not None and now - line.situation.closed_at < LATELY


def _latest_first(line: RequestLine) -> tuple[bool, float]:
    """Return the order of what is done: what is still to be closed, then what was closed last."""
    closed = line.situation.closed_at
    return (closed is not None, 0.0 if closed is None else -closed.timestamp())
