from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from domain.errors import NotFoundError
from store import outbox
from store.engine import Database
from store.outbox import Held, Letter, OutboxId
from tests.store.plans import plans
from tests.store.samples import NOW, VALOGNES

LETTER = Letter(town=VALOGNES, request=None, kind="acknowledgement", recipient="s@mail.example", payload={"subject": "Reçu"})


def test_letter_comes_back_waiting(served: Database) -> None:
    with served.write() as session:
        outbox_id = outbox.add(session, LETTER, NOW)
    with served.read() as session:
        record = outbox.get(session, outbox_id)
    assert (record.letter, record.state, record.created_at, record.sent_at) == (LETTER, "waiting", NOW, None)


def test_letter_is_sent(served: Database) -> None:
    with served.write() as session:
        outbox_id = outbox.add(session, LETTER, NOW)
        outbox.mark_sent(session, outbox_id, NOW)
    with served.read() as session:
        assert (outbox.get(session, outbox_id).state, outbox.get(session, outbox_id).sent_at) == ("sent", NOW)


def test_held_letters_stay_in_sight(served: Database) -> None:
    with served.write() as session:
        ids = [outbox.add(session, LETTER, NOW) for _ in range(3)]
        outbox.mark_held(session, ids[0])
        outbox.mark_held(session, ids[2])
    with served.read() as session:
        assert [record.id for record in outbox.held(session, after=None, limit=9)] == [ids[0], ids[2]]
        assert [record.id for record in outbox.held(session, after=ids[0], limit=9)] == [ids[2]]


def test_of_many_that_tell_one_event_at_once_one_does(served: Database) -> None:
    told = replace(LETTER, event="closed:1:7")
    together = Barrier(4)

    def tell(_: int) -> OutboxId | None:
        together.wait(10)
        with served.write() as session:
            return outbox.add_once(session, told, NOW)

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(tell, range(4)))
    assert len([one for one in written if one is not None]) == 1
    with served.write() as session:
        assert outbox.add_once(session, replace(told, recipient="autre@mail.example"), NOW) is not None
        assert outbox.add_once(session, replace(told, event="closed:1:8"), NOW) is not None


def test_letters_to_print_are_those_of_a_town_in_order(served: Database) -> None:
    with served.write() as session:
        ids = [outbox.add(session, LETTER, NOW) for _ in range(4)]
        for one in ids[:3]:
            outbox.keep_here(session, one, Held.PRINT)
        outbox.keep_here(session, ids[3], Held.OURS)
        outbox.mark_sent(session, ids[1], NOW)
    with served.read() as session:
        assert [one.id for one in outbox.to_print(session, VALOGNES, after=None, limit=9)] == [ids[0], ids[2]]
        assert [one.id for one in outbox.to_print(session, None, after=ids[0], limit=9)] == [ids[2]]


def test_unknown_letter_is_not_found(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFoundError):
        outbox.get(session, OutboxId(1))


def test_letter_that_left_meanwhile_is_not_taken_up_again(served: Database) -> None:
    with served.write() as session:
        held, sent = (outbox.add(session, LETTER, NOW) for _ in range(2))
        outbox.mark_held(session, held, Held.TOO_MANY)
        outbox.mark_sent(session, sent, NOW)
        for letter in (held, sent):
            outbox.take_up(session, letter)
        assert [outbox.get(session, one).state for one in (held, sent)] == ["waiting", "sent"]
        assert outbox.get(session, held).held_why is None


def test_letters_of_years_are_not_read_to_count_those_of_today(served: Database) -> None:
    with served.write() as session:
        for number in range(400):
            outbox.mark_sent(session, outbox.add(session, LETTER, NOW - timedelta(days=number)), NOW - timedelta(days=number))
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
        since = (NOW - timedelta(hours=1), NOW - timedelta(days=1))
        plan = plans(session, lambda: outbox.counts_since(session, LETTER.recipient, (LETTER.kind,), since, NOW))
    for bounds in ("recipient_created_at", "recipient_sent_at", "recipient_leaving"):
        assert f"ix_outbox_{bounds}" in plan, plan
    for at in ("created_at", "sent_at"):
        assert f"AND {at}>? AND {at}<?" in plan or f"({at} > " in plan, plan


def test_a_letter_counts_once_by_when_it_was_written_left_or_is_about_to(served: Database) -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    with served.write() as session:
        old = outbox.add(session, LETTER, NOW - 3 * day)
        outbox.mark_sent(session, old, NOW - 3 * day)
        late = outbox.add(session, LETTER, NOW - 3 * day)
        outbox.mark_sent(session, late, NOW - 2 * hour)
        both = outbox.add(session, LETTER, NOW - hour / 2)
        outbox.mark_sent(session, both, NOW - hour / 2)
        outbox.add(session, LETTER, NOW - 3 * day)  # waits still
        outbox.mark_held(session, outbox.add(session, LETTER, NOW - hour / 2), Held.TOO_MANY)
        outbox.add(session, replace(LETTER, recipient="autre@mail.example"), NOW - hour / 2)
        outbox.add(session, replace(LETTER, kind="other"), NOW - hour / 2)
        ahead = outbox.add(session, LETTER, NOW + 3 * day)
        outbox.mark_sent(session, ahead, NOW + 3 * day)
    with served.read() as session:
        assert outbox.counts_since(session, LETTER.recipient, (LETTER.kind,), (NOW - hour, NOW - day), NOW) == (2, 3)


def test_letters_that_left_are_not_read_to_find_those_that_are_here(served: Database) -> None:
    with served.write() as session:
        for _ in range(200):
            outbox.mark_sent(session, outbox.add(session, LETTER, NOW), NOW)
        outbox.mark_held(session, outbox.add(session, LETTER, NOW))
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
        plan = plans(session, lambda: (outbox.held(session, after=None, limit=10), outbox.count_by_reason(session)))
    assert plan.count("ix_outbox_unsent") == 2, plan
