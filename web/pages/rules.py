"""The rules of a town, for administrators: as a table in their order, and as the text that is exported and imported."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.responses import PlainTextResponse, Response

from flows.ruleset_text import write_ruleset
from routing.course import in_order
from store import rulesets
from web.desk import desk_of
from web.rule_fields import subjects_by_theme
from web.rule_room import Room, labels_of, lint_of, most_told, room_of, show_in
from web.rule_shelf import HIT_DAYS, shelf_of
from web.rule_table import ONLY, Filter, changed_rules, matching, shown
from web.visitor import Member, RuleKeeper

pages = APIRouter()
LIMIT = 50
_LONGEST = 200
Asked = Annotated[str, Query(max_length=_LONGEST)]


def asked_filter(q: Asked = "", department: Asked = "", subject: Asked = "", only: Asked = "") -> Filter:
    """Return what the table is narrowed to."""
    return Filter(words=q, department=department, subject=subject, only=only)


Narrowed = Annotated[Filter, Depends(asked_filter)]


@pages.get("/rules")
def rules_page(http: HttpRequest, who: RuleKeeper, asked: Narrowed, after: int = 0, done: str = "") -> Response:
    """Show the rules a town works with, the one that speaks first first; ``after`` is how many stand before the page.

    ``done`` is what has just been done to them: ``published``, or gone ``back`` to.
    """
    return _table(http, who, room_of(http, who), asked, after, done)


@pages.get("/rules/{number:int}")
def version_page(http: HttpRequest, who: RuleKeeper, number: int, asked: Narrowed, after: int = 0) -> Response:
    """Show the rules of a version: a draft, or one that was published before."""
    return _table(http, who, room_of(http, who, number), asked, after)


@pages.get("/rules/{number:int}/text")
def text_page(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Give a version as text, as the command line exports and imports it."""
    room = room_of(http, who, number)
    headers = {
        "Content-Disposition": f'attachment; filename="regles-{room.version.number}.yaml"',
        "Cache-Control": "no-store",
    }
    return PlainTextResponse(write_ruleset(room.ruleset), headers=headers)


def _table(http: HttpRequest, who: Member, room: Room, asked: Filter, after: int, done: str = "") -> Response:
    if after < 0 or asked.only not in ONLY:
        raise HTTPException(404)
    now = datetime.now(UTC)
    with desk_of(http).installation.database.read() as session:
        hits = shelf_of(http).hits(session, room.town.id, now, most_told(who))
        base = rulesets.get(session, room.town.id, room.published.number)
    labels = labels_of(room)
    changed = changed_rules(base, room.ruleset)
    lint = lint_of(http, room)
    every = shown(in_order(room.ruleset.rules), labels, hits, lint, changed)
    found = matching(every, asked, room.ruleset, labels)
    listed = found[after : after + LIMIT]
    if after and not listed:
        raise HTTPException(404)
    values = {
        "tab": "rules",
        "done": done,
        "asked": asked,
        "query": asked.query,
        "count": len(every),
        "found": len(found),
        "rules": listed,
        "names": {subject.code: subject.label for subject in room.ruleset.subjects},
        "themes": subjects_by_theme(room.ruleset),
        "next": after + LIMIT if len(found) > after + LIMIT else None,
        "is_first": after == 0,
        "hit_days": HIT_DAYS,
        "other_findings": tuple(line for line in lint if line.rule is None),
    }
    return show_in(http, who, "rules.html", room, values)
