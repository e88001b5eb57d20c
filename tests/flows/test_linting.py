from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.evidence import Finding
from domain.ids import DepartmentCode, RuleId
from domain.ruleset import AllOf, HasWords, Not, OnStreet, Rule, RuleSet
from flows.linting import LintLine, check, context_of, folder_context
from flows.town_folder import TownFolder, read_town
from rules.lint import Context, Severity
from store import requests
from store.engine import Database
from tests.store import samples
from tests.store.samples import NOW, VALOGNES, keep_draft, keep_town, new_request

DEMO = Path(__file__).resolve().parents[2] / "demo" / "valognes"


@pytest.fixture(scope="module")
def town() -> TownFolder:
    return read_town(DEMO)


def lines_of(town: TownFolder, ruleset: RuleSet, context: Context | None = None) -> tuple[LintLine, ...]:
    return check(ruleset, town.places, context or folder_context((box.address for box in town.mailboxes), date(2026, 3, 10)))


def with_rule(town: TownFolder, changed: Rule) -> RuleSet:
    return replace(town.ruleset, rules=tuple(changed if rule.id == changed.id else rule for rule in town.ruleset.rules))


def rule_of(town: TownFolder, identity: str) -> Rule:
    return next(rule for rule in town.ruleset.rules if rule.id == identity)


def test_demo_town_has_neither_errors_nor_warnings(town: TownFolder) -> None:
    assert [line for line in lines_of(town, town.ruleset) if line.severity is not Severity.NOTICE] == []


def test_finding_names_rule_field_and_cure(town: TownFolder) -> None:
    wrong = replace(rule_of(town, "R8"), condition=OnStreet(streets=("Rue Perdue",)))

    line = next(line for line in lines_of(town, with_rule(town, wrong)) if line.rule == "R8")

    assert (line.severity, line.where, line.field) == (Severity.WARNING, "Rule R8", "si.voies")
    assert line.what == "the town has no street “Rue Perdue”."
    assert line.cure


def test_contradiction_shows_both_parts_as_they_are_written(town: TownFolder) -> None:
    both = AllOf(all_of=(HasWords(words=("bassin",)), Not(negated=HasWords(words=("bassin", "eau")))))

    line = next(line for line in lines_of(town, with_rule(town, replace(rule_of(town, "R8"), condition=both))) if line.rule == "R8")

    assert line.what == "two parts exclude each other: mots: [bassin] and non: {mots: [bassin, eau]}."


def test_closed_department_is_told_with_its_day(town: TownFolder) -> None:
    closed = tuple(
        replace(department, closed_on=date(2026, 1, 1)) if department.code == "EV" else department
        for department in town.ruleset.departments
    )

    told = [line for line in lines_of(town, replace(town.ruleset, departments=closed)) if line.severity is Severity.ERROR]

    assert {line.rule for line in told} == {None, RuleId("R7/1")}
    assert {line.what for line in told} == {"EV takes no requests from 2026-01-01 on."}
    assert "alors.service" in {line.field for line in told}


def test_unknown_department_is_told_at_its_key(town: TownFolder) -> None:
    rule = replace(rule_of(town, "R8"), effect=replace(rule_of(town, "R8").effect, department=DepartmentCode("NUL")))

    line = next(line for line in lines_of(town, with_rule(town, rule)) if line.rule == "R8")

    assert (line.field, line.what) == ("alors.service", "there is no department “NUL”.")


def test_rules_that_never_held_are_counted_from_the_requests(database: Database, town: TownFolder) -> None:
    with database.write() as session:
        keep_town(session)
        _, draft_id = keep_draft(session)
        found = (Finding(rule=RuleId("R6"), holds=True, leaves=()), Finding(rule=RuleId("R8"), holds=False, leaves=()))
        requests.add(session, replace(new_request(draft_id), classification=replace(samples.classification(), findings=found)))

    with database.read() as session:
        context = context_of(session, VALOGNES, (), NOW + timedelta(days=1))
        later = context_of(session, VALOGNES, (), NOW + timedelta(days=800))

    never = {line.rule for line in lines_of(town, town.ruleset, context) if "365" in line.what}
    assert "R8" in never
    assert "R6" not in never
    assert later.hits is None, "a town without requests in the period has no rule that is never hit"
