"""One rule: as it is, and as a form of a draft. Conditions are added, moved and removed by buttons, without scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.ruleset import Rule
from flows.correspondence import models
from flows.draft_edits import examples_naming, find_rule, free_id, known_of, with_rule, without_rule
from flows.rule_entry import EMPTY, NONE, NOT, ROOT, TypedRule, added, moved, node_at, posted_rule, read_rule, removed, typed_rule
from flows.rule_operands import Values, first
from flows.town_folder.known import Known
from store import places, rulesets, towns
from web.desk import desk_of
from web.rule_fields import (
    LEAVES,
    Note,
    Surroundings,
    faults_by_field,
    fields_named,
    findings_by_field,
    has_faults,
    names_for,
    shown_conditions,
    subjects_by_theme,
)
from web.rule_room import (
    SEE_OTHER,
    UNPROCESSABLE,
    Refusal,
    Room,
    author_of,
    change_draft,
    labels_of,
    language_of,
    lint_of,
    most_told,
    posted_values,
    room_of,
    seen_revision,
    show_in,
)
from web.rule_shelf import shelf_of
from web.rule_table import changed_rules, shown
from web.visitor import Member, RuleKeeper, checked_post

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Identity = Annotated[str, Query(max_length=200)]
_FIRST_DAY, _LAST_DAY, _MONTHS = 1, 31, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A rule as somebody is filling it in. ``was`` is its id before, ``new`` the name of the condition just added.

    ``notes`` say what is wrong with its fields, ``faults`` with the whole; ``difference`` is what stands in the draft instead, where
    somebody else saved it.
    """

    typed: TypedRule
    was: str
    notes: Mapping[str, tuple[Note, ...]]
    faults: tuple[str, ...] = ()
    difference: tuple[tuple[str, str], ...] = ()
    new: str = ""
    is_saved: bool = False


@pages.get("/rules/{number:int}/rule")
def rule_page(http: HttpRequest, who: RuleKeeper, number: int, id: Identity = "", saved: int = 0) -> Response:
    """Show a rule: its form where the version is an open draft; without an id, the form of a new one."""
    room = room_of(http, who, number)
    rule = find_rule(room.ruleset, id)
    if (id or not room.is_open) and rule is None:
        raise HTTPException(404)
    if rule is None:
        head = {**EMPTY.head, "id": (free_id(room.ruleset.rules),)}
        return _form(http, who, room, Filled(typed=replace(EMPTY, head=head), was="", notes={}))
    if not room.is_open:
        return _shown(http, who, room, rule)
    typed = typed_rule(rule)
    lines = tuple(line for line in lint_of(http, room) if line.rule == rule.id)
    notes = findings_by_field(lines, lambda path: fields_named(typed, path), language_of(http, who))
    return _form(http, who, room, Filled(typed=typed, was=rule.id, notes=notes, is_saved=bool(saved)))


@posts.post("/rules/{number:int}/rule")
async def act(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Save a rule, or change the tree of its conditions."""
    return await run_in_threadpool(_act, http, who, number, await posted_values(http))


@posts.post("/rules/{number:int}/rule/remove")
def remove(
    http: HttpRequest,
    who: RuleKeeper,
    number: int,
    id: Annotated[str, Form(max_length=200)],
    revision: Annotated[int, Form(ge=1, le=2**31 - 1)],
) -> Response:
    """Take a rule out of a draft."""
    room, language = room_of(http, who, number), language_of(http, who)
    rule = find_rule(room.ruleset, id)
    if rule is None:
        raise HTTPException(404)
    filled = Filled(typed=typed_rule(rule), was=rule.id, notes={})
    if naming := examples_naming(room.ruleset, id):
        text = language.gettext("Examples expect this rule: %(names)s. Change or remove them first.")
        fault = text % {"names": ", ".join(example.id for example in naming)}
        return _form(http, who, room, replace(filled, faults=(fault,)), status=UNPROCESSABLE)
    refusal = change_draft(http, who, room, revision, lambda ruleset: without_rule(ruleset, id))
    if refusal is not None:
        return _refused(http, who, refusal, replace(filled, faults=refusal.faults))
    return RedirectResponse(room.path, SEE_OTHER)


def _act(http: HttpRequest, who: Member, number: int, values: Values) -> Response:
    room = room_of(http, who, number)
    filled = Filled(typed=posted_rule(values), was=first(values, "was"), notes={})
    what, _, name = first(values, "do").partition(":")
    if what == "save":
        return _save(http, who, room, filled, seen_revision(values))
    return _form(http, who, room, _rearranged(filled, what, name, first(values, f"{name}.add")), revision=seen_revision(values))


def _rearranged(filled: Filled, what: str, name: str, key: str) -> Filled:
    """Return a rule with its conditions changed: one more, one less, one moved."""
    root, path = filled.typed.condition, _path(name)
    if path is None:
        return filled
    match what:
        case "add":
            group = node_at(root, path)
            changed = added(root, path, key)
            new = f"{name}.{len(group.parts)}" if group is not None and changed is not root else ""
        case "remove":
            changed, new = removed(root, path), name.rpartition(".")[0]
        case "up" | "down":
            by = -1 if what == "up" else 1
            changed = moved(root, path, by)
            new = f"{name.rpartition('.')[0]}.{path[-1] + by}" if path and changed is not root else name
        case _:
            return filled
    return replace(filled, typed=replace(filled.typed, condition=changed), new=new)


def _path(name: str) -> tuple[int, ...] | None:
    """Return the places that the name of a condition stands for: (0, 1) for ``c.0.1``."""
    root, *places = name.split(".")
    return tuple(map(int, places)) if root == ROOT and all(one.isdecimal() and len(one) < 4 for one in places) else None  # noqa: PLR2004 - digits


def _save(http: HttpRequest, who: Member, room: Room, filled: Filled, seen: int) -> Response:
    language = language_of(http, who)
    reading = read_rule(filled.typed, _known(http, room))
    rule = reading.found
    if rule is None:
        notes = faults_by_field(filled.typed, reading.faults, language)
        return _form(http, who, room, replace(filled, notes=notes), revision=seen, status=UNPROCESSABLE)
    if rule.id != filled.was and find_rule(room.ruleset, rule.id) is not None:
        notes = {"id": (Note(text=language.gettext("Another rule has this id. Give it another one."), is_wrong=True),)}
        return _form(http, who, room, replace(filled, notes=notes), revision=seen, status=UNPROCESSABLE)
    refusal = change_draft(http, who, room, seen, lambda ruleset: with_rule(ruleset, filled.was, rule))
    if refusal is not None:
        return _refused(http, who, refusal, replace(filled, faults=refusal.faults, difference=refusal.difference))
    return RedirectResponse(f"{room.path}/rule?{_query(rule.id)}&saved=1", SEE_OTHER)


def _refused(http: HttpRequest, who: Member, refusal: Refusal, filled: Filled) -> Response:
    """Show what was typed again; after a conflict it can be saved on top of what somebody else saved, now that this is known."""
    return _form(http, who, refusal.room, filled, revision=refusal.revision, status=refusal.status)


def _form(http: HttpRequest, who: Member, room: Room, filled: Filled, *, revision: int | None = None, status: int = 200) -> Response:
    if not room.is_open and not filled.faults:
        filled = replace(
            filled, faults=(language_of(http, who).gettext("This version cannot be edited any more. What you typed is kept below."),)
        )
    known = _known(http, room)
    with desk_of(http).installation.database.read() as session:
        letters = models.names(session, room.town.id)
    around = Surroundings(ruleset=room.ruleset, known=known, notes=filled.notes, new=filled.new)
    root = shown_conditions(filled.typed, around)
    values = {
        "tab": "rules",
        "filled": filled,
        "typed": filled.typed,
        "is_answer": http.method == "POST" or filled.is_saved,
        "root": root,
        "notes": filled.notes,
        "has_faults": status == UNPROCESSABLE and has_faults(filled.notes),
        "effect": {f"alors.{name}": found for name, found in filled.typed.effect.items()},
        "revision": room.version.revision if revision is None else revision,
        "groups": ("tous", "un_de", NONE, NOT),
        "leaves": LEAVES,
        "themes": subjects_by_theme(room.ruleset),
        "departments": room.ruleset.departments,
        "letters": letters,
        "names": {key: names_for(key, known) for key in ("voies", "lieux", "boites")},
        "subject_names": _subject_names(room),
        "days": range(_FIRST_DAY, _LAST_DAY + 1),
        "months": range(1, _MONTHS + 1),
        "broken": room.counts.get("broken", ()) if filled.is_saved else (),
    }
    return show_in(http, who, "rule_form.html", room, values, status=status)


def _shown(http: HttpRequest, who: Member, room: Room, rule: Rule) -> Response:
    lines = tuple(line for line in lint_of(http, room) if line.rule == rule.id)
    with desk_of(http).installation.database.read() as session:
        hits = shelf_of(http).hits(session, room.town.id, author_of(who).now, most_told(who))
        base = rulesets.get(session, room.town.id, room.published.number)
    (one,) = shown((rule,), labels_of(room), hits, lines, changed_rules(base, room.ruleset))
    return show_in(http, who, "rule_one.html", room, {"tab": "rules", "shown": one, "names": _subject_names(room)})


def _subject_names(room: Room) -> Mapping[str, str]:
    return {subject.code: subject.label for subject in room.ruleset.subjects}


def _known(http: HttpRequest, room: Room) -> Known:
    with desk_of(http).installation.database.read() as session:
        entrances: Sequence[str] = [one.address for one in towns.mailboxes(session) if one.town == room.town.id]
        return known_of(room.ruleset, places.get(session, room.town.id), entrances)


def _query(identity: str) -> str:
    return urlencode({"id": identity})
