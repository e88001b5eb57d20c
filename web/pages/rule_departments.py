"""Departments of a rule set: as a tree, and each as a form of a draft. Who belongs to them is on their own pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.department import Confidentiality, Department, DepartmentKind
from flows.department_entry import find_department, mentions, read_typed_department, typed_department, with_department, without_department
from flows.linting import LintLine
from flows.rule_operands import Values, first
from flows.typed_entries import field_of_subject as field_of
from web.rule_fields import Note, findings_by_field, has_faults, notes_by_field
from web.rule_room import (
    SEE_OTHER,
    UNPROCESSABLE,
    Refusal,
    Room,
    change_draft,
    language_of,
    lint_of,
    posted_values,
    room_of,
    seen_revision,
    show_in,
)
from web.visitor import Member, RuleKeeper, checked_post

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Code = Annotated[str, Query(max_length=20)]
NEW: Values = {"type": (DepartmentKind.INTERNAL.value,), "confidentialite": ("0",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A department as somebody is filling it in; see `web.pages.rule_editing.Filled`."""

    typed: Values
    was: str
    notes: Mapping[str, tuple[Note, ...]]
    faults: tuple[str, ...] = ()
    difference: tuple[tuple[str, str], ...] = ()
    is_saved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A department in the list. ``depth`` 1: its work is done by the one above it."""

    department: Department
    depth: int
    findings: tuple[LintLine, ...]


@pages.get("/rules/{number:int}/departments")
def departments_page(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Show the departments of a version, below each those whose work it does, and the bodies outside."""
    room = room_of(http, who, number)
    lint = lint_of(http, room)
    rows = tuple(Row(department=one, depth=depth, findings=_said_of(one, lint)) for one, depth in _nested(room.ruleset.departments))
    values = {
        "tab": "departments",
        "own": tuple(row for row in rows if row.department.kind is DepartmentKind.INTERNAL),
        "outside": tuple(row for row in rows if row.department.kind is DepartmentKind.EXTERNAL),
    }
    return show_in(http, who, "rule_departments.html", room, values)


@pages.get("/rules/department")
def edit_page(http: HttpRequest, who: RuleKeeper, code: Code) -> Response:
    """Lead to a department of the newest open draft; where none is open, to the departments of the published version."""
    room = room_of(http, who)
    draft = next((one for one in room.drafts if one.publish_at is None), None)
    if draft is None:
        return RedirectResponse(f"{room.path}/departments", SEE_OTHER)
    if find_department(room_of(http, who, draft.number).ruleset, code) is None:
        return RedirectResponse(f"/rules/{draft.number}/departments", SEE_OTHER)
    return RedirectResponse(f"/rules/{draft.number}/department?code={code}", SEE_OTHER)


@pages.get("/rules/{number:int}/department")
def department_page(http: HttpRequest, who: RuleKeeper, number: int, code: Code = "", saved: int = 0) -> Response:
    """Show a department as a form; without a code, a new one."""
    room = room_of(http, who, number)
    department = find_department(room.ruleset, code) if code else None
    if not room.is_open or (code and department is None):
        raise HTTPException(404)
    if department is None:
        return _form(http, who, room, Filled(typed=NEW, was="", notes={}))
    notes = findings_by_field(_said_of(department, lint_of(http, room)), lambda field: (field,), language_of(http, who))
    return _form(http, who, room, Filled(typed=typed_department(department), was=code, notes=notes, is_saved=bool(saved)))


@posts.post("/rules/{number:int}/department")
async def save(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Save a department."""
    return await run_in_threadpool(_save, http, who, number, await posted_values(http))


@posts.post("/rules/{number:int}/department/remove")
def remove(
    http: HttpRequest,
    who: RuleKeeper,
    number: int,
    code: Annotated[str, Form(max_length=20)],
    revision: Annotated[int, Form(ge=1, le=2**31 - 1)],
) -> Response:
    """Take a department out of a draft; refused as long as something names it."""
    room, language = room_of(http, who, number), language_of(http, who)
    department = find_department(room.ruleset, code)
    if department is None:
        raise HTTPException(404)
    refusal = change_draft(http, who, room, revision, lambda ruleset: without_department(ruleset, code))
    if refusal is not None:
        why = (language.gettext("Something still names this department:"),) if refusal.status == UNPROCESSABLE else ()
        filled = Filled(typed=typed_department(department), was=code, notes={}, faults=(*why, *refusal.faults))
        return _refused(http, who, refusal, filled)
    return RedirectResponse(f"{room.path}/departments", SEE_OTHER)


def _save(http: HttpRequest, who: Member, number: int, values: Values) -> Response:
    room, language, seen = room_of(http, who, number), language_of(http, who), seen_revision(values)
    filled = Filled(typed=values, was=first(values, "was"), notes={})
    # Requests, members and mailboxes know a department by its code: it stays for good.
    typed = {**values, "code": (filled.was,)} if filled.was else values
    known = frozenset(one.code for one in room.ruleset.departments)
    reading = read_typed_department(typed, known | {first(typed, "code")})
    department = reading.found
    if department is None:
        notes = notes_by_field(reading.faults, field_of, language)
        return _form(http, who, room, replace(filled, notes=notes), revision=seen, status=UNPROCESSABLE)
    if not filled.was and department.code in known:
        notes = {"code": (Note(text=language.gettext("Another department has this code. Give it another one."), is_wrong=True),)}
        return _form(http, who, room, replace(filled, notes=notes), revision=seen, status=UNPROCESSABLE)
    refusal = change_draft(http, who, room, seen, lambda ruleset: with_department(ruleset, filled.was, department))
    if refusal is not None:
        return _refused(http, who, refusal, replace(filled, faults=refusal.faults, difference=refusal.difference))
    return RedirectResponse(f"{room.path}/department?code={department.code}&saved=1", SEE_OTHER)


def _refused(http: HttpRequest, who: Member, refusal: Refusal, filled: Filled) -> Response:
    return _form(http, who, refusal.room, filled, revision=refusal.revision, status=refusal.status)


def _form(http: HttpRequest, who: Member, room: Room, filled: Filled, *, revision: int | None = None, status: int = 200) -> Response:
    department = find_department(room.ruleset, filled.was)
    others = tuple(one for one in room.ruleset.departments if one.code != filled.was)
    values = {
        "tab": "departments",
        "filled": filled,
        "typed": filled.typed,
        "notes": filled.notes,
        "has_faults": status == UNPROCESSABLE and has_faults(filled.notes),
        "revision": room.version.revision if revision is None else revision,
        "servers": others,
        "successors": tuple(one for one in others if one.kind is DepartmentKind.INTERNAL),
        "kinds": tuple(DepartmentKind),
        "levels": tuple(Confidentiality),
        "mentions": None if department is None else mentions(room.ruleset, department.code),
        "is_working": find_department(room_of(http, who).ruleset, filled.was) is not None,
    }
    return show_in(http, who, "rule_department.html", room, values, status=status)


def _nested(departments: tuple[Department, ...]) -> list[tuple[Department, int]]:
    """Return the departments in order, each with those behind it whose work it does; those of a circle stand for themselves."""
    below = {one.code for one in departments if _hangs_on(one, departments)}
    found: list[tuple[Department, int]] = []
    for one in departments:
        if one.code not in below:
            found.append((one, 0))
            found += [(other, 1) for other in departments if other.code in below and other.served_by == one.code]
    listed = {one.code for one, _ in found}
    return found + [(one, 0) for one in departments if one.code not in listed]


def _hangs_on(one: Department, departments: tuple[Department, ...]) -> bool:
    """Tell whether the department that does its work is shown as one of its own."""
    server = next((other for other in departments if other.code == one.served_by), None)
    return server is not None and server.kind is one.kind and server.code != one.code and server.served_by is None


def _said_of(department: Department, lint: tuple[LintLine, ...]) -> tuple[LintLine, ...]:
    """Return what the linter says of a department."""
    return tuple(line for line in lint if line.where.template == "Department {name}" and line.where.values["name"] == department.code)
