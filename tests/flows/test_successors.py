"""The department that takes over, and the time to open a request, as towns write them (S17, S21)."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.department import Department
from domain.errors import ConfigurationError
from domain.ids import DepartmentCode
from domain.ruleset import RuleSet
from flows.linting import check, folder_context, left_behind
from flows.ruleset_text import changes, read_ruleset, write_ruleset
from flows.town_folder import TownFolder, read_town
from routing.directory import open_in_place
from rules.lint import Severity

DEMO = Path(__file__).resolve().parents[2] / "demo" / "valognes"
TODAY = date(2026, 3, 12)
PRO, VOI, EV, BAT = (DepartmentCode(code) for code in ("PRO", "VOI", "EV", "BAT"))


@pytest.fixture(scope="module")
def town() -> TownFolder:
    return read_town(DEMO)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "valognes"
    shutil.copytree(DEMO, copied)
    return copied


def closing(ruleset: RuleSet, code: DepartmentCode, successor: str | None, closed_on: date = TODAY) -> RuleSet:
    after = None if successor is None else DepartmentCode(successor)
    return replace(
        ruleset,
        departments=tuple(replace(one, closed_on=closed_on, successor=after) if one.code == code else one for one in ruleset.departments),
    )


def faults(town: TownFolder, ruleset: RuleSet) -> set[tuple[str, str, str]]:
    found = check(ruleset, town.places, folder_context((), TODAY))
    return {(str(one.where), one.field, str(one.what)) for one in found if one.field == "repris_par"}


def test_a_successor_is_written_and_read_back_exactly(town: TownFolder) -> None:
    wanted = closing(town.ruleset, PRO, "VOI")
    text = write_ruleset(wanted)
    assert "ferme_le: 2026-03-12" in text
    assert "repris_par: VOI" in text
    assert read_ruleset(text, "jeu.yaml", town.places) == wanted
    assert [one.field for one in changes(closing(town.ruleset, PRO, None), wanted)] == ["repris_par"]


@pytest.mark.parametrize("successor", ["PRO", "X-DEP", "NUL"])
def test_what_cannot_take_over_is_refused_where_it_stands(town: TownFolder, successor: str) -> None:
    text = write_ruleset(closing(town.ruleset, PRO, "VOI")).replace("repris_par: VOI", f"repris_par: {successor}")
    with pytest.raises(ConfigurationError) as refused:
        read_ruleset(text, "jeu.yaml", town.places)
    [mistake] = refused.value.mistakes
    assert text.splitlines()[(mistake.line or 1) - 1].find(f"repris_par: {successor}") >= 0


def test_a_successor_that_is_closed_itself_is_an_error(town: TownFolder) -> None:
    both = closing(closing(town.ruleset, PRO, "EV"), EV, "VOI")
    assert ("Department PRO", "repris_par", "EV takes no requests from 2026-03-12 on.") in faults(town, both)
    assert not faults(town, closing(town.ruleset, PRO, "VOI"))


@pytest.mark.parametrize(
    ("successors", "expected"),
    [
        ({}, PRO),
        ({PRO: "VOI"}, VOI),
        ({PRO: "EV", EV: "VOI"}, VOI),
        ({PRO: "EV", EV: "PRO"}, None),
        ({PRO: None}, None),
        ({PRO: "EV", EV: None}, None),
    ],
)
def test_who_takes_over_is_followed_to_one_that_is_open(
    town: TownFolder, successors: dict[DepartmentCode, str | None], expected: DepartmentCode | None
) -> None:
    ruleset = town.ruleset
    for code, after in successors.items():
        ruleset = closing(ruleset, code, after)
    known: dict[DepartmentCode, Department] = {one.code: one for one in ruleset.departments}
    assert open_in_place(PRO, known, TODAY) == expected
    assert open_in_place(PRO, known, date(2026, 3, 11)) == PRO


@pytest.mark.parametrize(
    ("successor", "closed_on", "expected"),
    [("VOI", TODAY, None), (None, TODAY, Severity.ERROR), (None, date(2026, 6, 1), Severity.WARNING), ("VOI", date(2026, 6, 1), None)],
)
def test_open_requests_that_are_left_behind_are_counted(
    town: TownFolder, successor: str | None, closed_on: date, expected: Severity | None
) -> None:
    found = left_behind(closing(town.ruleset, PRO, successor, closed_on), {PRO: 12, VOI: 3}, TODAY)
    assert [one.severity for one in found] == ([] if expected is None else [expected])
    assert all("12 open requests" in one.what for one in found)


def test_the_folder_of_a_town_names_successors_too(folder: Path) -> None:
    path = folder / "services.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    rows = [f"{row};2026-06-01;VOI" if row.startswith("PRO;") else f"{row};;" for row in rows]
    path.write_text("\n".join([f"{head};ferme_le;repris_par", *rows]), encoding="utf-8")
    found = next(one for one in read_town(folder).ruleset.departments if one.code == PRO)
    assert (found.closed_on, found.successor) == (date(2026, 6, 1), VOI)
    path.write_text(path.read_text(encoding="utf-8").replace(";2026-06-01;VOI", ";2026-06-01;X-DEP"), encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_town(folder)
    assert [one.what for one in refused.value.mistakes] == ["what it leaves goes to another department of the town."]


@pytest.mark.parametrize(
    ("value", "is_right"), [("5 jo", True), ("16 h", True), ("aucun", True), ("5", False), ("0 jo", False), ("2 M", False)]
)
def test_the_time_to_open_a_request_is_one(folder: Path, value: str, is_right: bool) -> None:
    path = folder / "ville.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**written, "retour_non_lu": value}), encoding="utf-8")
    if is_right:
        assert read_town(folder).town.unread_after == value
        return
    with pytest.raises(ConfigurationError) as refused:
        read_town(folder)
    assert [one.what for one in refused.value.mistakes] == [f"“{value}” is no time to open a request."]
