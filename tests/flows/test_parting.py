"""Two requests brought together are taken apart until a letter of it has left; what waited goes on (issue 7, points 2 and 5; S1, S32)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session

from domain.errors import ConflictError, ForbiddenError
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.lifecycle import Act
from domain.request import Addition, Status
from domain.rights import Role
from flows import accounts
from flows import send as sending
from flows.confirm import Correction, confirm
from flows.incidents import Including, detach, include
from flows.merge import Joining, join, merge
from flows.undo import undo
from flows.wiring import Installation
from flows.work import work
from store import clocks, follow_ups, incidents, joinings, outbox, requests
from store.agents import NewAgent
from store.outbox import LetterRecord
from store.requests import RequestRecord
from store.schema import OutboxRow
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, DEMAND, FIRST, HOLE, at, come, decide, do, mail, wait_for
from tests.installations import BREVILLE, NOW

SECOND, THIRD, FOURTH = RequestId(2), RequestId(3), RequestId(4)
PAUL = "paul.roger@courriel.example"
JOINED = "2026-03-21T09:00"
OTHER_HOLE = "Bonjour, il y a un problème dans ma rue, une roue cassée, pouvez-vous passer ? Paul Roger"
"""People have to look at it: no subject is recognised."""


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    yield opened
    opened.close()


@pytest.fixture
def small_hall(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the relay was given."""
    given: list[str] = []
    monkeypatch.setattr(sending, "_hand_over", lambda _relay, mail, _token: given.append(str(mail["To"])))
    return given


def record(hall: Installation, request: RequestId = FIRST) -> RequestRecord:
    return small.record(hall, request)


def actions(hall: Installation, request: RequestId) -> list[str]:
    return [line.action for line in record(hall, request).history]


def legal(hall: Installation) -> date | None:
    timing = record(hall).timing
    assert timing is not None
    return None if timing.clocks.legal is None else timing.clocks.legal.on


def stood(one: RequestRecord) -> tuple[object, ...]:
    """Return how a request stands, but for its version and when it is looked at next."""
    line = one.line
    dates = replace(line.dates, remind_at=None)
    return (line.situation, line.number, line.tracking, line.merged_into, line.subject, line.department, one.timing, dates)


def told(hall: Installation, request: RequestId) -> list[LetterRecord]:
    """Return the letters of a request that tell of a joining."""
    with hall.database.read() as session:
        return [one for one in outbox.of_request(session, request) if one.letter.joining is not None]


def two_holes(hall: Installation) -> None:
    """Let two people tell of one hole, the first decided, the second in review."""
    come(hall, mail(HOLE, 1), "2026-03-12T09:14")
    decide(hall, "VOI-01")
    come(hall, mail(OTHER_HOLE, 2, sender=PAUL), "2026-03-13T15:00")


def added(hall: Installation, request: RequestId) -> list[Addition]:
    with hall.database.read() as session:
        return [one.kind for one in follow_ups.of(session, request)]


def test_what_came_by_another_way_lets_the_waiting_request_go_on_as_an_answer_does(hall: Installation) -> None:
    wait_for(hall)
    assert legal(hall) == date(2026, 6, 6)
    come(hall, mail("Bonjour, voici le plan de ma maison. Sylvie Lebrun", 2, sender="s.lebrun@travail.example"), "2026-03-20T23:30")
    waiting = record(hall)
    merge(hall, SECOND, FIRST, ANNE, at(JOINED))
    kept = record(hall)
    assert (kept.line.status, kept.line.situation.awaited_until) == (Status.ACCEPTED, None)
    assert legal(hall) == date(2026, 5, 16)  # four days, from the message and not from the click on
    line = kept.history[-1]
    assert (line.action, line.actor, line.details["cause"]) == ("resumed", "system", "came")
    with hall.database.read() as session:
        assert [one.ended_at for one in clocks.suspensions(session, FIRST)] == [at("2026-03-20T23:30")]
    (notice,) = [one for one in told(hall, FIRST) if one.letter.recipient == "voirie@breville.example"]
    assert notice.letter.payload["subject"] == "Réponse du demandeur – demande 2026/0001"

    undo(hall, SECOND, ANNE, at(JOINED) + timedelta(minutes=1))
    assert stood(record(hall)) == stood(waiting)
    assert legal(hall) == date(2026, 6, 6)
    with hall.database.read() as session:
        assert [one.ended_at for one in clocks.suspensions(session, FIRST)] == [None]
    assert {one.state for one in told(hall, FIRST)} == {"withdrawn"}


def test_who_takes_a_joining_back_while_its_letter_is_told_of_waits_for_that(postgresql_url: str, tmp_path: Path) -> None:
    hall = small.open_hall(tmp_path / "data", postgresql_url)
    wait_for(hall)
    come(hall, mail("Bonjour, voici le plan de ma maison. Sylvie Lebrun", 2, sender="s.lebrun@travail.example"), "2026-03-20T23:30")
    merge(hall, SECOND, FIRST, ANNE, at(JOINED))
    letter = told(hall, FIRST)[0].id
    held, undoing = Event(), Event()

    def take_back() -> None:
        held.wait(30)
        undoing.set()
        undo(hall, SECOND, ANNE, at(JOINED) + timedelta(minutes=1))

    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(take_back)
        # As whoever writes that a letter did not arrive: the letter first, then its request.
        with hall.database.write() as session:
            session.get_one(OutboxRow, letter, with_for_update=True)
            held.set()
            undoing.wait(30)
            sleep(0.5)
            requests.hold(session, FIRST)
        waiting.result(30)
    assert actions(hall, SECOND)[-1] == "parted"
    hall.close()


@pytest.mark.parametrize(
    ("text", "received"),
    [(DEMAND + " Je vous relance.", "2026-03-15T10:00"), ("Merci beaucoup !", "2026-03-20T10:00")],
    ids=["before he was asked", "thanks"],
)
def test_what_brings_nothing_leaves_it_waiting(small_hall: Installation, text: str, received: str) -> None:
    wait_for(small_hall)
    come(small_hall, mail(text, 2, sender="s.lebrun@travail.example"), received)
    merge(small_hall, SECOND, FIRST, ANNE, at(JOINED))
    assert record(small_hall).line.status is Status.WAITING
    assert legal(small_hall) == date(2026, 6, 6)


def test_gone_on_with_since_it_is_not_taken_back(small_hall: Installation) -> None:
    wait_for(small_hall)
    come(small_hall, mail("Bonjour, voici le plan.", 2, sender="s.lebrun@travail.example"), "2026-03-20T10:00")
    merge(small_hall, SECOND, FIRST, ANNE, at(JOINED))
    do(small_hall, Act.PLAN, "2026-03-21T10:00", day=date(2026, 5, 4))
    with pytest.raises(ConflictError, match="2026/0001 cannot be undone any more: anne"):
        undo(small_hall, SECOND, ANNE, at("2026-03-21T11:00"))
    assert record(small_hall).line.status is Status.PLANNED


def test_taken_apart_each_has_its_own_again_and_history_keeps_both(hall: Installation) -> None:
    two_holes(hall)
    confirm(hall, SECOND, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, at("2026-03-13T16:00"))
    come(hall, mail("Au sujet de la demande 2026/0002, la roue est réparée mais pas la chaussée.", 3, sender=PAUL), "2026-03-14T10:00")
    main, part = record(hall), record(hall, SECOND)
    join(hall, Joining(request=SECOND, main=FIRST, addition=Addition.ASKED_AGAIN), ANNE, at(JOINED))
    assert (record(hall, SECOND).line.merged_into, added(hall, FIRST)) == (FIRST, [Addition.ASKED_AGAIN, Addition.CHASER])
    assert {one.letter.recipient for one in [*told(hall, FIRST), *told(hall, SECOND)]} == {PAUL, "voirie@breville.example"}

    apart = undo(hall, SECOND, ANNE, at("2026-03-21T09:01"))
    assert undo(hall, SECOND, ANNE, at("2026-03-21T09:02")).line.version == apart.line.version  # a second click
    assert stood(record(hall)) == stood(main)
    assert stood(record(hall, SECOND)) == stood(part)
    assert (added(hall, FIRST), added(hall, SECOND)) == ([], [Addition.CHASER])
    assert actions(hall, SECOND)[-2:] == ["merged", "parted"]
    assert actions(hall, FIRST)[-2:] == ["absorbed", "gives_back"]
    assert {one.state for one in [*told(hall, FIRST), *told(hall, SECOND)]} == {"withdrawn"}
    with hall.database.read() as session:
        assert requests.find_by_reference(session, BREVILLE, "2026/0002") == SECOND

    merge(hall, SECOND, FIRST, ANNE, at("2026-03-21T10:00"))
    assert [one.state for one in told(hall, SECOND)].count("waiting") + [one.state for one in told(hall, SECOND)].count("held") == 1


def test_a_letter_that_has_left_keeps_them_together(hall: Installation, sent: list[str]) -> None:
    settings = hall.settings.model_copy(update={"undo_seconds": 20.0, "relay_url": SecretStr("smtp://127.0.0.1:1")})
    two_holes(hall)
    mailing = replace(hall, settings=settings)
    before = stood(record(hall, SECOND))
    sent.clear()
    merge(mailing, SECOND, FIRST, ANNE, at(JOINED))
    while work(mailing, "later", at(JOINED) + timedelta(seconds=10)).claimed:
        pass
    assert PAUL not in sent
    undo(mailing, SECOND, ANNE, at(JOINED) + timedelta(seconds=11))
    assert stood(record(hall, SECOND)) == before
    merge(mailing, SECOND, FIRST, ANNE, at(JOINED) + timedelta(minutes=1))
    while work(mailing, "later", at(JOINED) + timedelta(minutes=2)).claimed:
        pass
    assert sent.count(PAUL) == 1
    with pytest.raises(ConflictError, match=rf"cannot be undone any more: the notice to {PAUL} left"):
        undo(mailing, SECOND, ANNE, at(JOINED) + timedelta(minutes=3))
    assert record(hall, SECOND).line.merged_into == FIRST


def test_what_was_joined_first_is_taken_back_last(small_hall: Installation) -> None:
    two_holes(small_hall)
    come(small_hall, mail("Bonjour, encore un trou rue de Poterie au 22.", 3, sender="odile.vasseur@courriel.example"), "2026-03-14T10:00")
    merge(small_hall, THIRD, SECOND, ANNE, at(JOINED))
    merge(small_hall, SECOND, FIRST, ANNE, at("2026-03-21T09:05"))
    assert record(small_hall, THIRD).line.merged_into == FIRST
    with pytest.raises(ConflictError, match="became a part of another one since"):
        undo(small_hall, THIRD, ANNE, at("2026-03-21T09:06"))
    undo(small_hall, SECOND, ANNE, at("2026-03-21T09:07"))
    assert (record(small_hall, SECOND).line.merged_into, record(small_hall, THIRD).line.merged_into) == (None, SECOND)
    undo(small_hall, THIRD, ANNE, at("2026-03-21T09:08"))
    assert record(small_hall, THIRD).line.merged_into is None
    assert added(small_hall, SECOND) == []


def test_incidents_are_as_they_were(hall: Installation) -> None:
    two_holes(hall)
    for number, sender in ((3, "odile.vasseur@courriel.example"), (4, "jules.petit@courriel.example")):
        come(hall, mail(f"Bonjour, un nid de poule au 22 rue de Poterie, vu par {sender}.", number, sender=sender), "2026-03-14T10:00")
    confirm(hall, SECOND, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), ANNE, at("2026-03-14T16:00"))
    include(hall, Including(request=THIRD, main=SECOND), ANNE, at("2026-03-14T17:00"))
    include(hall, Including(request=FIRST, main=SECOND), ANNE, at("2026-03-14T17:00"))
    merge(hall, SECOND, FIRST, ANNE, at(JOINED))

    def led(main: RequestId) -> tuple[RequestId, ...]:
        with hall.database.read() as session:
            return incidents.included_ids(session, main)

    assert (led(FIRST), led(SECOND)) == ((THIRD,), ())
    include(hall, Including(request=FOURTH, main=FIRST), ANNE, at("2026-03-21T09:05"))
    undo(hall, SECOND, ANNE, at("2026-03-21T09:06"))
    assert (led(FIRST), led(SECOND)) == ((), (FIRST, THIRD, FOURTH))


def test_an_include_that_decided_is_undone_whole(hall: Installation) -> None:
    two_holes(hall)
    before = record(hall, SECOND)
    include(hall, Including(request=SECOND, main=FIRST), ANNE, at(JOINED))
    number = record(hall, SECOND).line.number
    assert number is not None
    undo(hall, SECOND, ANNE, at("2026-03-21T09:00:05") - timedelta(seconds=5))
    after = record(hall, SECOND)
    assert (after.line.status, after.line.number) == (Status.REVIEW, number)
    assert (after.line.subject, after.timing) == (before.line.subject, before.timing)
    assert actions(hall, SECOND)[-2:] == ["detached", "undone"]
    assert actions(hall, FIRST)[-1] == "detaches"
    with hall.database.read() as session:
        assert incidents.find_main(session, SECOND) is None


def test_one_that_was_taken_out_by_hand_is_still_undone(small_hall: Installation) -> None:
    two_holes(small_hall)
    include(small_hall, Including(request=SECOND, main=FIRST), ANNE, at(JOINED))
    detach(small_hall, SECOND, ANNE, at(JOINED))
    undo(small_hall, SECOND, ANNE, at(JOINED))
    assert record(small_hall, SECOND).line.status is Status.REVIEW
    assert actions(small_hall, SECOND)[-2:] == ["detached", "undone"]


def test_who_may_not_review_takes_nothing_apart(small_hall: Installation) -> None:
    two_holes(small_hall)
    merge(small_hall, SECOND, FIRST, ANNE, at(JOINED))
    new = NewAgent(town=BREVILLE, login="elu", name="elu", roles=frozenset({Role.ELECTED}), password_hash="x")
    accounts.add_agent(small_hall, new, NOW)
    with pytest.raises(ForbiddenError):
        undo(small_hall, SECOND, "elu", at("2026-03-21T09:01"))
    assert record(small_hall, SECOND).line.merged_into == FIRST


def test_who_joins_while_another_is_about_to_undo_is_not_undone_with_the_other_request_let_go(
    hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_holes(hall)
    confirm(hall, SECOND, Correction(subject=SubjectCode("VOI-01")), ANNE, at("2026-03-20T09:00"))
    looked = joinings.find_last

    def look(session: Session, request: RequestId) -> joinings.Joining | None:
        found = looked(session, request)
        monkeypatch.setattr(joinings, "find_last", looked)
        merge(hall, SECOND, FIRST, ANNE, at(JOINED))
        return found

    monkeypatch.setattr(joinings, "find_last", look)
    with pytest.raises(ConflictError, match="has changed it since"):
        undo(hall, SECOND, ANNE, at(JOINED))
    assert record(hall, SECOND).line.merged_into == FIRST
    undo(hall, SECOND, ANNE, at(JOINED))
    assert record(hall, SECOND).line.merged_into is None
