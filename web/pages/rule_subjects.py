"""Subjects of a rule set with the words citizens use: as a tree, and each as a form of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi import Request as HttpRequest
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from domain.department import Confidentiality
from domain.ids import SubjectCode
from domain.ruleset import Nature, Subject
from flows.draft_edits import find_subject, with_subject, without_subject
from flows.linting import LintLine
from flows.rule_operands import Values, first
from flows.town_folder.mistakes import fold
from flows.typed_entries import field_of_subject, read_typed_subject, typed_subject
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
Words = Annotated[str, Query(max_length=200)]
NEW: Values = {
    "nature": (Nature.REQUEST.value,),
    "regime": ("aucun",),
    "priorite": ("3",),
    "delai": ("10",),
    "delai.unit": ("jo",),
    "suspension": ("on",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A subject as somebody is filling it in; see `web.pages.rule_editing.Filled`."""

    typed: Values
    was: str
    notes: Mapping[str, tuple[Note, ...]]
    faults: tuple[str, ...] = ()
    difference: tuple[tuple[str, str], ...] = ()
    is_saved: bool = False
    is_taught: bool = False
    """Words of a message were put to its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A branch of the tree: its subjects, each with what the linter says of it."""

    name: str
    subjects: tuple[tuple[Subject, tuple[LintLine, ...]], ...]


@pages.get("/rules/{number:int}/subjects")
def subjects_page(http: HttpRequest, who: RuleKeeper, number: int, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Show the tree of subjects with their words."""
    room = room_of(http, who, number)
    lint = lint_of(http, room)
    words = fold(q).split()
    themes: dict[str, list[tuple[Subject, tuple[LintLine, ...]]]] = {}
    for subject in room.ruleset.subjects:
        if all(word in fold(" ".join((subject.code, subject.label, subject.theme, *subject.vocabulary))) for word in words):
            themes.setdefault(subject.theme, []).append((subject, _said_of(subject, lint)))
    values = {"tab": "subjects", "q": q, "branches": [Theme(name=name, subjects=tuple(found)) for name, found in themes.items()]}
    return show_in(http, who, "rule_subjects.html", room, values)


@pages.get("/rules/teach")
def teach_page(http: HttpRequest, who: RuleKeeper, subject: Code = "", words: Words = "") -> Response:
    """Lead to a subject of the newest open draft with words of a message; where no draft is open, ask whether to begin one."""
    room = room_of(http, who)
    draft = next((one for one in room.drafts if one.publish_at is None), None)
    if draft is not None:
        return RedirectResponse(taught_at(draft.number, subject, words), SEE_OTHER)
    found = find_subject(room.ruleset, subject)
    return show_in(http, who, "rule_teach.html", room, {"tab": "subjects", "subject": found, "words": " ".join(words.split())})


def taught_at(number: int, subject: str, words: str) -> str:
    """Return where words are put to those of a subject in a draft."""
    return f"/rules/{number}/subject?{urlencode({'code': subject, 'words': words})}"


@pages.get("/rules/{number:int}/subject")
def subject_page(http: HttpRequest, who: RuleKeeper, number: int, code: Code = "", saved: int = 0, words: Words = "") -> Response:
    """Show a subject as a form; without a code, a new one. ``words`` are put to its own, and saved by who says so."""
    room = room_of(http, who, number)
    if not room.is_open:
        raise HTTPException(404)
    subject = find_subject(room.ruleset, code) if code else None
    if code and subject is None:
        raise HTTPException(404)
    if subject is None:
        return _form(http, who, room, Filled(typed=_with_words(NEW, words), was="", notes={}))
    notes = findings_by_field(_said_of(subject, lint_of(http, room)), lambda field: (field,), language_of(http, who))
    typed = _with_words(typed_subject(subject), words)
    return _form(http, who, room, Filled(typed=typed, was=code, notes=notes, is_saved=bool(saved), is_taught=bool(words.strip())))


@posts.post("/rules/{number:int}/subject")
async def save(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Save a subject with its words."""
    return await run_in_threadpool(_save, http, who, number, await posted_values(http))


@posts.post("/rules/{number:int}/subject/remove")
def remove(
    http: HttpRequest,
    who: RuleKeeper,
    number: int,
    code: Annotated[str, Form(max_length=20)],
    revision: Annotated[int, Form(ge=1, le=2**31 - 1)],
) -> Response:
    """Take a subject out of a draft; refused as long as something names it."""
    room, language = room_of(http, who, number), language_of(http, who)
    subject = find_subject(room.ruleset, code)
    if subject is None:
        raise HTTPException(404)
    filled = Filled(typed=typed_subject(subject), was=code, notes={})
    refusal = change_draft(http, who, room, revision, lambda ruleset: without_subject(ruleset, code))
    if refusal is not None:
        why = (language.gettext("Something still names this subject:"),) if refusal.status == UNPROCESSABLE else ()
        return _refused(http, who, refusal, replace(filled, faults=(*why, *refusal.faults)))
    return RedirectResponse(f"{room.path}/subjects", SEE_OTHER)


def _save(http: HttpRequest, who: Member, number: int, values: Values) -> Response:
    room, language, seen = room_of(http, who, number), language_of(http, who), seen_revision(values)
    filled = Filled(typed=values, was=first(values, "was"), notes={})
    # Everything names a subject by its code: it stays for good.
    typed = {**values, "code": (filled.was,)} if filled.was else values
    reading = read_typed_subject(typed, frozenset(one.code for one in room.ruleset.departments))
    subject = reading.found
    if subject is None:
        notes = notes_by_field(reading.faults, field_of_subject, language)
        return _form(http, who, room, replace(filled, notes=notes), revision=seen, status=UNPROCESSABLE)
    if not filled.was and find_subject(room.ruleset, subject.code) is not None:
        notes = {"code": (Note(text=language.gettext("Another subject has this code. Give it another one."), is_wrong=True),)}
        return _form(http, who, room, replace(filled, notes=notes), revision=seen, status=UNPROCESSABLE)
    refusal = change_draft(http, who, room, seen, lambda ruleset: with_subject(ruleset, filled.was, subject))
    if refusal is not None:
        return _refused(http, who, refusal, replace(filled, faults=refusal.faults, difference=refusal.difference))
    return RedirectResponse(f"{room.path}/subject?code={subject.code}&saved=1", SEE_OTHER)


def _refused(http: HttpRequest, who: Member, refusal: Refusal, filled: Filled) -> Response:
    return _form(http, who, refusal.room, filled, revision=refusal.revision, status=refusal.status)


def _form(http: HttpRequest, who: Member, room: Room, filled: Filled, *, revision: int | None = None, status: int = 200) -> Response:
    values = {
        "tab": "subjects",
        "filled": filled,
        "typed": filled.typed,
        "notes": filled.notes,
        "has_faults": status == UNPROCESSABLE and has_faults(filled.notes),
        "revision": room.version.revision if revision is None else revision,
        "departments": room.ruleset.departments,
        "known_themes": sorted({subject.theme for subject in room.ruleset.subjects if subject.theme}),
        "natures": tuple(Nature),
        "levels": tuple(Confidentiality),
    }
    return show_in(http, who, "rule_subject.html", room, values, status=status)


def _with_words(typed: Values, words: str) -> Values:
    """Return a subject's fields with one phrase more, unless it is there."""
    phrase, own = " ".join(words.split()), first(typed, "vocabulaire").splitlines()
    if not phrase or fold(phrase) in {fold(one.strip()) for one in own}:
        return typed
    return {**typed, "vocabulaire": ("\n".join((*own, phrase)),)}


def _said_of(subject: Subject, lint: tuple[LintLine, ...]) -> tuple[LintLine, ...]:
    """Return what the linter says of a subject."""
    return tuple(
        line for line in lint if line.where.template == "Subject {name}" and line.where.values["name"] == SubjectCode(subject.code)
    )
