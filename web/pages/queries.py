"""Saved queries: listed, filled in with what they find counted, kept, shared, taken over, removed, taken out as a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.query import Choice, Group, Join, QueryId, SavedQuery, asks_for
from domain.query_wire import to_json
from domain.rights import Permission, may_anywhere
from flows import queries
from flows.figures import reader_of
from flows.query_export import may_export, written
from store import mailings
from web.access import LARGEST_ID, RowId
from web.desk import html
from web.downloads import download_headers
from web.formats import number
from web.query_form import Node, Values, node_of, posted, rearranged, shown
from web.query_room import MOST_STREETS, Room, room_of
from web.query_words import QUERY_LEAVES, SHARED_ROLES
from web.rule_room import posted_values
from web.translations import said
from web.visitor import Member, SignedInMember, checked_post, show

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
SEE_OTHER, WRONG, FORBIDDEN, CONFLICT = 303, 422, 403, 409
HOME = "/queries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A query as somebody fills it in. ``query`` None: a new one; ``new``: the criterion to go on with."""

    root: Node
    name: str
    query: int | None
    version: int
    notes: Mapping[str, tuple[str, ...]]
    faults: tuple[str, ...] = ()
    new: str = ""


@pages.get("/queries")
def listed(http: HttpRequest, who: SignedInMember) -> Response:
    """Show an agent's own queries and those that are shared with him."""
    room = room_of(http, who)
    found = queries.of(room.desk.installation, room.asker, room.town.id)
    own = tuple(one for one in found if one.owner == who.agent.id)
    values = {"town": room.town, "own": _rows(room, own), "shared": _rows(room, [one for one in found if one.owner != who.agent.id])}
    return show(http, who, "queries.html", values)


@pages.get("/queries/new")
def new(http: HttpRequest, who: SignedInMember) -> Response:
    """Show the form of a new query."""
    room = room_of(http, who)
    return _form(http, room, Filled(root=Node(key=Join.ALL), name="", query=None, version=0, notes={}))


@pages.get("/queries/{query_id}")
def one(http: HttpRequest, who: SignedInMember, query_id: RowId) -> Response:
    """Show a query in words, how many requests it finds, and what can be done with it."""
    room = room_of(http, who)
    return _shown(http, room, _used(room, query_id))


@pages.get("/queries/{query_id}/edit")
def edit(http: HttpRequest, who: SignedInMember, query_id: RowId) -> Response:
    """Show the form of a query of one's own."""
    room = room_of(http, who)
    saved = _used(room, query_id)
    if saved.owner != who.agent.id:
        raise HTTPException(404)
    return _form(http, room, Filled(root=node_of(saved.criteria), name=saved.name, query=saved.id, version=saved.version, notes={}))


@posts.post("/queries/edit")
async def act(http: HttpRequest, who: SignedInMember) -> Response:
    """Save a query, or change the tree of its criteria."""
    return await run_in_threadpool(_act, http, who, await posted_values(http))


@posts.post("/queries/count")
async def count(http: HttpRequest, who: SignedInMember) -> Response:
    """Say how many requests a query finds that is being filled in, for the page that asks while one types."""
    return await run_in_threadpool(_count, http, who, await posted_values(http))


@posts.post("/queries/{query_id}/remove")
def remove(http: HttpRequest, who: SignedInMember, query_id: RowId) -> Response:
    """Remove a query of one's own."""
    room = room_of(http, who)
    return _done(http, room, query_id, lambda now: queries.remove(room.desk.installation, who.agent, QueryId(query_id), now), HOME)


@posts.post("/queries/{query_id}/share")
def share(http: HttpRequest, who: SignedInMember, query_id: RowId, whom: Annotated[list[str], Form()] = []) -> Response:  # noqa: B006 - FastAPI copies it
    """Share a query of one's own with roles, or with everybody who works in the town; with none ticked, with nobody any more."""
    room = room_of(http, who)
    return _done(http, room, query_id, lambda now: queries.share(room.desk.installation, who.agent, QueryId(query_id), whom, now))


@posts.post("/queries/{query_id}/take")
def take(http: HttpRequest, who: SignedInMember, query_id: RowId) -> Response:
    """Make a shared query one's own: a copy of it, or the query itself where its owner is gone."""
    room = room_of(http, who)
    return _done(
        http, room, query_id, lambda now: queries.take_over(room.desk.installation, who.agent, who.standing, QueryId(query_id), now), HOME
    )


@posts.post("/queries/{query_id}/export")
def export(http: HttpRequest, who: SignedInMember, query_id: RowId) -> Response:
    """Give what a query finds as CSV; that it left stands in the journal."""
    room = room_of(http, who)
    saved = _used(room, query_id)
    file = written(room.desk.installation, room.asker, saved, who.language, datetime.now(UTC))
    return Response(file.content, media_type="text/csv; charset=utf-8", headers=download_headers(file.name))


def _act(http: HttpRequest, who: Member, values: Values) -> Response:
    room, do = room_of(http, who), _first(values, "do")
    filled = _filled(room, values)
    if do != "save":
        root, new_name = rearranged(filled.root, do, values)
        return _form(http, room, Filled(root=root, name=filled.name, query=filled.query, version=filled.version, notes={}, new=new_name))
    criteria, notes = room.read(filled.root)
    if criteria is None:
        return _form(http, room, _with(filled, notes=notes), WRONG)
    installation, now = room.desk.installation, datetime.now(UTC)
    try:
        if filled.query is None:
            saved = queries.save(installation, who.agent, who.standing, room.town.id, filled.name, to_json(criteria), now)
        else:
            saved = QueryId(filled.query)
            queries.change(installation, who.agent, saved, filled.name, to_json(criteria), filled.version, now)
    except InvalidError as error:
        return _form(http, room, _with(filled, faults=room.told(error)), WRONG)
    except ConflictError as error:
        # What somebody else saved stays until it is saved over, now that this is known.
        version = queries.get(installation, room.asker, room.town.id, filled.query or 0).version
        again = Filled(
            root=filled.root, name=filled.name, query=filled.query, version=version, notes={}, faults=(said(error.args[0], room.language),)
        )
        return _form(http, room, again, CONFLICT)
    return RedirectResponse(f"{HOME}/{saved}", SEE_OTHER)


def _with(filled: Filled, notes: Mapping[str, tuple[str, ...]] | None = None, faults: tuple[str, ...] = ()) -> Filled:
    return Filled(root=filled.root, name=filled.name, query=filled.query, version=filled.version, notes=notes or {}, faults=faults)


def _count(http: HttpRequest, who: Member, values: Values) -> Response:
    room = room_of(http, who)
    return html(_told_count(room, room.official(posted(values))))


def _told_count(room: Room, root: Node) -> str:
    criteria, _ = room.read(root)
    if criteria is None:
        return room.language.gettext("Fill in every criterion, and it is counted what the query finds.")
    found = queries.count(room.desk.installation, room.town.id, criteria, room.asker, datetime.now(UTC))
    words = room.language.gettext("Requests found that you may read: %(num)s")
    return words % {"num": number(found, room.language.locale)}


def _filled(room: Room, values: Values) -> Filled:
    query, version = (_number(_first(values, name)) for name in ("query", "version"))
    return Filled(root=room.official(posted(values)), name=_first(values, "name")[:200], query=query or None, version=version, notes={})


def _form(http: HttpRequest, room: Room, filled: Filled, status: int = 200) -> Response:
    values = {
        "town": room.town,
        "filled": filled,
        "root": shown(filled.root, room.options, filled.notes, filled.new),
        "leaves": QUERY_LEAVES,
        "joins": tuple(Join),
        "streets": room.streets if len(room.streets) <= MOST_STREETS else (),
        "told": _told_count(room, filled.root),
    }
    return show(http, room.who, "query_edit.html", values, status)


def _shown(http: HttpRequest, room: Room, saved: SavedQuery, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    installation, who = room.desk.installation, room.who
    with installation.database.read() as session:
        sent = mailings.of_query(session, saved.id)
    values = {
        "town": room.town,
        "saved": saved,
        "is_own": saved.owner == who.agent.id,
        "brief": room.brief(saved.criteria),
        "found": queries.count(installation, room.town.id, saved.criteria, room.asker, datetime.now(UTC)),
        "sees_figures": who.may(Permission.STATISTICS) and _has_figures(room, saved.criteria),
        "may_write": any(may_anywhere(who.standing, one) for one in (Permission.TREAT, Permission.REQUALIFY)),
        "may_export": may_export(who.standing, room.town.id),
        "roles": tuple((role.value, room.language.gettext(SHARED_ROLES[role])) for role in queries.SHARED_WITH),
        "mailings": tuple(one for one in sent if one.agent == who.agent.login),
        "faults": faults,
    }
    return show(http, who, "query_one.html", values, status)


def _has_figures(room: Room, criteria: Group) -> bool:
    """Tell whether somebody who sees figures is told those of a query: one by agent is for who may tell agents apart."""
    return not asks_for(criteria, Choice.AGENT) or reader_of(room.who.standing, room.town.id).headed != frozenset()


def _rows(room: Room, found: Sequence[SavedQuery]) -> tuple[tuple[SavedQuery, str], ...]:
    return tuple((one, _line(room, one.criteria)) for one in found)


def _line(room: Room, criteria: Group) -> str:
    """Return a query in one line."""
    told, colon = room.brief(criteria), room.language.gettext(":")
    return f"{told.label} – " + " · ".join(f"{one.label}{colon} {one.asked}" if one.asked else one.label for one in told.parts)


def _used(room: Room, query_id: int) -> SavedQuery:
    return queries.get(room.desk.installation, room.asker, room.town.id, query_id)


def _done(http: HttpRequest, room: Room, query_id: int, do: Callable[[datetime], object], then: str = "") -> Response:
    try:
        do(datetime.now(UTC))
    except NotFoundError:
        raise
    except InvalidError as error:
        return _shown(http, room, _used(room, query_id), room.told(error), WRONG)
    except ConflictError as error:
        return _shown(http, room, _used(room, query_id), (said(error.args[0], room.language),), FORBIDDEN)
    return RedirectResponse(then or f"{HOME}/{query_id}", SEE_OTHER)


def _first(values: Values, name: str) -> str:
    return next(iter(values.get(name, ())), "").strip()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 and int(text) <= LARGEST_ID else 0  # noqa: PLR2004 - digits
