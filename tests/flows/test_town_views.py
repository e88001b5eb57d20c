from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy.orm import Session

from domain.decision import Basis
from domain.department import DepartmentKind
from domain.errors import NotFoundError
from domain.ids import DepartmentCode, TownId
from domain.place import Places
from domain.ruleset import RuleSet
from flows import town_views
from flows.town_views import RELEASE, TownView, town_view
from flows.wiring import Installation
from store import rulesets, towns
from tests import installations
from tests.installations import AUVILLE, BREVILLE, NOW, mailboxes, town
from tests.store import samples


@pytest.mark.parametrize(
    ("email", "domains"),
    [
        ("mairie@valognes.example", {"valognes.example"}),
        ("Mairie.Valognes@Orange.fr", set()),
        ("valognes@hotmail.fr", set()),
        ("valognes@yahoo.co.uk", set()),
        ("mairie@ville-free.example", {"ville-free.example"}),
    ],
)
def test_domain_of_a_public_provider_is_not_the_towns(email: str, domains: set[str]) -> None:
    places = Places(town_name="Valognes", postcode="50700")

    reception = town_view(replace(samples.town(), email=email), samples.ruleset(), places, ()).reception

    assert reception.addresses == {email.lower()}
    assert reception.domains == domains


def test_numbers_of_the_town_hall_are_its_own_and_those_of_outside_bodies_are_not() -> None:
    rules = samples.ruleset()
    own = replace(rules.departments[0], phone="02 61 91 05 10", kind=DepartmentKind.INTERNAL)
    outside = replace(rules.departments[0], code=DepartmentCode("X-BAIL"), phone="02 61 91 40 60", kind=DepartmentKind.EXTERNAL)
    town = replace(samples.town(), fax="02 61 91 05 09")

    view = town_view(town, replace(rules, departments=(own, outside)), Places(town_name="Valognes", postcode="50700"), ())

    assert view.reception.numbers == {"+33261910000", "+33261910509", "+33261910510"}


def _publish(town_hall: Installation, wanted: RuleSet) -> None:
    with town_hall.database.write() as session:
        version = rulesets.add_draft(session, wanted, based_on=1, note=None, author="claire", now=NOW)
        rulesets.publish(session, version, NOW)
    town_hall.towns.refresh()


def _unusable(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let a version not compile, as one written by another release might."""
    compile_town = town_views.view_with

    def fail(session: Session, ruleset: RuleSet, **numbers: int) -> TownView:
        if ruleset.number == number:
            raise ValueError
        return compile_town(session, ruleset, **numbers)

    monkeypatch.setattr(town_views, "view_with", fail)


def test_view_says_what_its_decisions_rest_on(town_hall: Installation) -> None:
    assert town_hall.towns.get(BREVILLE).basis == Basis(ruleset=1, places=1, learned=0, release=RELEASE)


def test_changed_mailboxes_are_seen_though_rules_and_places_stay(town_hall: Installation) -> None:
    assert len(town_hall.towns.get(BREVILLE).mailboxes) == 2
    with town_hall.database.write() as session:
        towns.save_town(session, town(), installations.ruleset(BREVILLE), installations.places(), mailboxes(BREVILLE)[:1], NOW)
    town_hall.towns.refresh()
    view = town_hall.towns.get(BREVILLE)
    assert (len(view.mailboxes), view.basis.ruleset, view.basis.places) == (1, 1, 1)


def test_version_that_does_not_compile_leaves_the_one_before_live(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = town_hall.towns.get(BREVILLE)
    _unusable(monkeypatch, 2)
    _publish(town_hall, installations.ruleset(BREVILLE))
    assert town_hall.towns.get(BREVILLE) is before
    assert "rule set 2 with places 1 cannot be used" in caplog.text
    assert "citoyen rules rollback" in caplog.text
    caplog.clear()
    town_hall.towns.refresh()
    assert town_hall.towns.get(BREVILLE) is before
    assert caplog.text == ""
    _publish(town_hall, installations.ruleset(BREVILLE))
    assert town_hall.towns.get(BREVILLE).basis.ruleset == 3


def test_process_that_starts_on_a_version_that_does_not_compile_works_with_the_one_before(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(town_hall, installations.ruleset(BREVILLE))
    _unusable(monkeypatch, 2)
    assert town_hall.towns.get(BREVILLE).basis.ruleset == 1


def test_nobody_waits_for_a_version_while_it_is_compiled(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    town_hall.towns.get(BREVILLE)
    compile_town, started, may_end = town_views.view_with, Event(), Event()

    def slow(session: Session, ruleset: RuleSet, **numbers: int) -> TownView:
        started.set()
        assert may_end.wait(20)
        return compile_town(session, ruleset, **numbers)

    monkeypatch.setattr(town_views, "view_with", slow)
    _publish(town_hall, installations.ruleset(BREVILLE))
    with ThreadPoolExecutor(1) as threads:
        compiled = threads.submit(town_hall.towns.get, BREVILLE)
        assert started.wait(20)
        assert town_hall.towns.get(BREVILLE).basis.ruleset == 1
        may_end.set()
        assert compiled.result().basis.ruleset == 2
    assert town_hall.towns.get(BREVILLE).basis.ruleset == 2


def test_postmaster_of_each_town_is_its_own_mailbox(town_hall: Installation) -> None:
    views = town_hall.towns
    assert views.remembered_mailbox("postmaster@breville.example") in {None, views.mailbox("mairie@breville.example")}
    for address in ("postmaster@breville.example", "Postmaster@Breville.example"):
        box = views.mailbox(address)
        assert box is not None and (box.town, box.address) == (BREVILLE, "mairie@breville.example")
    anywhere = views.mailbox("postmaster")
    assert anywhere is not None and anywhere.address == min("mairie@auville.example", "mairie@breville.example")
    assert views.mailbox("postmaster@elsewhere.example") is None


def test_views_asked_for_longest_ago_make_room(town_hall: Installation) -> None:
    views = town_views.TownViews(town_hall.database, most=1)
    first = views.get(BREVILLE)
    assert views.get(BREVILLE) is first
    other = views.get(AUVILLE)
    assert views.get(AUVILLE) is other
    again = views.get(BREVILLE)
    assert again is not first and again.basis == first.basis


def test_a_town_is_known_without_compiling_it(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town_views, "town_view", None)
    assert town_hall.towns.town(BREVILLE) == town()
    with pytest.raises(NotFoundError):
        town_hall.towns.town(TownId("nowhere"))
