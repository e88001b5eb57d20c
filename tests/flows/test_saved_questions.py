"""Questions to the figures under names: each his own, shared by role, taken over; public links only where nobody can be told (S41)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.errors import ForbiddenError, InvalidError, NotFoundError
from domain.figures import Axis, Period
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.rights import Role, Standing
from domain.saved_question import SavedQuestionId
from figures.asking import from_pairs
from figures.question import View
from flows import account_closing, accounts, membership, saved_questions
from flows.public_figures import public_question, secrets_of
from flows.rights import standing_of
from flows.wiring import Installation
from store import agents, journal
from store.agents import Agent, NewAgent
from tests.flows import waiting_hall as small
from tests.installations import BREVILLE, NOW

PEOPLE = {
    "axel": frozenset[Role](),
    "elue": frozenset({Role.ELECTED}),
    "regis": frozenset({Role.REGULATOR}),
    "rose": frozenset({Role.RECEPTION}),
}
MONTHS = "show=received&by=month&period=12_months&view=lines"


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    for login, roles in PEOPLE.items():
        accounts.add_agent(opened, NewAgent(town=BREVILLE, login=login, name=login, roles=roles, password_hash="x"), NOW)
    membership.add_member(opened, Member(town=BREVILLE, department=DepartmentCode("VOI"), login="axel", post=Post.HEAD), "anne", NOW)
    yield opened
    opened.close()


def who(hall: Installation, login: str) -> tuple[Agent, Standing]:
    with hall.database.read() as session:
        found = agents.find_by_login(session, login)
        assert found is not None
        return found, standing_of(session, hall.towns, found)


def names(hall: Installation, login: str) -> list[str]:
    return [one.name for one in saved_questions.of(hall, *who(hall, login), BREVILLE)]


def keep(hall: Installation, login: str, name: str, query: str = MONTHS) -> SavedQuestionId:
    return saved_questions.save(hall, *who(hall, login), BREVILLE, name, query, NOW)


def actions(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        found = journal.page(session, BREVILLE, after=None, limit=50)
    return [one.action for one in found if one.action.startswith("question.")]


def test_questions_are_kept_in_ones_own_order_and_a_period_by_its_name_stays_one(hall: Installation) -> None:
    first, second = (
        keep(hall, "regis", "  Mois   par mois "),
        keep(hall, "regis", "Secteurs", "view=bars&by=sector&show=received&period=month"),
    )
    assert keep(hall, "regis", "Mois par mois", "by=month&show=closed&period=year") == first
    regis, _ = who(hall, "regis")
    saved_questions.move_up(hall, regis, second)
    saved_questions.move_up(hall, regis, second)
    found = saved_questions.of(hall, *who(hall, "regis"), BREVILLE)
    assert [(one.name, one.query) for one in found] == [
        ("Secteurs", "show=received&by=sector&period=month&view=bars"),
        ("Mois par mois", "show=closed&by=month&period=year"),
    ]
    saved_questions.rename(hall, regis, second, "Par secteur")
    saved_questions.remove(hall, regis, first, NOW)
    assert names(hall, "regis") == ["Par secteur"] and names(hall, "elue") == []


@pytest.mark.parametrize("query", ["", "show=nothing", "show=received&by=planet", "show=received&from=2026-13-01"])
def test_what_cannot_be_asked_is_not_kept(hall: Installation, query: str) -> None:
    with pytest.raises(InvalidError):
        keep(hall, "regis", "Rien", query)
    assert names(hall, "regis") == []


def test_a_name_is_there_short_and_ones_own_once(hall: Installation) -> None:
    first = keep(hall, "regis", "Une")
    keep(hall, "regis", "Deux")
    regis, _ = who(hall, "regis")
    for name in ("", " ", "x" * 61):
        with pytest.raises(InvalidError):
            keep(hall, "regis", name)
    with pytest.raises(InvalidError):
        saved_questions.rename(hall, regis, first, "Deux")
    saved_questions.rename(hall, regis, first, "Une")
    assert names(hall, "regis") == ["Une", "Deux"]


def test_there_are_no_more_than_fifty(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_questions, "MOST", 2)
    keep(hall, "regis", "Une")
    keep(hall, "regis", "Deux")
    with pytest.raises(InvalidError):
        keep(hall, "regis", "Trois")
    keep(hall, "regis", "Deux", "show=closed&period=year")


def test_a_question_is_shared_by_role_with_all_of_the_town_or_with_nobody(hall: Installation) -> None:
    saved, (regis, _) = keep(hall, "regis", "Mois"), who(hall, "regis")
    for whom, seers in (
        (["elected"], {"elue"}),
        (["head", "reception"], {"axel", "rose"}),
        (["town"], {"axel", "elue", "rose"}),
        ([], set()),
    ):
        saved_questions.share(hall, regis, saved, whom, NOW)
        assert {login for login in ("axel", "elue", "rose") if names(hall, login)} == seers
    elue, standing = who(hall, "elue")
    assert saved_questions.of(hall, elue, replace(standing, town=None), BREVILLE) == ()
    with pytest.raises(NotFoundError):
        saved_questions.share(hall, elue, saved, ["town"], NOW)
    assert actions(hall) == ["question.shared"] * 4


def test_a_shared_question_is_copied_and_that_of_who_is_gone_is_taken_over(hall: Installation) -> None:
    saved, (regis, _) = keep(hall, "regis", "Mois"), who(hall, "regis")
    with pytest.raises(NotFoundError):
        saved_questions.take_over(hall, *who(hall, "elue"), saved, NOW)
    saved_questions.share(hall, regis, saved, ["elected", "reception"], NOW)
    copy = saved_questions.take_over(hall, *who(hall, "elue"), saved, NOW)
    assert copy != saved and names(hall, "elue") == ["Mois", "Mois"] and names(hall, "regis") == ["Mois"]
    again = saved_questions.take_over(hall, *who(hall, "elue"), saved, NOW)
    assert again not in {copy, saved} and sorted(names(hall, "elue")) == ["Mois", "Mois", "Mois (2)"]
    account_closing.close_account(hall, "regis", "anne", NOW)
    assert saved_questions.take_over(hall, *who(hall, "rose"), saved, NOW) == saved
    (found,) = saved_questions.of(hall, *who(hall, "rose"), BREVILLE)
    assert (found.owner_name, found.roles) == ("rose", frozenset({Role.ELECTED, Role.RECEPTION}))
    assert "question.taken_over" in actions(hall)


def test_a_public_link_is_made_by_who_sees_the_whole_town_and_can_be_taken_back(hall: Installation) -> None:
    saved, (regis, _) = keep(hall, "regis", "Mois"), who(hall, "regis")
    token = saved_questions.publish(hall, *who(hall, "regis"), saved, NOW)
    other = saved_questions.publish(hall, *who(hall, "regis"), saved, NOW)
    assert len(token) >= 32 and token != other and saved_questions.find_public(hall, token) is None
    assert (found := saved_questions.find_public(hall, other)) is not None and found.id == saved
    with pytest.raises(NotFoundError):
        saved_questions.unpublish(hall, *who(hall, "elue"), saved, NOW)
    saved_questions.unpublish(hall, *who(hall, "regis"), saved, NOW)
    assert saved_questions.find_public(hall, other) is None
    kept = saved_questions.publish(hall, *who(hall, "regis"), saved, NOW)
    # Another question under this name was never looked at before it was shown.
    keep(hall, "regis", "Mois", "show=received&by=street&period=year")
    assert saved_questions.find_public(hall, kept) is None
    for login in ("axel", "elue", "rose"):
        own = keep(hall, login, "Le mien")
        with pytest.raises(ForbiddenError):
            saved_questions.publish(hall, *who(hall, login), own, NOW)
    last = saved_questions.publish(hall, *who(hall, "regis"), saved, NOW)
    saved_questions.remove(hall, regis, saved, NOW)
    assert saved_questions.find_public(hall, last) is None
    assert actions(hall).count("question.published") == 4 and actions(hall).count("question.unpublished") == 3


@pytest.mark.parametrize(
    "query", ["show=stock&by=agent", "show=stock&by=sector&and_by=agent", "show=stock&agent=axel", "show=received&by=rule"]
)
def test_what_tells_of_somebody_is_not_made_public(hall: Installation, query: str) -> None:
    saved = keep(hall, "regis", "Qui", query)
    with pytest.raises(InvalidError):
        saved_questions.publish(hall, *who(hall, "regis"), saved, NOW)
    assert "question.published" not in actions(hall)


def test_a_public_question_moves_on_with_the_days_and_its_map_becomes_bars(hall: Installation) -> None:
    saved = keep(hall, "regis", "Carte", "show=received&by=sector&period=month&view=map")
    saved_questions.publish(hall, *who(hall, "regis"), saved, NOW)
    (found,) = saved_questions.of(hall, *who(hall, "regis"), BREVILLE)
    today = NOW.date()
    question = public_question(found, today + timedelta(days=40))
    # Of months that are over: nobody sees from day to day what came.
    assert question.period == Period(first=date(2026, 3, 1), last=date(2026, 3, 31)) and question.view is View.BARS
    # What is over on the desk is the same here: in January, last year is not the year before it.
    for period, first, last in (("last_year", date(2026, 1, 1), date(2026, 12, 31)), ("last_month", date(2026, 12, 1), date(2026, 12, 31))):
        asked = replace(found, query=f"show=received&by=sector&period={period}")
        assert public_question(asked, date(2027, 1, 4)).period == Period(first=first, last=last)
    assert secrets_of(replace(question, filters={Axis.AGENT: frozenset({"axel"})})) != ()
    assert secrets_of(from_pairs([("show", "received"), ("by", "street")], today)) == ()
    # A question that could tell of somebody is not shown, however it came to have a link.
    with pytest.raises(InvalidError):
        public_question(replace(found, query="show=stock&by=agent"), today)
