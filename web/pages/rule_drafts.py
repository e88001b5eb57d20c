"""Versions of the rules: begin a draft, see what it changes, publish it now or at a date, go back, throw it away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from domain.backtest import BacktestReport
from domain.department import Confidentiality
from domain.errors import CitoyenError, ConfigurationError, ConflictError
from domain.ruleset import RuleSet
from domain.version import VersionState
from flows import backtest, publication
from flows import rulesets as drafts
from flows.rule_form import Field, fields_of
from flows.ruleset_errors import ReasonNeededError, UnfitRuleSetError
from flows.ruleset_text import Change, changes
from store import backtest_runs, confirmations, rulesets
from web.desk import desk_of
from web.labels import labels
from web.pages.rule_examples import taken_at
from web.pages.rule_subjects import taught_at
from web.rule_room import (
    CONFLICT,
    SEE_OTHER,
    UNPROCESSABLE,
    Room,
    author_of,
    language_of,
    lint_of,
    mistakes_of,
    most_told,
    room_of,
    show_in,
)
from web.rule_table import ShownRule, shown
from web.town_wanted import town_of
from web.translations import Language, said
from web.visitor import Member, RuleKeeper, checked_post

pages = APIRouter()
posts = APIRouter(dependencies=[Depends(checked_post)])
Text = Annotated[str, Form(max_length=2_000)]
Number = Annotated[int, Form(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedEntry:
    """A department, subject, rule or example that differs. ``before`` and ``after`` are conditions that differ.

    ``whole`` is a rule that only one of the two has.
    """

    title: str
    changes: tuple[tuple[str, str], ...]
    before: Field | None = None
    after: Field | None = None
    rule: str | None = None
    whole: ShownRule | None = None


@pages.get("/rules/versions")
def versions_page(http: HttpRequest, who: RuleKeeper) -> Response:
    """List all versions, newest first."""
    room = room_of(http, who)
    with desk_of(http).installation.database.read() as session:
        versions = rulesets.versions(session, room.town.id)
    return show_in(http, who, "rule_versions.html", room, {"tab": "versions", "versions": versions})


@posts.post("/rules/drafts")
def begin(  # noqa: PLR0913, PLR0917 - what the form brings
    http: HttpRequest,
    who: RuleKeeper,
    origin: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
    note: Annotated[str, Form(max_length=200)] = "",
    rule: Annotated[str, Form(max_length=200)] = "",
    subject: Annotated[str, Form(max_length=20)] = "",
    words: Annotated[str, Form(max_length=200)] = "",
    request: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Begin a draft as a copy of a version, by default the published one, and go to a rule, a subject taught words, or an example."""
    version = drafts.new_draft(desk_of(http).installation, town_of(who).id, author_of(who), based_on=origin, note=note.strip() or None)
    if subject:
        return RedirectResponse(taught_at(version.number, subject, words), SEE_OTHER)
    if request:
        return RedirectResponse(taken_at(version.number, request), SEE_OTHER)
    return RedirectResponse(f"/rules/{version.number}" + (f"/rule?{urlencode({'id': rule})}" if rule else ""), SEE_OTHER)


@posts.post("/rules/{number:int}/discard")
def discard(
    http: HttpRequest,
    who: RuleKeeper,
    number: int,
    sure: Annotated[str, Form(max_length=10)] = "",
    revision: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Throw a draft away; asks before."""
    room = room_of(http, who, number)
    if not sure:
        return show_in(http, who, "rule_discard.html", room, {"tab": ""})
    try:
        drafts.discard(desk_of(http).installation, room.town.id, number, author_of(who), seen=revision)
    except ConflictError as error:
        room = room_of(http, who, number)
        return show_in(http, who, "rule_discard.html", room, {"tab": "", "told": _told(http, who, error)}, status=CONFLICT)
    return RedirectResponse("/rules/versions", SEE_OTHER)


@pages.get("/rules/{number:int}/changes")
def changes_page(http: HttpRequest, who: RuleKeeper, number: int, against: int | None = None) -> Response:
    """Show what distinguishes a version from another: a draft from the published one, any other from the one it began from."""
    room = room_of(http, who, number)
    usual = room.published.number if room.is_draft else room.version.based_on
    other = against or usual
    if other is not None and not 0 < other < 2**31:
        raise HTTPException(404)
    with desk_of(http).installation.database.read() as session:
        before = rulesets.get(session, room.town.id, other) if other is not None else None
        versions = rulesets.versions(session, room.town.id)
    found = () if before is None else changed_entries(before, room.ruleset, language_of(http, who))
    names = {subject.code: subject.label for subject in room.ruleset.subjects}
    values = {"tab": "changes", "before": other, "entries": found, "versions": versions, "names": names}
    return show_in(http, who, "rule_changes.html", room, values)


@pages.get("/rules/{number:int}/publish")
def publish_page(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Show what speaks for and against publishing a draft."""
    return _publishing(http, who, room_of(http, who, number))


@posts.post("/rules/{number:int}/publish")
def publish(http: HttpRequest, who: RuleKeeper, number: int, revision: Number, reason: Text = "", at: Text = "") -> Response:
    """Publish a draft, now or at a date. Where something speaks against it, a reason is asked for."""
    room = room_of(http, who, number)
    typed = {"reason": reason, "at": at}
    language = language_of(http, who)
    if room.version.revision != revision:
        told: tuple[str, ...] = (language.gettext("The draft was saved since you looked at it. Look again before you publish it."),)
        return _publishing(http, who, room, told=told, typed=typed, status=CONFLICT)
    try:
        _publish(http, who, room, publication.Sight(revision=revision, most=most_told(who)), reason.strip() or None, at)
    except (ReasonNeededError, UnfitRuleSetError) as error:
        doubts = error.doubts if isinstance(error, ReasonNeededError) else ()
        told = (*_told(http, who, error), *(said(one, language) for one in doubts))
        return _publishing(http, who, room, told=told, typed=typed, status=UNPROCESSABLE)
    except ConfigurationError as error:
        return _publishing(http, who, room, told=mistakes_of(error, language), typed=typed, status=UNPROCESSABLE)
    except ConflictError as error:
        return _publishing(http, who, room_of(http, who, number), told=_told(http, who, error), typed=typed, status=CONFLICT)
    return RedirectResponse(f"{room.path}/publish" if at else "/rules?done=published", SEE_OTHER)


def _publish(http: HttpRequest, who: Member, room: Room, sight: publication.Sight, reason: str | None, at: str) -> None:
    installation, town, number, author = desk_of(http).installation, room.town.id, room.version.number, author_of(who)
    if at:
        moment = _moment(at, room)
        publication.publish_at(installation, town, number, moment, author, reason=reason, progress=None, sight=sight)
    else:
        publication.publish(installation, town, number, author, reason=reason, progress=None, sight=sight)


@posts.post("/rules/{number:int}/cancel")
def cancel(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Open a draft again that waits for its day."""
    room = room_of(http, who, number)
    try:
        publication.cancel(desk_of(http).installation, room.town.id, number, author_of(who))
    except ConflictError as error:
        return _publishing(http, who, room, told=_told(http, who, error), status=CONFLICT)
    return RedirectResponse(f"{room.path}/publish", SEE_OTHER)


@pages.get("/rules/{number:int}/rollback")
def rollback_page(http: HttpRequest, who: RuleKeeper, number: int) -> Response:
    """Ask whether a version that was published before is to be published again, and show what that changes."""
    return _going_back(http, who, room_of(http, who, number))


@posts.post("/rules/{number:int}/rollback")
def rollback(http: HttpRequest, who: RuleKeeper, number: int, published: Number, reason: Text = "") -> Response:
    """Publish a version again that was published before."""
    room, language = room_of(http, who, number), language_of(http, who)
    if room.published.number != published:
        told = (language.gettext("Another version was published since you looked. Look again what going back changes."),)
        return _going_back(http, who, room, told=told, typed=reason, status=CONFLICT)
    try:
        publication.rollback(desk_of(http).installation, room.town.id, author_of(who), number=number, reason=reason.strip() or None)
    except ConflictError as error:
        return _going_back(http, who, room, told=_told(http, who, error), typed=reason, status=CONFLICT)
    return RedirectResponse("/rules?done=back", SEE_OTHER)


def changed_entries(before: RuleSet, after: RuleSet, language: Language) -> tuple[ChangedEntry, ...]:
    """Return what differs between two rule sets, entry by entry, in words."""
    grouped: dict[str, list[Change]] = {}
    for one in changes(before, after):
        grouped.setdefault(said(one.entry, language), []).append(one)
    return tuple(_entry(title, members, before, after, language) for title, members in grouped.items())


def _entry(title: str, members: list[Change], before: RuleSet, after: RuleSet, language: Language) -> ChangedEntry:
    name = str(getattr(members[0].entry, "values", {}).get("name", ""))
    old, new = ({str(rule.id): rule for rule in one.rules} for one in (before, after))
    is_rule = getattr(members[0].entry, "template", "") == "Rule {name}"
    one, two = (rules.get(name) if is_rule else None for rules in (old, new))
    has_moved = (one is None) != (two is None) or (one is not None and two is not None and one.condition != two.condition)
    (only, its) = (two, after) if one is None else (one, before) if two is None else (None, after)
    return ChangedEntry(
        title=title,
        changes=tuple(
            (member.field, said(member.words, language)) for member in members if not (has_moved and _is_condition(member.field))
        ),
        before=fields_of(one.condition) if one is not None and has_moved else None,
        after=fields_of(two.condition) if two is not None and has_moved else None,
        rule=name if two is not None else None,
        whole=None if only is None else shown((only,), labels(its), {}, (), {})[0],
    )


def _is_condition(field: str) -> bool:
    return field.partition(".")[0] in {"si", "sauf"}


def _publishing(
    http: HttpRequest,
    who: Member,
    room: Room,
    *,
    told: tuple[str, ...] = (),
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    if room.version.state is not VersionState.DRAFT:
        raise HTTPException(404)
    now = datetime.now(UTC)
    with desk_of(http).installation.database.read() as session:
        whole, most = _report(session, room), most_told(who)
        report = None if whole is None else backtest.within(whole, most)
        is_any_confirmed = bool(confirmations.count(session, room.town.id, max(Confidentiality)))
        run = backtest_runs.find_latest(session, room.town.id, room.version.number)
        base = rulesets.get(session, room.town.id, room.published.number)
    values = {
        "tab": "publish",
        "told": told,
        "typed": typed or {"reason": "", "at": ""},
        "report": report,
        "is_any_confirmed": is_any_confirmed,
        "run": run,
        "is_running": run is not None and run.is_running(now),
        "waits": is_any_confirmed and report is None,
        "errors": tuple(line for line in lint_of(http, room) if line.severity.name == "ERROR"),
        "entries": changed_entries(base, room.ruleset, language_of(http, who)),
        "is_behind": room.version.based_on != room.published.number,
        "now": now,
    }
    return show_in(http, who, "rule_publish.html", room, values, status=status)


def _going_back(http: HttpRequest, who: Member, room: Room, *, told: tuple[str, ...] = (), typed: str = "", status: int = 200) -> Response:
    if room.version.state is not VersionState.RETIRED:
        raise HTTPException(404)
    with desk_of(http).installation.database.read() as session:
        base = rulesets.get(session, room.town.id, room.published.number)
    entries = changed_entries(base, room.ruleset, language_of(http, who))
    values = {"tab": "versions", "told": told, "typed": typed, "entries": entries}
    return show_in(http, who, "rule_rollback.html", room, values, status=status)


def _report(session: Session, room: Room) -> BacktestReport | None:
    """Return the back-test of this revision beside what is published now."""
    report = backtest.latest(session, room.town.id, room.version.number, room.version.revision)
    return report if report is not None and report.published == room.published.number else None


def _moment(typed: str, room: Room) -> datetime:
    """Return the moment that was typed in the town's own time; what is none is long past, which the flow refuses."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(room.town.timezone)).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _told(http: HttpRequest, who: Member, error: CitoyenError) -> tuple[str, ...]:
    return (said(error.args[0], language_of(http, who)),)
