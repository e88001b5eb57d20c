"""The board of requests: columns by state, cards that tell in words what presses, moved on by a button, a key or by dragging."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from flows import saved_filters
from flows.listing import Filters, listed
from store import tasks
from store.request_lines import RequestLine, concealed
from web.access import eyes_of, note_list
from web.board import COLUMNS, MOST_SHOWN, Move, gather, moves_of
from web.desk import desk_of
from web.list_form import filters_of, list_form, looking, zone_of
from web.pages.lists import Row, rows_of
from web.visitor import SignedInMember, show

pages = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A request on the board, what may be done to it here, how many of its tasks are open; ``version``: as the board shows it."""

    row: Row
    version: int
    moves: tuple[Move, ...]
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A column with its cards; ``state`` is what the list shows for all of it; ``has_more``: it has more than are shown."""

    code: str
    title: str
    state: str
    cards: tuple[Card, ...]
    has_more: bool


@pages.get("/board")
def board(http: HttpRequest, who: SignedInMember) -> Response:
    """Show the requests the form asks for, in columns by their state."""
    desk, now = desk_of(http), datetime.now(UTC)
    form = list_form(desk, who, http.query_params)
    eyes = eyes_of(who)
    filters, looks = filters_of(form, who, zone_of(desk, who)), looking(desk, who)
    columns: list[Shown] = []
    seen: list[RequestLine] = []
    with desk.installation.database.read() as session:

        def ask(one: Filters, limit: int) -> tuple[RequestLine, ...]:
            # How what is over is ordered, and whether it is lately so, is told of what is the reader's alone.
            return tuple(line if eyes.shows(line) else concealed(line) for line in listed(session, looks, one, after=None, limit=limit))

        for column in COLUMNS:
            lines = gather(column, filters, now, ask)
            shown = lines[:MOST_SHOWN]
            seen += shown
            counts = tasks.count_open(session, [line.id for line in shown])
            cards = tuple(
                Card(
                    row=row,
                    version=line.version,
                    moves=() if row.is_hidden else moves_of(desk.installation.towns, who.standing, line),
                    tasks=0 if row.is_hidden else counts.get(line.id, 0),
                )
                for row, line in zip(rows_of(desk, session, who, shown), shown, strict=True)
            )
            columns.append(
                Shown(code=column.code, title=column.title, state=column.states[-1].value, cards=cards, has_more=len(lines) > MOST_SHOWN)
            )
    note_list(desk, eyes, seen, "board")
    saved = saved_filters.of(desk.installation, who.agent, who.standing)
    return show(http, who, "board.html", {"columns": columns, "form": form, "saved": saved, "most": MOST_SHOWN})
