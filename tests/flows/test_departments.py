"""Life of departments: members, absences and deputies, transmissions, unread work, closed ones (S3, S12, S17, S21)."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from domain.absence import Absence
from domain.decision import Reason
from domain.department import Confidentiality, Department, DepartmentKind
from domain.errors import ConfigurationError, ConflictError, ForbiddenError, InvalidError, NotFoundError
from domain.ids import DepartmentCode, RequestId
from domain.lifecycle import Act, Step
from domain.member import Member, Post
from domain.reminder import Level
from domain.request import Status
from domain.rights import Role
from domain.ruleset import RuleSet
from domain.town import Town
from flows import accounts, publication
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.departments.absence import coming, say_absent, take_back
from flows.departments.address import set_email
from flows.departments.moving import Move, move, settle_closed
from flows.departments.resending import resend
from flows.departments.unread import note_opened, return_unread
from flows.deputies import staff_of
from flows.escalation import Ladder
from flows.ruleset_errors import UnfitRuleSetError
from flows.rulesets import Author, new_draft, save_draft
from flows.undo import undo
from flows.wiring import Installation
from store import departments as stored
from store import journal, outbox, requests, rulesets, towns, transmissions
from store import members as stored_members
from store.agents import NewAgent
from store.requests import RequestRecord
from tests.flows.confirming import ANNE, LATER, hire, request, take_in
from tests.installations import BREVILLE, MAYOR, NOW, ROADS, mailboxes, places, town

VOI, ACC, CCAS, NEW = (DepartmentCode(code) for code in ("VOI", "ACC", "CCAS", "CTM"))
FIRST = RequestId(1)
HOLE = "Bonjour, un nid de poule rue Basse. Paul Roger"
SECRET = "Mme Untel ne paie plus son loyer"
LUC, JULES, DENIS, BOSS = "luc", "jules", "denis", "boss"
"""An agent of the roads, their head, who stands in, who sets up."""
CLAIRE = Author(name="claire", now=NOW)
PARIS = ZoneInfo("Europe/Paris")


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """One open request of the roads, sent there by Anne; Luc works there, Jules is the head."""
    return peopled(town_hall)


def peopled(hall: Installation) -> Installation:
    hire(hall)
    for login, roles in ((LUC, ()), (JULES, ()), (DENIS, ()), (BOSS, (Role.ADMIN,))):
        new = NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset(roles), password_hash="x")
        accounts.add_agent(hall, new, NOW)
        set_email(hall, login, f"{login}@breville.example", "system", NOW)
    join(hall, LUC, Post.AGENT)
    join(hall, JULES, Post.HEAD)
    take_in(hall, HOLE)
    confirm(hall, FIRST, Correction(department=VOI), ANNE, NOW)
    return hall


def join(hall: Installation, login: str, post: Post, department: DepartmentCode = VOI) -> None:
    with hall.database.write() as session:
        stored_members.add(session, Member(town=BREVILLE, department=department, login=login, post=post), NOW)


def settle(hall: Installation, **fields: object) -> None:
    """Change what the town says of itself."""
    base = town()
    changed = Town(**{**{name: getattr(base, name) for name in Town.__slots__}, **fields})
    with hall.database.write() as session:
        present = rulesets.get(session, BREVILLE)
        towns.save_town(session, changed, present, places(), mailboxes(BREVILLE), NOW)
    hall.towns.refresh()


def live(hall: Installation, *departments: Department) -> None:
    """Let the town work with these departments in place of those of the same codes, or beside them; no subject names the roads."""
    with hall.database.write() as session:
        towns.save_town(session, town(), without_roads(rulesets.get(session, BREVILLE), *departments), places(), mailboxes(BREVILLE), NOW)
    hall.towns.refresh()


def publish(hall: Installation, wanted: RuleSet) -> None:
    """Publish a draft of this content, whatever the back-test says."""
    number = new_draft(hall, BREVILLE, CLAIRE).number
    save_draft(hall, replace(wanted, number=number), CLAIRE, seen=1)
    publication.publish(hall, BREVILLE, number, CLAIRE, reason="réorganisation", progress=lambda _done, _all: None)


def present(hall: Installation) -> RuleSet:
    with hall.database.read() as session:
        return rulesets.get(session, BREVILLE)


def without_roads(ruleset: RuleSet, *departments: Department) -> RuleSet:
    """Return a rule set whose subjects go to the new department where they went to the roads."""
    mine = {one.code: one for one in (*ruleset.departments, department(NEW), *departments)}
    elsewhere = tuple(replace(one, department=NEW) if one.department == VOI else one for one in ruleset.subjects)
    return replace(ruleset, subjects=elsewhere, departments=tuple(mine.values()), rules=())


def department(code: DepartmentCode, **fields: object) -> Department:
    values = {"label": code, "email": f"{code.lower()}@breville.example", "phone": None, "kind": DepartmentKind.INTERNAL}
    return Department(code=code, confidentiality=Confidentiality.NORMAL, **{**values, **fields})  # type: ignore[arg-type]


def do(hall: Installation, one: Act, agent: str, now: datetime = LATER, **said: object) -> RequestRecord:
    return act(hall, Asked(request=FIRST, step=Step(act=one, **said)), agent, now)  # type: ignore[arg-type]


def letters(hall: Installation, kind: str = "notice") -> list[tuple[str, str, str]]:
    """Return the letters of a kind: whom, subject, what they say."""
    with hall.database.read() as session:
        found = session.execute(text("SELECT id FROM outbox WHERE kind = :kind ORDER BY id"), {"kind": kind}).scalars().all()
        kept = [outbox.get(session, one).letter for one in found]
    return [(one.recipient, str(one.payload["subject"]), str(one.payload["body"])) for one in kept]


def actions(record: RequestRecord) -> list[str]:
    return [line.action for line in record.history if line.action != "letter_held"]


def away(login: str, deputy: str | None = None, first: str = "2026-03-12", last: str = "2026-03-20") -> Absence:
    return Absence(login=login, deputy=deputy, first_day=date.fromisoformat(first), last_day=date.fromisoformat(last))


def told(hall: Installation, level: Level, hand: str | None = None, now: datetime = LATER) -> tuple[str, ...]:
    """Return whom a reminder of the roads' request goes to."""
    view = hall.towns.get(BREVILLE)
    with hall.database.read() as session:
        ladder = Ladder(view=view, staff=staff_of(session, view, now))
    return ladder.addresses(VOI, Status.ACCEPTED if hand else Status.OPEN, level, hand)


def mail_of(login: str) -> str:
    return f"{login}@breville.example"


def test_reminders_go_from_who_has_it_in_hand_to_the_head_the_director_and_the_elected_member(hall: Installation) -> None:
    settle(hall, director_email="dgs@breville.example", elected_email="elu@breville.example")
    assert told(hall, Level.AGENT) == (ROADS,)
    assert told(hall, Level.AGENT, LUC) == (mail_of(LUC),)
    assert told(hall, Level.HEAD, LUC) == (mail_of(LUC), mail_of(JULES))
    assert told(hall, Level.ELECTED, LUC) == (mail_of(LUC), mail_of(JULES), "dgs@breville.example", "elu@breville.example")
    assert told(hall, Level.DIRECTOR, ANNE) == (ROADS, mail_of(JULES), "dgs@breville.example")


def test_what_an_address_is_told_of_in_a_days_mail_is_what_it_is_told_of_at_once(hall: Installation) -> None:
    do(hall, Act.TAKE, LUC)
    view = hall.towns.get(BREVILLE)
    with hall.database.read() as session:
        ladder = Ladder(view=view, staff=staff_of(session, view, LATER))
    shares = ladder.shares()
    for level in Level:
        at_once = set(ladder.addresses(VOI, Status.ACCEPTED, level, LUC))
        by_day = {
            address
            for address, some in shares.items()
            for one in some
            if level in one.levels
            and Status.ACCEPTED in one.statuses
            and (one.departments is None or VOI in one.departments)
            and (one.hands is None or LUC in one.hands)
            and LUC not in one.beside
        }
        assert by_day == at_once


def test_who_is_away_is_told_through_who_stands_in_and_nothing_is_lost_when_all_are_away(hall: Installation) -> None:
    say_absent(hall, BREVILLE, away(LUC, DENIS), LUC, NOW)
    assert told(hall, Level.HEAD, LUC) == (mail_of(DENIS), mail_of(JULES))
    say_absent(hall, BREVILLE, away(DENIS, LUC), DENIS, NOW)
    assert told(hall, Level.AGENT, LUC) == (ROADS,)
    assert told(hall, Level.AGENT, LUC, at("2026-03-23T10:00")) == (mail_of(LUC),)
    say_absent(hall, BREVILLE, away(JULES), JULES, NOW)
    assert told(hall, Level.HEAD, LUC) == (ROADS,)


def test_what_was_moved_along_is_sent_back_by_deciding_or_handing_over_as_before(hall: Installation) -> None:
    live(hall, department(VOI))
    for back in (
        lambda now: confirm(hall, FIRST, Correction(department=VOI), ANNE, now),
        lambda now: do(hall, Act.HAND_OVER, ANNE, now, department=VOI, reason="à la voirie"),
    ):
        move(hall, Move(town=BREVILLE, before=VOI, after=ACC, reason="réorganisation"), BOSS, LATER, lambda _line: None)
        assert request(hall, 1).line.department == ACC
        back(LATER + timedelta(minutes=1))
        assert request(hall, 1).line.department == VOI


def test_a_deputy_does_the_work_meanwhile_and_no_longer(hall: Installation) -> None:
    with pytest.raises((ForbiddenError, NotFoundError)):
        do(hall, Act.TAKE, DENIS)
    today = datetime.now(UTC).astimezone(PARIS).date()
    kept = say_absent(hall, BREVILLE, Absence(login=JULES, deputy=DENIS, first_day=today, last_day=today), JULES, NOW)
    assert do(hall, Act.TAKE, DENIS).line.situation.taken_by == DENIS
    take_back(hall, BREVILLE, kept.id, JULES, datetime.now(UTC))
    with pytest.raises((ForbiddenError, NotFoundError)):
        do(hall, Act.FINISH, DENIS)


def test_an_absence_is_said_by_himself_his_head_or_an_administrator_and_the_same_again_changes_nothing(hall: Installation) -> None:
    first = say_absent(hall, BREVILLE, away(LUC, DENIS), JULES, NOW)
    assert say_absent(hall, BREVILLE, away(LUC, DENIS), BOSS, LATER).id == first.id
    with pytest.raises(ForbiddenError):
        say_absent(hall, BREVILLE, away(JULES), LUC, NOW)
    with pytest.raises(ForbiddenError):
        take_back(hall, BREVILLE, first.id, DENIS, NOW)
    assert [one.absence for one in coming(hall, BREVILLE, NOW)] == [away(LUC, DENIS)]
    take_back(hall, BREVILLE, first.id, LUC, NOW)
    assert coming(hall, BREVILLE, NOW) == ()
    with hall.database.read() as session:
        kept = [line.action for line in journal.page(session, BREVILLE, after=None, limit=5)]
    assert kept[:2] == ["absence.taken_back", "absence.said"]


def test_a_head_gives_nobody_what_is_of_a_department_that_is_not_his(hall: Installation) -> None:
    join(hall, LUC, Post.AGENT, CCAS)
    with pytest.raises(ForbiddenError):
        say_absent(hall, BREVILLE, away(LUC, JULES), JULES, NOW)
    say_absent(hall, BREVILLE, away(LUC), JULES, NOW)
    say_absent(hall, BREVILLE, away(LUC, DENIS), LUC, NOW)
    join(hall, DENIS, Post.AGENT)
    with pytest.raises(ForbiddenError):
        # What Denis does is Luc's work, too.
        say_absent(hall, BREVILLE, away(DENIS, JULES), JULES, NOW)
    join(hall, JULES, Post.AGENT, CCAS)
    assert say_absent(hall, BREVILLE, away(DENIS, JULES), JULES, NOW).absence.deputy == JULES


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (away(LUC, LUC), "deputy"),
        (away(LUC, "paul"), "deputy"),
        (away(LUC, "nobody"), "deputy"),
        (away(LUC, DENIS, "2026-03-14", "2026-03-13"), "last_day"),
        (away(LUC, DENIS, "2026-03-01", "2026-03-11"), "last_day"),
        (away(LUC, DENIS, "2026-03-12", "2036-03-12"), "last_day"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_with_what_is_wrong(hall: Installation, wanted: Absence, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        say_absent(hall, BREVILLE, wanted, LUC, NOW)
    assert [one.where for one in refused.value.mistakes] == [field]


def test_what_is_given_to_a_department_is_written_down_with_who_gave_it(hall: Installation) -> None:
    with hall.database.read() as session:
        [kept] = transmissions.of_request(session, FIRST)
    given = kept.transmission
    assert (given.department, given.at, given.actor, given.rule) == (VOI, NOW, ANNE, None)
    # Five working days, Friday the first, to the end of the last.
    assert given.due_at == at("2026-03-20T00:00")
    do(hall, Act.HAND_OVER, ANNE, department=ACC, reason="accueil")
    with hall.database.read() as session:
        first, second = transmissions.of_request(session, FIRST)
    assert (first.over_at, second.transmission.department, second.transmission.due_at) == (LATER, ACC, None)


def test_a_department_without_mailbox_is_written_to_through_its_head(hall: Installation) -> None:
    join(hall, DENIS, Post.HEAD, ACC)
    do(hall, Act.HAND_OVER, ANNE, department=ACC, reason="accueil")
    assert [to for to, _, _ in letters(hall)] == [ROADS, mail_of(DENIS)]


def test_a_mail_of_a_confidential_request_says_its_number_and_where_to_read_it(hall: Installation) -> None:
    take_in(hall, SECRET, first=2)
    confirm(hall, RequestId(2), Correction(department=CCAS), ANNE, NOW)
    record = request(hall, 2)
    assert record.line.confidentiality is Confidentiality.SOCIAL
    resend(hall, FIRST, ANNE, LATER)
    told_of = [(subject, body) for to, subject, body in letters(hall) if to == "social@breville.example"]
    assert told_of
    for subject, body in told_of:
        assert "loyer" not in subject + body
        assert "Action sociale" not in subject + body
        assert str(record.line.number) in subject
        assert "/requests/2" in body


def test_a_refusal_is_told_to_who_had_sent_it_with_the_reason(hall: Installation) -> None:
    set_email(hall, ANNE, mail_of(ANNE), "system", NOW)
    do(hall, Act.REFUSE, LUC, reason="voirie départementale")
    to, subject, body = letters(hall)[-1]
    assert (to, subject) == (mail_of(ANNE), "Demande 2026/0001 – à vérifier de nouveau")
    assert "voirie départementale" in body
    with hall.database.read() as session:
        assert transmissions.find_present(session, FIRST) is None


def test_a_refusal_is_told_to_the_town_hall_where_who_sent_it_cannot_be_reached(hall: Installation) -> None:
    do(hall, Act.REFUSE, LUC, reason="voirie départementale")
    assert letters(hall)[-1][0] == MAYOR


def test_a_notice_is_sent_again_and_a_second_click_sends_nothing(hall: Installation) -> None:
    resend(hall, FIRST, ANNE, LATER)
    again = resend(hall, FIRST, ANNE, LATER + timedelta(seconds=20))
    assert actions(again).count("resent") == 1
    assert again.history[-1].details.get("to") == [ROADS] or "resent" in actions(again)
    assert [to for to, _, _ in letters(hall)] == [ROADS, ROADS]
    resend(hall, FIRST, ANNE, LATER + timedelta(minutes=5))
    assert len(letters(hall)) == 3
    do(hall, Act.REFUSE, LUC, LATER + timedelta(minutes=6), reason="non")
    with pytest.raises(ConflictError, match="not open"):
        resend(hall, FIRST, ANNE, LATER + timedelta(minutes=9))


DUE = "2026-03-20T10:00"


def test_what_nobody_opens_goes_back_to_review_once_in_opening_hours(hall: Installation) -> None:
    legal = request(hall, 1).line.dates.legal_on
    assert return_unread(hall, at("2026-03-19T16:00")) == 0
    assert return_unread(hall, at("2026-03-20T02:00")) == 0, "the town hall is closed"
    assert return_unread(hall, at(DUE)) == 1
    assert return_unread(hall, at(DUE)) == 0
    record = request(hall, 1)
    assert (record.line.status, str(record.line.number)) == (Status.REVIEW, "2026/0001")
    assert actions(record)[-1] == "returned_unread"
    assert record.line.reasons[0] == Reason.UNREAD, "the queue says why it is there again"
    assert record.line.dates.legal_on == legal
    assert [subject for _, subject, _ in letters(hall)].count("Demande 2026/0001 – à vérifier de nouveau") == 1
    # It goes out again under its number, and has its time anew.
    confirm(hall, FIRST, Correction(department=VOI), ANNE, at(DUE))
    assert return_unread(hall, at("2026-03-27T16:00")) == 0
    assert return_unread(hall, at("2026-03-30T10:00")) == 1


def test_what_is_taken_back_was_given_to_nobody(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(department=ACC), ANNE, NOW)
    undo(hall, FIRST, ANNE, NOW)
    with hall.database.read() as session:
        present = transmissions.find_present(session, FIRST)
    assert present is not None
    assert (present.transmission.department, present.transmission.due_at) == (VOI, at("2026-03-20T00:00"))


def test_several_processes_give_it_back_once(hall: Installation) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: return_unread(hall, at(DUE)), range(4)))
    assert sum(done) == 1
    assert actions(request(hall, 1)).count("returned_unread") == 1


def test_what_is_taken_or_opened_by_somebody_of_the_department_stays(hall: Installation) -> None:
    note_opened(hall, request(hall, 1), ANNE, LATER)
    with hall.database.read() as session:
        present = transmissions.find_present(session, FIRST)
        assert present is not None
        assert present.opened_at is None, "she is of no department"
    note_opened(hall, request(hall, 1), LUC, LATER)
    note_opened(hall, request(hall, 1), JULES, LATER + timedelta(hours=1))
    with hall.database.read() as session:
        present = transmissions.find_present(session, FIRST)
    assert present is not None
    assert (present.opened_by, present.opened_at) == (LUC, LATER)
    assert return_unread(hall, at("2026-04-20T10:00")) == 0
    assert request(hall, 1).line.status is Status.OPEN


def test_what_was_taken_is_not_given_back(hall: Installation) -> None:
    do(hall, Act.TAKE, LUC)
    assert return_unread(hall, at("2026-04-20T10:00")) == 0
    assert request(hall, 1).line.status is Status.ACCEPTED


def test_a_town_that_wants_nothing_back_gets_nothing_back(hall: Installation) -> None:
    settle(hall, unread_after="aucun")
    assert return_unread(hall, at(DUE)) == 0
    assert request(hall, 1).line.status is Status.OPEN


def test_a_set_that_closes_a_department_asks_where_its_open_requests_go(hall: Installation) -> None:
    closed = department(VOI, closed_on=date(2026, 3, 1))
    with pytest.raises(UnfitRuleSetError) as refused:
        publish(hall, without_roads(present(hall), closed))
    [line] = refused.value.findings.errors
    assert (str(line.where), line.field) == ("Department VOI", "ferme_le")
    assert "1 open requests" in line.what
    assert "citoyen departments move VOI" in line.cure
    assert request(hall, 1).line.department == VOI
    publish(hall, without_roads(present(hall), replace(closed, successor=NEW)))
    assert settle_closed(hall, LATER) == 1


def test_a_set_that_drops_a_department_asks_too(hall: Installation) -> None:
    live(hall)
    kept = present(hall)
    dropped = replace(kept, departments=tuple(one for one in kept.departments if one.code != VOI))
    with pytest.raises(UnfitRuleSetError) as refused:
        publish(hall, dropped)
    assert [line.field for line in refused.value.findings.errors] == ["services"]
    move(hall, Move(town=BREVILLE, before=VOI, after=NEW, reason="réunis"), BOSS, NOW, quiet)
    publish(hall, dropped)


def test_a_closing_to_come_is_a_warning(hall: Installation) -> None:
    publish(hall, without_roads(present(hall), department(VOI, closed_on=date(2026, 5, 1))))
    assert settle_closed(hall, LATER) == 0
    assert request(hall, 1).line.status is Status.OPEN
    assert settle_closed(hall, at("2026-05-01T10:00")) == 1
    record = request(hall, 1)
    assert (record.line.status, actions(record)[-1]) == (Status.REVIEW, "returned_closed")
    with pytest.raises(ConfigurationError, match="is closed"):
        confirm(hall, FIRST, Correction(), ANNE, at("2026-05-02T10:00"))


def quiet(_done: int) -> None:
    """Say nothing of how far it is."""


def test_a_successor_takes_what_lies_there_with_every_clock_as_it_was(hall: Installation) -> None:
    do(hall, Act.TAKE, LUC)
    before = request(hall, 1)
    live(hall, department(VOI, closed_on=date(2026, 3, 1), successor=NEW))
    assert settle_closed(hall, LATER) == 1
    record = request(hall, 1)
    assert (record.line.department, record.line.status) == (NEW, Status.OPEN)
    assert record.line.version > before.line.version
    assert (record.timing, record.line.dates.legal_on) == (before.timing, before.line.dates.legal_on)
    assert record.history[-1].details["department"] == NEW
    assert [to for to, _, _ in letters(hall)][-1] == "ctm@breville.example"
    assert "VOI, qui ne la traite plus" in letters(hall)[-1][2]
    assert settle_closed(hall, LATER) == 0


def test_who_belongs_to_both_keeps_what_he_has_in_hand(hall: Installation) -> None:
    live(hall)
    join(hall, LUC, Post.AGENT, NEW)
    do(hall, Act.TAKE, LUC)
    move(hall, Move(town=BREVILLE, before=VOI, after=NEW, reason="réunis"), BOSS, LATER, quiet)
    situation = request(hall, 1).line.situation
    assert (situation.status, situation.taken_by) == (Status.ACCEPTED, LUC)


@contextmanager
def killed_after(monkeypatch: pytest.MonkeyPatch, count: int) -> Iterator[None]:
    """Let the process die once so many requests are moved."""
    moved = 0
    put = stored.put

    def dying(*args: object) -> None:
        nonlocal moved
        moved += 1
        if moved > count:
            raise KeyboardInterrupt
        put(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(stored, "put", dying)
        with pytest.raises(KeyboardInterrupt):
            yield


def test_a_move_that_is_killed_goes_on_and_moves_each_once(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    live(hall)
    take_in(hall, *(f"{HOLE} {number}" for number in range(3)), first=2)
    for number in (2, 3):
        confirm(hall, RequestId(number), Correction(department=VOI), ANNE, NOW)
    wanted = Move(town=BREVILLE, before=VOI, after=NEW, reason="réunis")
    with killed_after(monkeypatch, 1):
        move(hall, wanted, BOSS, LATER, quiet)
    assert move(hall, wanted, BOSS, LATER, quiet) >= 2
    assert move(hall, wanted, BOSS, LATER, quiet) == 0
    records = [request(hall, number) for number in (1, 2, 3)]
    assert {record.line.department for record in records} == {NEW}
    assert [actions(record).count("moved") for record in records] == [1, 1, 1]
    assert [to for to, _, _ in letters(hall)].count("ctm@breville.example") == 3
    assert all(record.history[-1].details.get("reason") == "réunis" for record in records if record.history[-1].action == "moved")


@pytest.mark.parametrize(("after", "reason", "field"), [(NEW, "", "reason"), (VOI, "x", "to"), (DepartmentCode("ZZZ"), "x", "to")])
def test_a_move_that_cannot_be_is_refused(hall: Installation, after: DepartmentCode, reason: str, field: str) -> None:
    live(hall)
    with pytest.raises(InvalidError) as refused:
        move(hall, Move(town=BREVILLE, before=VOI, after=after, reason=reason), BOSS, LATER, quiet)
    assert [one.where for one in refused.value.mistakes] == [field]


def test_only_who_sets_up_or_regulates_moves(hall: Installation) -> None:
    live(hall)
    with pytest.raises(ForbiddenError):
        move(hall, Move(town=BREVILLE, before=VOI, after=NEW, reason="x"), LUC, LATER, quiet)


def test_departments_with_open_requests_are_found_without_reading_all(hall: Installation) -> None:
    take_in(hall, SECRET, first=2)
    confirm(hall, RequestId(2), Correction(department=CCAS), ANNE, NOW)
    with hall.database.read() as session:
        found: Sequence[DepartmentCode] = stored.occupied(session, BREVILLE)
        counts = stored.open_in(session, BREVILLE, found)
    assert counts == {CCAS: 1, VOI: 1}


def test_requests_of_others_are_not_touched(hall: Installation) -> None:
    with hall.database.read() as session:
        assert requests.get(session, FIRST).line.department == VOI
        assert stored.occupied(session, town().id) == (VOI,)
