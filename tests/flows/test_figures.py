"""Who is told what of a town's figures, and that days are the town's (DOMAIN §6, §7)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.department import Confidentiality
from domain.errors import ForbiddenError
from domain.figures import Axis, Period
from domain.ids import DepartmentCode, TownId
from domain.member import Member, Post
from domain.rights import Role, Standing
from figures.faults import UnaskableError
from figures.question import Question
from flows.facts import catch_up
from flows.figure_names import guarded
from flows.figures import OPERATOR, PUBLIC, Reader, answer, asked_in, may_ask, reader_of, sight_of, today_in
from flows.wiring import Installation
from tests.demo_town import demo_town
from tests.flows.waiting_hall import HOLE, come, mail, open_hall
from tests.installations import AUVILLE, BREVILLE

VOI, CCAS = DepartmentCode("VOI"), DepartmentCode("CCAS")
YEARS = Period(first=date(2019, 1, 1), last=date(2020, 12, 31))


def standing(*roles: Role, town: TownId | None = BREVILLE, **posts: Post) -> Standing:
    members = tuple(Member(town=BREVILLE, department=DepartmentCode(code), login="axel", post=post) for code, post in posts.items())
    return Standing(login="axel", town=town, roles=frozenset(roles), members=members)


def test_rules_that_send_to_confidential_departments_are_guarded_as_these_are() -> None:
    ruleset = demo_town().ruleset
    found = guarded(ruleset, Confidentiality.NORMAL, frozenset())
    to_social = {one.id for one in ruleset.rules if one.effect.department == CCAS}
    assert to_social and to_social <= found[Axis.RULE]
    assert not found[Axis.RULE] & {one.id for one in ruleset.rules if one.effect.department == VOI}
    assert not guarded(ruleset, Confidentiality.SOCIAL, frozenset())[Axis.RULE]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (standing(Role.RECEPTION), Reader(departments=None, headed=frozenset())),
        (standing(Role.REGULATOR), Reader(departments=None, headed=frozenset(), level=Confidentiality.RESTRICTED)),
        (standing(Role.DPO), Reader(departments=None, headed=frozenset(), is_reading=False)),
        (standing(Role.ADMIN), Reader(departments=None, headed=None, is_reading=False)),
        (standing(Role.ELECTED), Reader(departments=None, headed=frozenset(), is_masked=True, is_reading=False)),
        (standing(Role.ELECTED, Role.RECEPTION), Reader(departments=None, headed=frozenset())),
        (
            standing(Role.ELECTED, VOI=Post.HEAD),
            Reader(departments=None, headed=frozenset({VOI}), is_masked=True, own=frozenset({VOI}), is_reading=False),
        ),
        (standing(VOI=Post.AGENT), Reader(departments=frozenset({VOI}), headed=frozenset(), own=frozenset({VOI}))),
        (
            standing(VOI=Post.HEAD, CCAS=Post.AGENT),
            Reader(departments=frozenset({VOI, CCAS}), headed=frozenset({VOI}), own=frozenset({VOI, CCAS})),
        ),
        (standing(Role.ADMIN, town=None), Reader(departments=None, headed=None, is_reading=False)),
    ],
)
def test_each_reads_what_his_roles_give_him(who: Standing, expected: Reader) -> None:
    assert may_ask(who)
    assert reader_of(who, BREVILLE) == expected


@pytest.mark.parametrize("who", [standing(), standing(Role.RECEPTION, town=AUVILLE), standing(town=AUVILLE, VOI=Post.HEAD)])
def test_who_is_nothing_in_a_town_reads_nothing_of_it(who: Standing) -> None:
    with pytest.raises(ForbiddenError, match="See the figures"):
        reader_of(who, BREVILLE)


BY_AGENT = Question(indicators=("stock",), period=YEARS, rows=Axis.AGENT)
ONE_AGENT = Question(indicators=("stock",), period=YEARS, filters={Axis.AGENT: frozenset({"anne"})})


@pytest.mark.parametrize("question", [BY_AGENT, ONE_AGENT])
def test_agents_are_told_apart_for_heads_of_their_departments(question: Question) -> None:
    assert sight_of(Reader(departments=None, headed=frozenset({VOI})), question).departments == frozenset({VOI})
    assert sight_of(Reader(departments=frozenset({VOI, CCAS}), headed=frozenset({VOI})), question).departments == frozenset({VOI})
    assert sight_of(OPERATOR, question).departments is None
    with pytest.raises(ForbiddenError):
        sight_of(PUBLIC, question)


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town to which one wrote in the last hour of 2019 and another in the first of 2020, of its time."""
    opened = open_hall(tmp_path / "data", database_url)
    come(opened, mail(HOLE, 1), "2019-12-31T23:30")
    come(opened, mail(HOLE, 2), "2020-01-01T00:30")
    yield opened
    opened.close()


def test_the_year_ends_at_midnight_of_the_town(hall: Installation) -> None:
    """The second came at 23:30 of 31 December in UTC."""
    by_month = answer(hall, OPERATOR, BREVILLE, Question(indicators=("received",), period=YEARS, rows=Axis.MONTH), "fr")
    assert {line.key: int(line.cells[0].value or 0) for line in by_month.lines if line.cells[0].value} == {"2019-12": 1, "2020-01": 1}
    by_hour = answer(hall, OPERATOR, BREVILLE, Question(indicators=("received",), period=YEARS, rows=Axis.HOUR), "fr")
    assert {line.key for line in by_hour.lines if line.cells[0].value} == {"23", "0"}
    this_year = Question(indicators=("received",), period=Period(first=date(2020, 1, 1), last=date(2020, 12, 31)), is_compared=True)
    assert [int(cell.value or 0) for cell in answer(hall, OPERATOR, BREVILLE, this_year, "fr").total.cells] == [1, 1]


def test_days_that_have_not_come_are_not_asked_for(hall: Installation) -> None:
    today = today_in(hall, BREVILLE)
    ahead = Period(first=today.replace(day=1, month=1), last=today.replace(year=today.year + 1, day=1))
    table = answer(hall, OPERATOR, BREVILLE, Question(indicators=("stock",), period=ahead, rows=Axis.MONTH), "fr")
    assert table.lines[-1].key == f"{today:%Y-%m}"
    future = Period(first=date(today.year + 2, 1, 1), last=date(today.year + 2, 1, 31))
    assert answer(hall, OPERATOR, BREVILLE, Question(indicators=("stock",), period=future), "fr").total.cells[0].value == 0


def test_the_latest_changes_are_in_the_answer(hall: Installation) -> None:
    catch_up(hall)
    come(hall, mail(HOLE, 3), "2020-02-01T09:00")
    assert answer(hall, OPERATOR, BREVILLE, Question(indicators=("received",), period=YEARS), "fr").total.cells[0].value == 3


def test_what_does_not_fit_is_told_in_the_language_asked_for(hall: Installation) -> None:
    with pytest.raises(UnaskableError, match=r"Aucun indicateur n’est demandé\."):
        asked_in(hall, BREVILLE, [], "fr")
    with pytest.raises(UnaskableError, match="There is no indicator"):
        answer(hall, OPERATOR, BREVILLE, Question(indicators=("happiness",), period=YEARS), "en")
