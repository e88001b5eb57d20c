"""Town folders: what would not be published is not loaded, on both databases."""

from dataclasses import replace
from datetime import date

import pytest

from domain.department import Department
from domain.ids import DepartmentCode, RequestId, RuleId, SectorName, TownId
from domain.place import Places, Sector, Street
from domain.ruleset import Effect, Example, HasWords, InSector, Level, Precision, Rule, RuleSet
from flows import backtest
from flows.backtest import latest
from flows.confirm import Correction, confirm
from flows.publication import publish
from flows.ruleset_errors import DoubtfulFolderError, ReasonNeededError, UnfitFolderError, UnfitRuleSetError
from flows.rulesets import Author, add_draft
from flows.town_folder import TownFolder
from flows.towns import Loading, load_town
from flows.wiring import Installation
from store import journal, rulesets, towns
from tests.flows.confirming import ANNE, VAGUE, hire, take_in
from tests.installations import BREVILLE, NOW, mailboxes, places, ruleset, town

ROADS, NEWTOWN = DepartmentCode("VOI"), TownId("neuville")
CLAIRE = Author(name="claire", now=NOW)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town hall with one open request of the roads, and the folder of the town as it is published."""
    hire(town_hall)
    take_in(town_hall, VAGUE)
    confirm(town_hall, RequestId(1), Correction(department=ROADS), ANNE, NOW)
    return town_hall


def folder(rules: RuleSet, name: str = "Bréville renommée") -> TownFolder:
    own = replace(town(rules.town), name=name)
    return TownFolder(town=own, ruleset=rules, places=places(), mailboxes=mailboxes(rules.town))


def closing(rules: RuleSet, successor: DepartmentCode | None = None) -> RuleSet:
    """Return a rule set that closes the roads."""

    def closed(one: Department) -> Department:
        return replace(one, closed_on=date(2026, 3, 1), successor=successor) if one.code == ROADS else one

    kept = tuple(one for one in rules.subjects if one.department != ROADS)
    return replace(rules, departments=tuple(map(closed, rules.departments)), subjects=kept, rules=(), examples=())


def name_and_numbers(hall: Installation) -> tuple[str, int, int]:
    with hall.database.read() as session:
        return towns.town(session, BREVILLE).name, rulesets.published(session, BREVILLE).number, towns.numbers(session)[BREVILLE].revision


def test_a_folder_that_closes_a_department_with_open_requests_is_refused_as_publishing_it_is(hall: Installation) -> None:
    before, unfit = name_and_numbers(hall), closing(ruleset(BREVILLE))
    with pytest.raises(UnfitFolderError, match="not loaded: 1 errors") as refused:
        load_town(hall, folder(unfit), NOW)
    assert name_and_numbers(hall) == before
    draft = add_draft(hall, unfit, CLAIRE).version.number
    with pytest.raises(UnfitRuleSetError) as told:
        publish(hall, BREVILLE, draft, CLAIRE, reason=None, progress=lambda _done, _all: None)
    assert refused.value.findings.lint == told.value.findings.lint
    assert [line.field for line in refused.value.findings.errors] == ["ferme_le"]


def test_a_folder_that_says_who_takes_over_is_loaded(hall: Installation) -> None:
    number = load_town(hall, folder(closing(ruleset(BREVILLE), successor=DepartmentCode("ACC"))), NOW)
    assert name_and_numbers(hall)[:2] == ("Bréville renommée", number)
    assert number > 1


def test_a_set_that_is_published_is_not_asked_again(hall: Installation) -> None:
    unfit = closing(ruleset(BREVILLE))
    with hall.database.write() as session:
        towns.save_town(session, town(), unfit, places(), mailboxes(BREVILLE), NOW)
    number = name_and_numbers(hall)[1]
    assert load_town(hall, folder(unfit), NOW) == number
    assert name_and_numbers(hall)[0] == "Bréville renommée"


def test_a_new_town_with_errors_is_not_begun(town_hall: Installation) -> None:
    rules = ruleset(NEWTOWN)
    gone = Rule(
        id=RuleId("R9"),
        name="Un service qui n'est plus",
        level=Level.SUBJECT,
        precision=Precision.NONE,
        priority=1,
        condition=HasWords(words=("lavoir",)),
        effect=Effect(department=DepartmentCode("PARTI")),
    )
    with pytest.raises(UnfitFolderError) as refused:
        load_town(town_hall, folder(replace(rules, rules=(gone,)), "Neuville"), NOW)
    assert [line.rule for line in refused.value.findings.errors] == ["R9"]
    with town_hall.database.read() as session:
        assert NEWTOWN not in {one.id for one in towns.towns(session)}
    assert load_town(town_hall, folder(rules, "Neuville"), NOW) == 1


BROKEN = Example(id="trou", text="Un nid de poule devant le 22 rue de Poterie.", department=DepartmentCode("CCAS"))


def test_a_folder_that_breaks_its_examples_needs_a_reason_as_publishing_it_does(hall: Installation) -> None:
    before, doubtful = name_and_numbers(hall), replace(ruleset(BREVILLE), examples=(BROKEN,))
    with pytest.raises(DoubtfulFolderError) as refused:
        load_town(hall, folder(doubtful), NOW)
    assert name_and_numbers(hall) == before
    draft = add_draft(hall, doubtful, CLAIRE).version.number
    with pytest.raises(ReasonNeededError) as told:
        publish(hall, BREVILLE, draft, CLAIRE, reason=None, progress=lambda _done, _all: None)
    assert (refused.value.doubts, refused.value.changes) == (told.value.doubts, told.value.changes)
    assert refused.value.changes == ("trou: service: CCAS expected, VOI found.",)
    number = load_town(hall, folder(doubtful), NOW, Loading(reason="exemple à revoir"))
    assert name_and_numbers(hall)[:2] == ("Bréville renommée", number)
    with hall.database.read() as session:
        line = journal.page(session, BREVILLE, after=None, limit=1, sought=journal.Sought(action="load_town"))[0]
    assert (line.details["reason"], line.details["doubts"]) == ("exemple à revoir", ["Not decided as they say: examples trou."])
    assert load_town(hall, folder(doubtful), NOW) == number, "what is published is not asked again"


def test_a_new_town_that_breaks_its_examples_is_not_begun(town_hall: Installation) -> None:
    with pytest.raises(DoubtfulFolderError):
        load_town(town_hall, folder(replace(ruleset(NEWTOWN), examples=(BROKEN,)), "Neuville"), NOW)
    with town_hall.database.read() as session:
        assert NEWTOWN not in {one.id for one in towns.towns(session)}


def test_a_folder_with_which_agents_agree_less_often_needs_a_reason_and_says_what_changes(town_hall: Installation) -> None:
    hire(town_hall)
    take_in(town_hall, BROKEN.text)
    confirm(town_hall, RequestId(1), Correction(), ANNE, NOW)
    rules = ruleset(BREVILLE)
    social = replace(rules, subjects=tuple(replace(one, department=DepartmentCode("CCAS")) for one in rules.subjects))
    before, steps = name_and_numbers(town_hall), list[tuple[int, int]]()
    with pytest.raises(DoubtfulFolderError) as refused:
        load_town(town_hall, folder(social), NOW, Loading(progress=lambda done, total: steps.append((done, total))))
    assert refused.value.doubts == ("Agents agree with it on 0 of 1 requests, with rule set 1 on 1.",)
    assert refused.value.changes == ("2026/0001: VOI-01 VOI, as agents decided; with it VOI-01 CCAS.",)
    assert steps[-1] == (1, 1) and name_and_numbers(town_hall) == before
    with town_hall.database.read() as session:
        assert [one.number for one in rulesets.versions(session, BREVILLE)] == [1], "it was tried as no draft"
        assert latest(session, BREVILLE, 0, 0) is None, "nothing was kept"
    number = load_town(town_hall, folder(social), NOW, Loading(reason="le CCAS s'en charge"))
    assert name_and_numbers(town_hall)[1] == number == 2, "trying it used up no number"


def to_the_port(rules: RuleSet, number: int) -> RuleSet:
    """Return a rule set that gives to the CCAS whatever lies in the sector of the port."""
    rule = Rule(
        id=RuleId(f"PORT-{number}"),
        name="Au port",
        level=Level.SAFETY,
        precision=Precision.NONE,
        priority=number,
        condition=InSector(sectors=("Port",)),
        effect=Effect(department=DepartmentCode("CCAS")),
    )
    return replace(rules, rules=(*rules.rules, rule))


def places_of(sector: str) -> Places:
    """Return places with a port, and the sector in which the rue de Poterie lies."""
    (street,) = places().streets

    def lying(name: str, where: str) -> Street:
        return replace(street, name=name, stretches=tuple(replace(one, sector=SectorName(where)) for one in street.stretches))

    sectors = tuple(Sector(code=name, name=SectorName(name)) for name in ("Bourg", "Port"))
    return replace(places(), streets=(lying(street.name, sector), lying("Rue du Quai", "Port")), sectors=sectors)


@pytest.mark.parametrize("most_alone", [500, 0], ids=["here", "in processes of their own"])
def test_a_folder_is_tried_with_its_own_places(town_hall: Installation, monkeypatch: pytest.MonkeyPatch, most_alone: int) -> None:
    monkeypatch.setattr(backtest, "_ALONE", most_alone)
    hire(town_hall)
    take_in(town_hall, BROKEN.text)
    confirm(town_hall, RequestId(1), Correction(), ANNE, NOW)
    rules = to_the_port(ruleset(BREVILLE), 1)
    assert load_town(town_hall, replace(folder(rules), places=places_of("Bourg")), NOW) == 2, "the hole is not at the port"
    moved = replace(folder(to_the_port(rules, 2)), places=places_of("Port"))
    with pytest.raises(DoubtfulFolderError) as refused:
        load_town(town_hall, moved, NOW)
    assert refused.value.doubts == ("Agents agree with it on 0 of 1 requests, with rule set 2 on 1.",)
