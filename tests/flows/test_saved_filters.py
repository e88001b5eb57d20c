"""Filters under names: each his own in his order, shared by a head with his department; and what somebody may have meant."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.errors import ForbiddenError, InvalidError, NotFoundError
from domain.ids import DepartmentCode
from domain.member import Member, Post
from domain.note import FilterId
from domain.rights import Role, Standing
from flows import account_closing, accounts, membership, saved_filters
from flows.meant import meanings, words_of_town
from flows.rights import standing_of
from flows.wiring import Installation
from store import agents
from store.agents import Agent, NewAgent
from tests.flows import waiting_hall as small
from tests.installations import BREVILLE, NOW

ROADS = DepartmentCode("VOI")


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    for login, post in (("axel", Post.AGENT), ("hugo", Post.HEAD)):
        new = NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset[Role](), password_hash="x")
        accounts.add_agent(opened, new, NOW)
        membership.add_member(opened, Member(town=BREVILLE, department=ROADS, login=login, post=post), "anne", NOW)
    yield opened
    opened.close()


def who(hall: Installation, login: str) -> tuple[Agent, Standing]:
    with hall.database.read() as session:
        found = agents.find_by_login(session, login)
        assert found is not None
        return found, standing_of(session, hall.towns, found)


def names(hall: Installation, login: str) -> list[str]:
    return [one.name for one in saved_filters.of(hall, *who(hall, login))]


def test_filters_are_kept_in_ones_own_order_and_one_of_the_same_name_is_replaced(hall: Installation) -> None:
    axel, _ = who(hall, "axel")
    first = saved_filters.save(hall, axel, " Urgents  ", "priority=1&after=1.2.3..4", NOW)
    second = saved_filters.save(hall, axel, "Les miens", "taken_by=me", NOW)
    assert saved_filters.save(hall, axel, "Urgents", "priority=2", NOW) == first
    assert [(one.name, one.query) for one in saved_filters.of(hall, *who(hall, "axel"))] == [
        ("Urgents", "priority=2"),
        ("Les miens", "taken_by=me"),
    ]
    saved_filters.move_up(hall, axel, second)
    assert names(hall, "axel") == ["Les miens", "Urgents"] and names(hall, "hugo") == []
    saved_filters.remove(hall, axel, first)
    assert names(hall, "axel") == ["Les miens"]


def test_a_head_shares_with_his_department_and_nobody_else_does(hall: Installation) -> None:
    hugo, head = who(hall, "hugo")
    axel, member = who(hall, "axel")
    saved = saved_filters.save(hall, hugo, "À voir lundi", "due=overdue", NOW)
    own = saved_filters.save(hall, axel, "Le mien", "due=overdue", NOW)
    saved_filters.share(hall, hugo, head, saved, (BREVILLE, ROADS), NOW)
    assert names(hall, "axel") == ["Le mien", "À voir lundi"]
    with pytest.raises(ForbiddenError):
        saved_filters.share(hall, axel, member, own, (BREVILLE, ROADS), NOW)
    with pytest.raises(ForbiddenError):
        saved_filters.share(hall, hugo, head, saved, (BREVILLE, DepartmentCode("CCAS")), NOW)
    for do in (saved_filters.remove, saved_filters.move_up):
        with pytest.raises(NotFoundError):
            do(hall, axel, saved)
    saved_filters.share(hall, hugo, head, saved, None, NOW)
    assert names(hall, "axel") == ["Le mien"]


def test_sharing_ends_with_the_membership_of_the_head_his_post_or_his_account(hall: Installation) -> None:
    hugo, head = who(hall, "hugo")
    saved = saved_filters.save(hall, hugo, "À voir lundi", "due=overdue", NOW)
    saved_filters.share(hall, hugo, head, saved, (BREVILLE, ROADS), NOW)
    assert names(hall, "axel") == ["À voir lundi"]
    membership.remove_member(hall, BREVILLE, ROADS, "hugo", "anne", NOW)
    assert names(hall, "axel") == []
    (own,) = saved_filters.of(hall, *who(hall, "hugo"))
    assert own.department is None, "he is not told that it is shared"
    membership.add_member(hall, Member(town=BREVILLE, department=ROADS, login="hugo", post=Post.AGENT), "anne", NOW)
    assert names(hall, "axel") == []
    membership.add_member(hall, Member(town=BREVILLE, department=ROADS, login="hugo", post=Post.HEAD), "anne", NOW)
    assert names(hall, "axel") == ["À voir lundi"]
    account_closing.close_account(hall, "hugo", "anne", NOW)
    assert names(hall, "axel") == []


def test_among_as_many_as_may_be_one_is_replaced_and_none_is_added(hall: Installation) -> None:
    axel, _ = who(hall, "axel")
    for number in range(saved_filters.MOST):
        saved_filters.save(hall, axel, f"f{number}", "priority=1", NOW)
    with pytest.raises(InvalidError):
        saved_filters.save(hall, axel, "encore un", "priority=2", NOW)
    saved_filters.save(hall, axel, "f3", "priority=3", NOW)
    assert [one.query for one in saved_filters.of(hall, *who(hall, "axel")) if one.name == "f3"] == ["priority=3"]


def test_a_double_click_keeps_a_filter_once(hall: Installation) -> None:
    axel, _ = who(hall, "axel")
    begun = threading.Barrier(4)

    def click(_: int) -> FilterId:
        begun.wait(10)
        return saved_filters.save(hall, axel, "Urgents", "priority=1", NOW)

    for _ in range(5):
        with ThreadPoolExecutor(4) as clicks:
            (once,) = set(clicks.map(click, range(4)))
        assert names(hall, "axel") == ["Urgents"]
        saved_filters.remove(hall, axel, once)


@pytest.mark.parametrize(("name", "query"), [(" ", "due=overdue"), ("x" * 61, "due=overdue"), ("rien", "after=3"), ("rien", "")])
def test_what_filters_nothing_or_has_no_name_is_not_kept(hall: Installation, name: str, query: str) -> None:
    with pytest.raises(InvalidError):
        saved_filters.save(hall, who(hall, "axel")[0], name, query, NOW)
    assert names(hall, "axel") == []


def test_a_word_nobody_uses_is_mended_by_one_of_the_town(hall: Installation) -> None:
    known = words_of_town(hall.towns.get(BREVILLE))
    assert "poterie" in known
    assert next(meanings("nid rue de poetrie", known)) == "nid rue de Poterie"
    assert "poterie" not in meanings("poterie", known) and tuple(meanings("xyz 2026/0147", known)) == ()
    assert words_of_town(hall.towns.get(BREVILLE)) is known
