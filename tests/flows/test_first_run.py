"""The first run of an installation: who may take it, what is kept when it is cut short, what a chosen town can do at once (S8, S45)."""

import re
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.channel import Hand
from domain.errors import ConflictError, InvalidError
from domain.ids import TownId
from domain.inbound import Channel
from domain.sample import MARK
from flows.accounts import SignedIn, sign_in
from flows.channels import add_folder
from flows.first_run import steps
from flows.first_run.catalogue import EVERYTHING_ELSE, composed, offers, usual
from flows.first_run.code import code_file, ensure_code
from flows.first_run.plan import Choice, Step, TownFacts
from flows.first_run.steps import Newcomer
from flows.towns import load_town
from flows.wiring import Installation
from flows.work import work
from store import agents, first_runs, jobs, requests, rulesets, towns
from store.originals import find as find_original
from store.schema import InboundRow
from tests.installations import NOW, opened, settings

FACTS = TownFacts(name="Bourg-Neuf", insee="50999", postcode="50999", email="mairie@bourg-neuf.example")
PASSWORD = "un deux trois soleil"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    """An installation nobody has begun to set up."""
    made = opened(settings(tmp_path))
    yield made
    made.close()


def newcomer(code: str, **values: str) -> Newcomer:
    return Newcomer(**{"code": code, "name": "Anne Roy", "login": "anne", "password": PASSWORD, "again": PASSWORD} | values)


def begun(empty: Installation) -> Installation:
    assert steps.open_account(empty, newcomer(ensure_code(empty.settings)), NOW) is None
    return empty


def test_the_code_is_its_owners_alone_to_read_and_stays_the_same(empty: Installation) -> None:
    code = ensure_code(empty.settings)
    assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", code)
    assert stat.S_IMODE(code_file(empty.settings).stat().st_mode) == 0o600
    assert ensure_code(empty.settings) == code


def test_who_does_not_know_the_code_is_told_nothing_else_and_makes_nothing(empty: Installation) -> None:
    faults = steps.open_account(empty, newcomer("aaaaa-bbbbb-ccccc-ddddd", password="x", login="!"), NOW)
    assert faults is not None
    assert (set(faults.fields), faults.password) == ({"code"}, ())
    assert steps.is_untouched(empty)


def test_the_code_is_taken_without_dashes_and_in_capitals(empty: Installation) -> None:
    code = ensure_code(empty.settings).replace("-", " ").upper()
    assert steps.open_account(empty, newcomer(code), NOW) is None


def test_the_first_account_follows_the_rules_of_passwords_and_logins(empty: Installation) -> None:
    faults = steps.open_account(empty, newcomer(ensure_code(empty.settings), login="system", password="court", again="cours"), NOW)
    assert faults is not None
    assert set(faults.fields) == {"login"}
    assert {fault.value for fault in faults.password} == {"too_short", "too_simple", "different"}
    assert steps.is_untouched(empty)


def test_the_code_serves_once(empty: Installation) -> None:
    code = ensure_code(empty.settings)
    begun(empty)
    assert not code_file(empty.settings).exists()
    # It may have been read before, and its file may not have been removed: the process died just then.
    code_file(empty.settings).write_text(code, encoding="ascii")
    with pytest.raises(ConflictError):
        steps.open_account(empty, newcomer(code, login="intrus"), NOW)
    with empty.database.read() as session:
        assert [one.login for one in agents.all_agents(session)] == ["anne"]


def test_the_first_administrator_signs_in_and_is_of_the_whole_installation(empty: Installation) -> None:
    begun(empty)
    known = sign_in(empty, "anne", PASSWORD, NOW)
    assert isinstance(known, SignedIn)
    assert (known.agent.town, known.agent.must_change, "admin" in known.agent.roles) == (None, False, True)


def test_the_step_to_show_follows_from_what_is_there_whenever_the_process_dies(tmp_path: Path) -> None:
    """Each step is done by a process that ends at once; the next one reads only what is kept."""

    def doing(act: object) -> Step:
        made = opened(settings(tmp_path))
        try:
            act(made)  # type: ignore[operator]
            return steps.progress(made).next
        finally:
            made.close()

    assert doing(lambda one: None) is Step.ACCOUNT
    assert doing(begun) is Step.TOWN
    assert doing(lambda one: steps.keep_town(one, FACTS, "anne", NOW)) is Step.DEPARTMENTS
    assert doing(lambda one: steps.choose_departments(one, usual(), "anne", NOW)) is Step.MAILBOX
    assert doing(lambda one: steps.pass_step(one, Step.MAILBOX, "anne", NOW)) is Step.FOLDER
    assert doing(lambda one: add_folder(one, TownId("bourg-neuf"), "scanner", Channel.SCAN, Hand(by="anne", at=NOW))) is Step.SAMPLES
    assert doing(lambda one: steps.bring_samples(one, "anne", NOW)) is Step.SAMPLES
    made = opened(settings(tmp_path))
    assert steps.is_pending(made)
    steps.finish(made, "anne", NOW)
    assert not steps.is_pending(made)
    made.close()


def test_departments_whose_publishing_was_cut_short_are_asked_again_with_what_was_chosen(
    empty: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(empty)
    steps.keep_town(empty, FACTS, "anne", NOW)

    def die(*_arguments: object) -> int:
        raise RuntimeError("killed")

    monkeypatch.setattr(steps, "load_town", die)
    with pytest.raises(RuntimeError):
        steps.choose_departments(empty, Choice(codes=("VOI",), emails={"VOI": "voirie@bourg-neuf.example"}), "anne", NOW)
    found = steps.progress(empty)
    assert (found.next, found.town) == (Step.DEPARTMENTS, None)
    assert found.plan.choice == Choice(codes=("VOI",), emails={"VOI": "voirie@bourg-neuf.example"})


def test_town_typed_wrongly_is_refused_field_by_field_and_nothing_is_kept(empty: Installation) -> None:
    begun(empty)
    with pytest.raises(InvalidError) as refused:
        steps.keep_town(
            empty, TownFacts(name="", insee="5061", postcode="507", email="mairie", phone="12", timezone="Mars/Base"), "anne", NOW
        )
    assert {one.where for one in refused.value.mistakes} == {"name", "insee", "postcode", "email", "phone", "timezone"}
    assert steps.progress(empty).plan.facts is None


@pytest.mark.parametrize(
    ("insee", "zone", "holidays"),
    [
        ("50615", "Europe/Paris", "metropole"),
        ("67482", "Europe/Paris", "alsace-moselle"),
        ("98817", "Pacific/Noumea", "nouvelle-caledonie"),
        ("97411", "Indian/Reunion", "la-reunion"),
        ("2A004", "Europe/Paris", "metropole"),
    ],
)
def test_time_zone_and_public_holidays_follow_from_the_insee_code(insee: str, zone: str, holidays: str) -> None:
    folder = composed(TownId("ici"), TownFacts(name="Ici", insee=insee, postcode="50999", email="a@ici.example"), usual())
    assert (folder.town.timezone, folder.town.holidays) == (zone, holidays)


@pytest.mark.parametrize("left_out", [None, *(one.code for one in offers())])
def test_a_town_that_lacks_any_one_department_of_the_catalogue_can_be_published(left_out: str | None) -> None:
    codes = tuple(one.code for one in offers() if one.code != left_out)
    folder = composed(TownId("ici"), FACTS, Choice(codes=codes))
    known = {department.code for department in folder.ruleset.departments}
    assert EVERYTHING_ELSE in known
    assert {subject.department for subject in folder.ruleset.subjects} <= known
    assert {rule.effect.department for rule in folder.ruleset.rules} - {None} <= known


def test_the_smallest_choice_is_published_as_version_one_and_everything_goes_to_reception(empty: Installation) -> None:
    begun(empty)
    steps.keep_town(empty, FACTS, "anne", NOW)
    steps.choose_departments(empty, Choice(), "anne", NOW)
    with empty.database.read() as session:
        published = rulesets.find_published(session, TownId("bourg-neuf"))
        assert published is not None
        assert published.number == 1
        assert {one.department for one in rulesets.get(session, TownId("bourg-neuf")).subjects} == {EVERYTHING_ELSE}


def test_going_back_before_anything_came_in_changes_the_town_and_keeps_its_identity(empty: Installation) -> None:
    begun(empty)
    steps.keep_town(empty, FACTS, "anne", NOW)
    steps.choose_departments(empty, usual(), "anne", NOW)
    steps.keep_town(empty, TownFacts(name="Bourg-Vieux", insee="50998", postcode="50998", email="mairie@bourg.example"), "anne", NOW)
    with empty.database.read() as session:
        assert [(town.id, town.name) for town in towns.towns(session)] == [("bourg-neuf", "Bourg-Vieux")]


def test_once_messages_came_in_town_and_departments_are_no_longer_changed_here(empty: Installation) -> None:
    begun(empty)
    steps.keep_town(empty, FACTS, "anne", NOW)
    steps.choose_departments(empty, usual(), "anne", NOW)
    steps.bring_samples(empty, "anne", NOW)
    with pytest.raises(ConflictError):
        steps.keep_town(empty, FACTS, "anne", NOW)
    with pytest.raises(ConflictError):
        steps.choose_departments(empty, Choice(), "anne", NOW)


def test_samples_are_marked_once_and_taken_in_once(empty: Installation) -> None:
    begun(empty)
    steps.keep_town(empty, FACTS, "anne", NOW)
    steps.choose_departments(empty, usual(), "anne", NOW)
    for hours in (0, 1):
        steps.bring_samples(empty, "anne", NOW + timedelta(hours=hours))
    with empty.database.read() as session:
        found = session.scalars(select(InboundRow)).all()
        raws = [find_original(session, row.sha256) for row in found]  # type: ignore[arg-type]
    assert len(found) == len(list((Path(steps.__file__).parents[1] / "catalogue" / "messages").glob("*.eml")))
    for raw in raws:
        assert raw is not None
        assert raw.count(MARK.encode()) == 1
        assert b"mairie@bourg-neuf.example" in raw


def test_the_example_town_comes_with_its_streets_and_marked_samples(empty: Installation) -> None:
    begun(empty)
    steps.take_example(empty, "anne", NOW)
    found = steps.progress(empty)
    assert found.town is not None
    assert (found.town.name, found.next, found.is_fixed) == ("Valognes", Step.MAILBOX, True)
    steps.bring_samples(empty, "anne", NOW)
    with empty.database.read() as session:
        raws = [find_original(session, row.sha256) for row in session.scalars(select(InboundRow))]  # type: ignore[arg-type]
    assert len(raws) > 10
    assert all(raw is not None and MARK.encode() in raw for raw in raws)
    # What is made of them is marked as well: parts, forms and what was forwarded.
    now = NOW
    while any(work(empty, queue, now).claimed for queue in jobs.QUEUES):
        now += timedelta(seconds=30)
    with empty.database.read() as session:
        headings = [requests.get(session, one).line.heading for one in requests.ids(session, None)]
    assert len(headings) > 10 and [one for one in headings if not one.startswith(MARK)] == []


def test_an_installation_with_a_town_from_a_folder_has_no_first_run(empty: Installation) -> None:
    load_town(empty, composed(TownId("ici"), FACTS, usual()), NOW)
    assert not steps.is_pending(empty)
    assert not steps.is_untouched(empty)
    with empty.database.read() as session:
        assert first_runs.find(session) is None
