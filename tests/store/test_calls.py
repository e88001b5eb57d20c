"""Calls, logs and call-backs as they are kept, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.call import Call, CallBackState, CallEnd, Way
from domain.errors import NotFoundError
from domain.ids import InboundId, Sha256, TownId
from store import call_backs, call_logs, calls
from store import towns as stored_towns
from store.call_backs import Standing
from store.call_logs import CallLog, FaultyRow, LogState, Mark, Origin, Progress
from store.calls import CallId, CardState, Export, NewCall
from store.engine import Database
from store.schema import CallBackRow, InboundRow, table_of
from tests import installations
from tests.installations import AUVILLE, BREVILLE

AT = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
DAY = date(2026, 3, 12)
ANNE, PAUL = "+33639982231", "+33639981107"


@pytest.fixture
def towns(database: Database) -> Database:
    with database.write() as session:
        for town in (BREVILLE, AUVILLE):
            stored_towns.save_town(
                session,
                installations.town(town),
                installations.ruleset(town),
                installations.places(),
                installations.mailboxes(town),
                AT,
            )
    return database


def call(key: str, at: datetime = AT, end: CallEnd = CallEnd.MISSED, outside: str | None = ANNE, **more: object) -> Call:
    found = Call(key=key, way=Way.IN, at=at, end=end, outside=outside, line="+33199001000", lines=(1,))
    return replace(found, **more)  # type: ignore[arg-type]


def log(database: Database, source: str = "a.csv", town: TownId = BREVILLE, digest: str | None = None) -> CallLog:
    with database.write() as session:
        of = None if digest is None else Sha256(digest)
        return call_logs.add(session, town, Origin(source=source, actor="test"), AT, digest=of)


def put(database: Database, of: CallLog, *found: Call, card: CardState | None = None) -> None:
    with database.write() as session:
        calls.put(session, of.town, of.id, [NewCall(call=one, card=card) for one in found])


def kept(database: Database, town: TownId = BREVILLE) -> list[Call]:
    with database.read() as session:
        return list(calls.of_numbers(session, town, [ANNE, PAUL], AT - timedelta(days=1), AT + timedelta(days=1)))


def test_a_call_comes_back_as_it_was(towns: Database) -> None:
    one = call("a", name="Quesnel\0 \udcff", talk_s=5, ring_s=7, agent="201", audio="x.wav", transcript="Bonjour", lines=(3, 5, 9))
    put(towns, log(towns), one)
    [found] = kept(towns)
    assert found == replace(one, name="Quesnel� �")
    with towns.read() as session:
        with pytest.raises(NotFoundError):
            calls.get(session, CallId(99))
        assert calls.rows_from(session, log(towns).id, 1) == {}


def test_its_own_log_changes_a_call_and_another_one_completes_it(towns: Database) -> None:
    own, other = log(towns, "a.csv"), log(towns, "b.csv")
    put(towns, own, call("a", lines=(1, 2)))
    put(towns, other, call("a", end=CallEnd.BUSY, name="Quesnel", lines=(7,)))
    [found] = kept(towns)
    assert (found.end, found.name, found.lines) == (CallEnd.MISSED, "Quesnel", (1, 2))
    put(towns, other, call("a", end=CallEnd.ANSWERED, talk_s=9))
    assert kept(towns)[0].end is CallEnd.ANSWERED, "who has seen it answered knows more"
    put(towns, own, call("a", end=CallEnd.VOICEMAIL, lines=(1, 2, 4)))
    [found] = kept(towns)
    assert (found.end, found.name, found.lines) == (CallEnd.VOICEMAIL, "Quesnel", (1, 2, 4))


def test_a_card_that_was_settled_stays_so(towns: Database) -> None:
    own = log(towns)
    put(towns, own, call("a", end=CallEnd.ANSWERED), card=CardState.OPEN)
    with towns.write() as session:
        [one] = calls.cards(session, BREVILLE, CardState.OPEN, before=None, limit=5)
        assert calls.settle_card(session, one.id, CardState.DONE, "claire", AT, "AAAA-BBBB")
        assert not calls.settle_card(session, one.id, CardState.DISMISSED, "claire", AT)
    put(towns, own, call("a", end=CallEnd.ANSWERED), card=CardState.OPEN)
    with towns.read() as session:
        assert (calls.get(session, one.id).card, calls.open_cards(session, BREVILLE)) == (CardState.DONE, 0)


def test_a_call_that_turns_out_to_have_begun_earlier_is_not_doubled(towns: Database) -> None:
    own = log(towns)
    put(towns, own, call("late"), call("other", outside=PAUL))
    with towns.write() as session:
        calls.rename(session, BREVILLE, "late", "early")
        calls.rename(session, BREVILLE, "other", "early")
    assert [one.key for one in kept(towns)] == ["early"]


def test_calls_of_the_same_export_are_not_those_of_another(towns: Database) -> None:
    first, second = log(towns, "a.csv"), log(towns, "b.csv")
    put(towns, first, call("a"))
    put(towns, second, call("b"))
    put(towns, log(towns, "a.csv", AUVILLE), call("c"))
    with towns.read() as session:
        found = calls.elsewhere(session, BREVILLE, Export(source="a.csv", layout=""), AT, AT)
        assert [one.key for one in found] == ["b"]


def test_a_log_of_the_same_bytes_is_one_and_of_another_town_another(towns: Database) -> None:
    assert log(towns, digest="d" * 64).id == log(towns, "again.csv", digest="d" * 64).id
    assert log(towns, town=AUVILLE, digest="d" * 64).id != log(towns, digest="d" * 64).id
    assert log(towns).id != log(towns).id, "files that grow have no digest"


def test_how_far_a_log_is_read_is_kept_and_forgotten_when_it_is_begun_anew(towns: Database) -> None:
    own = log(towns)
    mark = Mark(device=2**40, inode=2**50, head="h" * 64, head_bytes=17)
    progress = Progress(ends=2**33, resume=2**32, resume_line=2**31, size=2**33, span=(AT, AT + timedelta(hours=1)))
    with towns.write() as session:
        call_logs.set_mark(session, own.id, mark)
        call_logs.advance(session, own.id, progress, {"rows": 3}, AT)
        call_logs.add_faults(session, own.id, [FaultyRow(line=line, reason="cells", value="\0") for line in (5, 5, 2)])
    with towns.read() as session:
        found = call_logs.get(session, own.id)
        assert (found.mark, found.progress, found.counts) == (mark, progress, {"rows": 3})
        assert [one.line for one in call_logs.faults(session, own.id)] == [2, 5]
        assert call_logs.wholes(session, BREVILLE, "a.csv") == ()
        assert call_logs.growing(session, BREVILLE, "a.csv") == found
        assert call_logs.growing(session, AUVILLE, "a.csv") is None
    with towns.write() as session:
        call_logs.begin(session, own.id, "asterisk", {"plan": {}}, LogState.READING, AT)
        assert not call_logs.faults(session, own.id)
        assert call_logs.get(session, own.id).progress.ends == 0


def test_no_more_faults_are_kept_than_are_shown(towns: Database) -> None:
    own = log(towns)
    for start in (0, 900, 1800):
        with towns.write() as session:
            call_logs.add_faults(session, own.id, [FaultyRow(line=start + line, reason="cells", value="") for line in range(900)])
    with towns.read() as session:
        assert len(call_logs.faults(session, own.id)) == call_logs.MOST_FAULTS


def test_a_source_tells_since_when_it_cannot_be_read(towns: Database) -> None:
    later = AT + timedelta(hours=1)
    with towns.write() as session:
        call_logs.set_fault(session, BREVILLE, "/x", "missing", "", AT)
        call_logs.set_fault(session, BREVILLE, "/x", "away", "I/O", later)
        [status] = call_logs.sources(session, BREVILLE)
        assert (status.fault, status.fault_since) == ("away", AT)
        call_logs.set_looked(session, BREVILLE, "/x", later)
        call_logs.set_fault(session, BREVILLE, "/x", "missing", "", later)
        [status] = call_logs.sources(session)
        assert (status.fault_since, status.looked_at) == (later, later)


def test_mappings_are_kept_by_name(towns: Database) -> None:
    with towns.write() as session:
        for document in ({"columns": {"start": 1}}, {"columns": {"start": 2}}):
            call_logs.put_mapping(session, BREVILLE, "standard", document, "test", AT)
        assert call_logs.mappings(session, BREVILLE) == {"standard": {"columns": {"start": 2}}}
        assert call_logs.drop_mapping(session, BREVILLE, "standard") and not call_logs.drop_mapping(session, BREVILLE, "standard")


def standing(number: str = ANNE, attempts: int = 1, state: CallBackState = CallBackState.DUE, **more: object) -> Standing:
    found = Standing(number=number, day=DAY, state=state, attempts=attempts, first_at=AT, last_at=AT)
    return replace(found, **more)  # type: ignore[arg-type]


def test_only_what_is_due_and_not_past_waits(towns: Database) -> None:
    with towns.write() as session:
        call_backs.put(
            session,
            BREVILLE,
            [standing(), standing(PAUL, state=CallBackState.CALLED_BACK), standing("+33199001234", is_past=True)],
        )
        assert [one.standing.number for one in call_backs.waiting(session, 10)] == [ANNE]
        assert call_backs.count_due(session, BREVILLE) == call_backs.count_due(session, None) == 1
        assert call_backs.count_due(session, AUVILLE) == 0


def test_one_suspended_town_keeps_no_other_from_being_called_back(towns: Database) -> None:
    with towns.write() as session:
        call_backs.put(session, AUVILLE, [standing(PAUL)])
        call_backs.put(session, BREVILLE, [standing()])
        stored_towns.suspend(session, AUVILLE, "Déménagement", AT)
        assert [one.standing.number for one in call_backs.waiting(session, 1)] == [ANNE]
        stored_towns.suspend(session, AUVILLE, None, None)
        assert [one.standing.number for one in call_backs.waiting(session, 10)] == [PAUL, ANNE]


def test_what_changes_after_the_arrival_is_to_be_told_and_what_changed_back_is_not(towns: Database) -> None:
    with towns.write() as session:
        call_backs.put(session, BREVILLE, [standing(), standing(PAUL)])
        one = call_backs.waiting(session, 1)[0]
        arrival = _arrival(session)
        assert call_backs.set_arrival(session, one.id, arrival, 1)
        assert not call_backs.set_arrival(session, one.id, arrival, 1), "it has one"
        assert not call_backs.untold(session, 10)
        call_backs.put(session, BREVILLE, [standing(attempts=2), standing(PAUL, attempts=2)])
        [untold] = call_backs.untold(session, 10)
        assert (untold.id, untold.standing.attempts, untold.told_attempts) == (one.id, 2, 1)
        call_backs.set_told(session, call_backs.hold(session, one.id))
        assert not call_backs.untold(session, 10)
        call_backs.withdraw(session, BREVILLE, ANNE, DAY, "key", AT)
        call_backs.withdraw(session, BREVILLE, PAUL, DAY, None, None)
        [untold] = call_backs.untold(session, 10)
        assert (untold.standing.state, untold.standing.attempts) == (CallBackState.ANSWERED_LATER, 0)
        call_backs.put(session, BREVILLE, [standing(attempts=2)])
        assert not call_backs.untold(session, 10), "it stands as its request knows it"
        assert call_backs.of_arrival(session, arrival) is not None


def test_an_arrival_that_is_beaten_by_another_attempt_is_told_of_it(towns: Database) -> None:
    with towns.write() as session:
        call_backs.put(session, BREVILLE, [standing(attempts=3)])
        [one] = call_backs.waiting(session, 1)
        assert call_backs.set_arrival(session, one.id, _arrival(session), 2)
        assert [row.is_told for row in session.scalars(select(CallBackRow))] == [False]


def _arrival(session: Session) -> InboundId:
    """Keep an arrival beside."""
    inbound = table_of(InboundRow)
    told = {"town": BREVILLE, "channel": "phone", "sha256": "a", "size": 1, "content_key": "a", "received_at": AT}
    row = {**told, "envelope": {}, "deliveries": 1, "outcome": "pending"}
    return InboundId(session.execute(insert(inbound).values(row).returning(inbound.c.id)).scalar_one())
