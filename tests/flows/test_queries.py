"""Saved queries find the same everywhere, what is their reader's alone: list, count, figures; kept, shared, taken over (S41)."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from domain.figures import Axis, Period
from domain.ids import DepartmentCode, RequestId
from domain.member import Member, Post
from domain.query import Choice, Group, Join, OneOf, Phrase, SavedQuery, Says, asks_for
from domain.query_wire import from_json, to_json
from domain.rights import Role, Standing
from figures.question import Question
from flows import accounts, membership, queries, search
from flows.figures import OPERATOR, PUBLIC, answer, reader_of
from flows.listing import Filters, Looking, listed
from flows.public_figures import secrets_of
from flows.queries import Asker
from flows.rights import standing_of
from flows.wiring import Installation
from store import agents, journal
from store.agents import Agent, NewAgent
from store.schema import RequestRow
from tests.flows import waiting_hall as small
from tests.flows.querying import PARIS, any_group, holds, is_counted, keep_requests, plain, reads
from tests.installations import AUVILLE, BREVILLE, NOW

ROLES = {
    "axel": frozenset[Role](),
    "elue": frozenset({Role.ELECTED}),
    "admin": frozenset({Role.ADMIN}),
    "regis": frozenset({Role.REGULATOR}),
    "rose": frozenset({Role.RECEPTION}),
}
OPEN_ROADS = {"all": [{"department": ["VOI"]}, {"state": ["any_open"]}]}
EVER = Period(first=date(2025, 1, 1), last=date(2027, 12, 31))


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    for login, roles in ROLES.items():
        accounts.add_agent(opened, NewAgent(town=BREVILLE, login=login, name=login, roles=roles, password_hash="x"), NOW)
    membership.add_member(opened, Member(town=BREVILLE, department=DepartmentCode("VOI"), login="axel", post=Post.HEAD), "anne", NOW)
    yield opened
    opened.close()


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - nothing here is secret


def who(hall: Installation, login: str) -> tuple[Agent, Standing]:
    with hall.database.read() as session:
        found = agents.find_by_login(session, login)
        assert found is not None
        return found, standing_of(session, hall.towns, found)


def asker(hall: Installation, login: str) -> Asker:
    return queries.asker_of(*who(hall, login))


def fill(hall: Installation, many: int, seed: int, now: datetime) -> None:
    with hall.database.write() as session:
        keep_requests(session, BREVILLE, many, _dice(seed), now)
    search.catch_up(hall)


def found_in_list(hall: Installation, own: Asker, criteria: Group, now: datetime) -> list[RequestId]:
    with hall.database.read() as session:
        meant = queries.meant_by(session, hall, BREVILLE, criteria, own, now)
        looking = Looking(towns=(BREVILLE,), known=(BREVILLE,), reach=own.reach, zone=PARIS, now=now)
        found, after = [], None
        while lines := listed(session, looking, Filters(meant=meant), after=after, limit=7):
            found += [one.id for one in lines]
            after = lines[-1].cursor
        return found


def test_any_query_finds_in_the_list_in_its_count_and_in_figures_what_plain_python_finds(hall: Installation) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    fill(hall, 90, 41, now)
    with hall.database.read() as session:
        every = plain(session)
    dice, sizes = _dice(2026), set()
    people = [queries.OPERATOR, *(asker(hall, login) for login in ("rose", "axel", "regis"))]
    for number in range(80):
        criteria = any_group(dice, now.date())
        assert from_json(to_json(criteria)) == criteria
        own = people[number % len(people)]
        expected = [one.id for one in every if is_counted(one) and reads(own.reach, one) and holds(criteria, one, now, own.login)]
        assert list(queries.ids(hall, BREVILLE, criteria, own, now, most=1_000)) == expected, to_json(criteria)
        assert queries.count(hall, BREVILLE, criteria, own, now) == len(expected)
        assert sorted(found_in_list(hall, own, criteria, now)) == expected
        sizes.add(len(expected))
    assert len(sizes) > 15


@pytest.mark.parametrize("sign", ["\0", "\ud800", "\x1b"])
def test_signs_no_database_takes_are_no_value_and_stand_between_words(hall: Installation, sign: str) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    fill(hall, 30, 41, now)
    for phrase in ("words", "requester", "address"):
        plain_text = queries.criteria_of({phrase: "nid poule"})
        assert queries.criteria_of({phrase: f"nid{sign}poule"}) == plain_text
        queries.count(hall, BREVILLE, plain_text, queries.OPERATOR, now)
    for choice in ("subject", "department", "sector", "street", "agent", "mailbox"):
        with pytest.raises(InvalidError) as told:
            queries.criteria_of({choice: [f"VOI{sign}"]})
        assert sign not in str(told.value.mistakes)
    with pytest.raises(InvalidError) as told:
        queries.criteria_of({f"{sign}{'a' * 10**6}": []})
    assert sign not in str(told.value.mistakes) and len(str(told.value.mistakes)) < 2_000


def test_the_largest_query_that_is_read_is_answered(hall: Installation) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    fill(hall, 30, 41, now)
    families = [{"subject": ["VOI-*", *(f"X{number}{other}-*" for other in range(199))]} for number in range(59)]
    every = queries.count(hall, BREVILLE, queries.criteria_of({"subject": ["VOI-*"]}), queries.OPERATOR, now)
    assert queries.count(hall, BREVILLE, queries.criteria_of({"any": families}), queries.OPERATOR, now) == every > 0
    named = [{"requester": "l " * 99}] * 59
    several = queries.count(hall, BREVILLE, queries.criteria_of({"requester": "l"}), queries.OPERATOR, now)
    assert queries.count(hall, BREVILLE, queries.criteria_of({"all": named}), queries.OPERATOR, now) == several > 0


def test_figures_of_a_query_count_what_its_list_holds(hall: Installation) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    fill(hall, 60, 7, now)
    dice = _dice(5)
    for number in range(24):
        login = ("rose", "regis", "axel")[number % 3]
        agent, standing = who(hall, login)
        own, criteria = asker(hall, login), any_group(dice, now.date())
        while login != "axel" and asks_for(criteria, Choice.AGENT):
            criteria = any_group(dice, now.date())
        saved = queries.save(hall, agent, standing, BREVILLE, f"Requête {number}", to_json(criteria), now)
        question = Question(indicators=("received",), period=EVER, rows=Axis.DEPARTMENT, query=saved)
        table = answer(hall, reader_of(standing, BREVILLE), BREVILLE, question, "fr", own)
        listed_now = found_in_list(hall, own, criteria, datetime.now(UTC))
        departments = {"VOI"} if login == "axel" else None
        with hall.database.read() as session:
            every = {one.id: one for one in plain(session)}
        expected = [one for one in listed_now if departments is None or every[one].row["department"] in departments]
        assert table.total.cells[0].is_masked or table.total.cells[0].value == len(expected), to_json(criteria)
        assert table.notes[-1].startswith("Seulement")
    # A query by agent is for who may tell agents apart.
    agent, standing = who(hall, "rose")
    by_agent = queries.save(hall, agent, standing, BREVILLE, "Par agent", {"none": [{"agent": ["axel"]}]}, now)
    with pytest.raises(ForbiddenError, match="by agent"):
        asked = Question(indicators=("received",), period=EVER, query=by_agent)
        answer(hall, reader_of(standing, BREVILLE), BREVILLE, asked, "fr", asker(hall, "rose"))
    agent, standing = who(hall, login)
    stock = Question(indicators=("stock", "closed"), period=EVER, query=saved)
    assert answer(hall, reader_of(standing, BREVILLE), BREVILLE, stock, "fr", own).total.cells


def test_a_shared_query_shows_its_reader_no_more_than_is_his(hall: Installation) -> None:
    now = datetime.now(UTC)
    fill(hall, 40, 3, now)
    with hall.database.write() as session:
        session.execute(update(RequestRow).values(confidentiality=2, department="URB"))
        session.execute(update(RequestRow).where(RequestRow.id <= 2).values(confidentiality=0))
    every = {"any": [{"none": [{"requester": "personne"}]}, {"state": ["any_open"]}]}
    saved = queries.save(hall, *who(hall, "rose"), BREVILLE, "Toutes", every, now)
    queries.share(hall, who(hall, "rose")[0], saved, ("town",), now)
    counts = {
        login: queries.count(hall, BREVILLE, shared(hall, login, saved).criteria, asker(hall, login), now) for login in ("rose", "axel")
    }
    with hall.database.read() as session:
        normal = [one for one in plain(session) if one.id <= 2 and is_counted(one)]
    assert counts == {"rose": len(normal), "axel": 0}
    question = Question(indicators=("received",), period=EVER, query=saved)
    assert answer(hall, OPERATOR, BREVILLE, question, "fr", queries.OPERATOR).total.cells[0].value == 40 - _uncounted(hall)
    for reader, own in ((PUBLIC, None), (reader_of(who(hall, "elue")[1], BREVILLE), asker(hall, "elue"))):
        with pytest.raises(ForbiddenError):
            answer(hall, reader, BREVILLE, question, "fr", own)
    with pytest.raises(ForbiddenError, match="read requests"):
        answer(hall, reader_of(who(hall, "admin")[1], BREVILLE), BREVILLE, question, "fr", asker(hall, "admin"))
    assert secrets_of(question)


def _uncounted(hall: Installation) -> int:
    with hall.database.read() as session:
        return sum(not is_counted(one) for one in plain(session))


def shared(hall: Installation, login: str, query: int) -> SavedQuery:
    return queries.get(hall, asker(hall, login), BREVILLE, query)


def test_queries_are_ones_own_until_shared_and_change_by_versions(hall: Installation) -> None:
    rose, axel = who(hall, "rose"), who(hall, "axel")
    saved = queries.save(hall, *rose, BREVILLE, "  Voirie   ouverte ", OPEN_ROADS, NOW)
    with pytest.raises(NotFoundError):
        shared(hall, "axel", saved)
    queries.share(hall, rose[0], saved, ("head",), NOW)
    assert shared(hall, "axel", saved).name == "Voirie ouverte"
    assert [one.name for one in queries.of(hall, asker(hall, "regis"), BREVILLE)] == []
    for do in (
        lambda: queries.change(hall, axel[0], saved, "X", OPEN_ROADS, 1, NOW),
        lambda: queries.remove(hall, axel[0], saved, NOW),
        lambda: queries.share(hall, axel[0], saved, (), NOW),
        lambda: queries.take_over(hall, *rose, saved, NOW),
        lambda: queries.get(hall, asker(hall, "rose"), AUVILLE, saved),
    ):
        with pytest.raises(NotFoundError):
            do()
    copy = queries.take_over(hall, *axel, saved, NOW)
    assert shared(hall, "axel", copy).owner == axel[0].id and shared(hall, "rose", saved).owner == rose[0].id
    queries.change(hall, rose[0], saved, "Voirie", {"words": "nid"}, 1, NOW)
    with pytest.raises(ConflictError, match="meanwhile"):
        queries.change(hall, rose[0], saved, "Voirie", {"words": "trou"}, 1, NOW)
    found = shared(hall, "rose", saved)
    assert (found.criteria, found.version) == (Group(join=Join.ALL, parts=(Says(of=Phrase.WORDS, text="nid"),)), 2)
    queries.remove(hall, rose[0], saved, NOW)
    with pytest.raises(NotFoundError):
        shared(hall, "rose", saved)
    with hall.database.read() as session:
        told = [one for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action.startswith("query.")]
    assert [one.action for one in reversed(told)] == ["query.saved", "query.shared", "query.changed", "query.removed"]
    assert "nid" not in str([one.details for one in told])


def test_who_reads_no_requests_keeps_none_and_names_are_short_and_ones_own(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    for login in ("elue", "admin"):
        with pytest.raises(ForbiddenError):
            queries.save(hall, *who(hall, login), BREVILLE, "Une", OPEN_ROADS, NOW)
    rose = who(hall, "rose")
    queries.save(hall, *rose, BREVILLE, "Une", OPEN_ROADS, NOW)
    for name in ("", "x" * 81, "Une"):
        with pytest.raises(InvalidError, match="name"):
            queries.save(hall, *rose, BREVILLE, name, OPEN_ROADS, NOW)
    monkeypatch.setattr(queries, "MOST", 1)
    with pytest.raises(InvalidError, match="kept already"):
        queries.save(hall, *rose, BREVILLE, "Deux", OPEN_ROADS, NOW)


DEEP: object = {"words": "x"}
for _ in range(9):
    DEEP = {"all": [DEEP]}


@pytest.mark.parametrize(
    ("found", "where"),
    [
        ([], "criteria"),
        ({}, "criteria"),
        ({"all": []}, "criteria"),
        ({"all": [{"none": []}]}, "criteria.1"),
        ({"all": [{"subject": ["VOI-*"]}, {"colour": ["red"]}]}, "criteria.2"),
        ({"channel": ["pigeon"]}, "criteria"),
        ({"department": [""]}, "criteria"),
        ({"words": " … "}, "criteria"),
        ({"words": "x" * 201}, "criteria"),
        ({"received": {"last": 0}}, "criteria"),
        ({"received": {"last": True}}, "criteria"),
        ({"received": {"from": "2026-02-30"}}, "criteria"),
        ({"received": {"from": "2026-03-02", "to": "2026-03-01"}}, "criteria"),
        ({"received": {"last": 3, "from": "2026-03-02"}}, "criteria"),
        ({"all": [{"words": "x"}] * 70}, "criteria"),
        (DEEP, "criteria.1.1.1.1.1.1"),
        ({"sector": [1]}, "criteria"),
        ("words", "criteria"),
    ],
)
def test_what_is_no_query_is_told_with_its_place(found: object, where: str) -> None:
    with pytest.raises(InvalidError) as raised:
        queries.criteria_of(found)
    assert [one.where for one in raised.value.mistakes] == [where]
    assert all(one.what and one.remedy for one in raised.value.mistakes)


def test_ten_thousand_requests_are_searched_through_at_once(hall: Installation) -> None:
    now = datetime.now(UTC)
    with hall.database.write() as session:
        keep_requests(session, BREVILLE, 40, _dice(1), now)
        _multiply(session, 250)
    criteria = from_json(
        {
            "all": [
                {"any": [{"requester": "eleonore oeuvre"}, {"address": "12 poterie"}, {"subject": ["VOI-*"]}]},
                {"none": [{"answer": ["answered"]}, {"mailbox": ["voirie@breville.example"]}, {"received": {"before": 90}}]},
            ]
        }
    )
    begun = time.monotonic()
    many = queries.count(hall, BREVILLE, criteria, asker(hall, "rose"), now)
    page = queries.ids(hall, BREVILLE, criteria, asker(hall, "rose"), now, most=50)
    assert time.monotonic() - begun < 3
    assert many > 250 and len(page) == 50


def _multiply(session: object, times: int) -> None:
    """Copy every request so many times, with what is unique of it made so."""
    columns = [column.name for column in RequestRow.__table__.columns if column.name not in {"id", "part", "tracking", "year", "counter"}]
    names = ", ".join(f'"{name}"' for name in columns)
    for number in range(2, times + 1):
        session.connection().exec_driver_sql(  # type: ignore[attr-defined] # a session
            f"INSERT INTO requests (part, tracking, {names}) SELECT {number}, tracking || '-{number}', {names} FROM requests WHERE part = 1"  # noqa: S608
        )


def test_one_criterion_alone_is_a_query() -> None:
    assert from_json({"priority": ["1", "1"]}) == Group(join=Join.ALL, parts=(OneOf(of=Choice.PRIORITY, values=("1",)),))
