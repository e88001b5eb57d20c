"""The published rules of a town, for administrators: in their order, each condition as the form it will be edited in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from domain.ids import DepartmentCode, SubjectCode
from domain.ruleset import Rule, RuleSet
from flows.rule_form import Field, fields_of
from flows.town_folder.effects import SAME_DEPARTMENT, write_effect
from flows.town_folder.operands import Value
from routing.course import in_order
from store import rulesets
from web.desk import desk_of
from web.labels import Labels, labels
from web.visitor import RuleKeeper, show

pages = APIRouter()
LIMIT = 50
_DEPARTMENTS = frozenset({"service", "copies"})
_SUBJECT = "sujet"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRule:
    """A rule with its condition as a form and its effects as keys of the text form with what they set, in words."""

    rule: Rule
    condition: Field
    effects: tuple[tuple[str, tuple[str, ...]], ...]


@pages.get("/rules")
def rules_page(http: HttpRequest, who: RuleKeeper, after: int = 0) -> Response:
    """Show the rules a town works with, the one that speaks first first; ``after`` is how many stand before the page."""
    town = who.town or next(iter(who.towns), None)
    if town is None or after < 0:
        raise HTTPException(404)
    with desk_of(http).installation.database.read() as session:
        version = rulesets.published(session, town.id)
        ruleset = rulesets.get(session, town.id, version.number)
    ordered = in_order(ruleset.rules)
    shown = ordered[after : after + LIMIT]
    if after and not shown:
        raise HTTPException(404)
    values = {
        "town_name": town.name,
        "zone": town.timezone,
        "version": version,
        "count": len(ordered),
        "subjects": len(ruleset.subjects),
        "examples": len(ruleset.examples),
        "rules": _shown(ruleset, shown),
        "names": _names(ruleset),
        "next": after + LIMIT if len(ordered) > after + LIMIT else None,
        "is_first": after == 0,
        "start": after + 1,
    }
    return show(http, who, "rules.html", values)


def _shown(ruleset: RuleSet, rules: Sequence[Rule]) -> tuple[ShownRule, ...]:
    known = labels(ruleset)
    return tuple(ShownRule(rule=rule, condition=fields_of(rule.condition), effects=_effects(rule, known)) for rule in rules)


def _effects(rule: Rule, known: Labels) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, _said(key, value, known)) for key, value in write_effect(rule.effect).items())


def _said(key: str, value: Value, known: Labels) -> tuple[str, ...]:
    """Return what an effect sets; nothing for one that is only there or not, and for the subject's own department."""
    if value is True or value == SAME_DEPARTMENT:
        return ()
    entries = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    if key in _DEPARTMENTS:
        return tuple(known.department(DepartmentCode(str(code))) for code in entries)
    if key == _SUBJECT:
        return tuple(known.subject(SubjectCode(str(code))) for code in entries)
    return tuple(map(str, entries))


def _names(ruleset: RuleSet) -> Mapping[str, str]:
    """Return what the subject codes in conditions are called."""
    return {subject.code: subject.label for subject in ruleset.subjects}
