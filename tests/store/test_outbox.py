from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from domain.errors import NotFoundError
from store import outbox
from store.engine import Database
from store.outbox import Held, Letter, OutboxId
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
