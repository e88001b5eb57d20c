"""Who asks again is heard where a department has no mailbox; a deputy has in hand what he holds for others (issue 7, points 3, 5, 7)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from domain.absence import Absence
from domain.deadline import Clock
from domain.ids import AgentId, DepartmentCode, RequestId
from domain.lifecycle import Act, Step
from domain.member import Member, Post
from domain.request import Addition
from domain.rights import Reach, reach
from domain.ruleset import RuleSet
from flows import accounts, merge
from flows.act import Asked, act
from flows.acting import find_agent
from flows.departments.address import set_email
from flows.listing import Filters, Looking, listed
from flows.remind import remind
from flows.rights import standing_of
from flows.undo import undo
from flows.wiring import Installation
from store import absences, members, reminders
from store.agents import NewAgent
from store.request_lines import RequestLine
from store.schema import OutboxRow
from store.work_list import Order
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import FIRST, HOLE, at, come, decide, mail
from tests.installations import BREVILLE, NOW

VOI = DepartmentCode("VOI")
LUC, DENIS = "luc", "denis"
AGAIN = "Au sujet de la demande 2026/0001, le nid de poule est toujours là."
EVERYBODY = AgentId(1)


def without_mailbox() -> RuleSet:
    rules = small.ruleset()
    return replace(rules, departments=tuple(replace(one, email=None) if one.code == VOI else one for one in rules.departments))


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town whose roads department has no mailbox; one open request of it."""
    opened = small.open_hall(tmp_path / "data", database_url, without_mailbox())
    for login in (LUC, DENIS):
        accounts.add_agent(opened, NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset(), password_hash="x"), NOW)
    come(opened, mail(HOLE, 1))
    decide(opened, "VOI-01")
    yield opened
    opened.close()


def join(hall: Installation, login: str, *, is_reached: bool) -> None:
    with hall.database.write() as session:
        members.add(session, Member(town=BREVILLE, department=VOI, login=login, post=Post.AGENT), NOW)
    if is_reached:
        set_email(hall, login, f"{login}@breville.example", "system", NOW)


def take(hall: Installation, request: RequestId, login: str) -> None:
    act(hall, Asked(request=request, step=Step(act=Act.TAKE)), login, at("2026-03-14T10:00"))


def reach_of(hall: Installation, login: str) -> Reach:
    with hall.database.read() as session:
        return reach(standing_of(session, hall.towns, find_agent(session, BREVILLE, login)))


def bell(hall: Installation, login: str) -> list[tuple[RequestId, Clock]]:
    with hall.database.read() as session:
        found = reminders.bell(session, BREVILLE, EVERYBODY, before=None, limit=10, reach=reach_of(hall, login))
    return [(one.request.id, one.reminder.clock) for one in found]


def digests(hall: Installation) -> list[tuple[str, str]]:
    with hall.database.read() as session:
        found = session.execute(select(OutboxRow.recipient, OutboxRow.payload).where(OutboxRow.kind == "reminders")).all()
    return [(row.recipient, str(row.payload["body"])) for row in found]


def test_who_asks_again_rings_for_the_members_and_stands_in_their_mail_of_the_day(hall: Installation) -> None:
    join(hall, LUC, is_reached=True)
    come(hall, mail(AGAIN, 2, answers=1), "2026-03-16T10:00")
    come(hall, mail("Toujours rien pour la demande 2026/0001 ?", 3, answers=1), "2026-03-16T11:00")
    assert bell(hall, LUC) == [(FIRST, Clock.CHASER)]
    remind(hall, at("2026-03-16T14:00"))
    told = [body for to, body in digests(hall) if to == "luc@breville.example"]
    assert len(told) == 1
    assert "Relances d’usagers (1)" in told[0]
    assert "relance du demandeur, le lundi 16 mars 2026" in told[0].replace("\u00a0", " ")
    act(hall, Asked(request=FIRST, step=Step(act=Act.TAKE)), LUC, at("2026-03-16T15:00"))
    assert (FIRST, Clock.CHASER) not in bell(hall, LUC)


def test_what_was_made_a_chaser_by_mistake_rings_no_longer_when_that_is_taken_back(hall: Installation) -> None:
    join(hall, LUC, is_reached=True)
    come(hall, mail("Bonjour, une roue cassée dans ma rue. Paul Roger", 2, sender="paul.roger@courriel.example"), "2026-03-16T10:00")
    asked = merge.Joining(request=RequestId(2), main=FIRST, addition=Addition.ASKED_AGAIN)
    merge.join(hall, asked, small.ANNE, at("2026-03-16T11:00"))
    assert bell(hall, LUC) == [(FIRST, Clock.CHASER)]
    undo(hall, RequestId(2), small.ANNE, at("2026-03-16T11:00"))
    assert bell(hall, LUC) == []


def test_where_no_member_can_be_reached_the_direction_is_told(hall: Installation) -> None:
    join(hall, LUC, is_reached=False)
    come(hall, mail(AGAIN, 2, answers=1), "2026-03-16T10:00")
    assert bell(hall, LUC) == [(FIRST, Clock.CHASER)]
    remind(hall, at("2026-03-16T14:00"))
    assert [to for to, body in digests(hall) if "relance du demandeur" in body]


def looking(hall: Installation, login: str, now: datetime) -> Looking:
    return Looking(towns=(BREVILLE,), known=(BREVILLE,), reach=reach_of(hall, login), zone=ZoneInfo("Europe/Paris"), now=now)


def in_hands(hall: Installation, login: str, day: str, **asked: object) -> list[RequestId]:
    filters = Filters(in_hands_of=login, **asked)  # type: ignore[arg-type]  # what a list may ask
    after, found = None, list[RequestLine]()
    with hall.database.read() as session:
        while page := listed(session, looking(hall, login, at(f"{day}T10:00")), filters, after=after, limit=1):
            found += page
            after = page[-1].cursor
    return [one.id for one in found]


def test_a_deputy_has_in_hand_what_he_holds_for_who_is_away_and_not_a_day_longer(hall: Installation) -> None:
    for login in (LUC, DENIS):
        join(hall, login, is_reached=False)
    for number, received in ((2, "2026-03-13T09:00"), (3, "2026-03-14T09:00")):
        come(hall, mail(HOLE, number, sender=f"voisin{number}@courriel.example"), received)
    for request, login in ((FIRST, LUC), (RequestId(2), DENIS), (RequestId(3), LUC)):
        take(hall, request, login)
    with hall.database.write() as session:
        away = Absence(login=LUC, first_day=date(2026, 3, 16), last_day=date(2026, 3, 20), deputy=DENIS)
        absences.add(session, away, LUC, NOW)
    everything = [RequestId(3), RequestId(2), FIRST]
    assert in_hands(hall, DENIS, "2026-03-16") == everything
    assert in_hands(hall, DENIS, "2026-03-16", order=Order.DUE) == everything[::-1]
    assert in_hands(hall, DENIS, "2026-03-21") == [RequestId(2)]
    assert in_hands(hall, LUC, "2026-03-16") == [RequestId(3), FIRST]
    with hall.database.read() as session:
        by_name = listed(session, looking(hall, DENIS, at("2026-03-16T10:00")), Filters(taken_by=DENIS), after=None, limit=9)
    assert [one.id for one in by_name] == [RequestId(2)]


def test_the_bell_of_a_deputy_rings_for_what_is_of_the_department_of_who_is_away(hall: Installation) -> None:
    join(hall, LUC, is_reached=False)
    come(hall, mail(AGAIN, 2, answers=1), "2026-03-16T10:00")
    assert bell(hall, DENIS) == []
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    with hall.database.write() as session:
        away = Absence(login=LUC, first_day=today, last_day=today + timedelta(days=1), deputy=DENIS)
        absences.add(session, away, LUC, NOW)
    assert bell(hall, DENIS) == [(FIRST, Clock.CHASER)]
