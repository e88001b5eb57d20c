from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import NotFoundError
from domain.ids import InboundId, TownId
from domain.inbound import Channel, Outcome
from store import inbounds, requests
from store.engine import Database
from tests.store.samples import NOW, VALOGNES, inbound, keep_draft, keep_town, new_request


def test_arrival_comes_back_pending(served: Database) -> None:
    with served.write() as session:
        inbound_id, is_new = inbounds.add(session, inbound())
    assert is_new
    with served.read() as session:
        record = inbounds.get(session, inbound_id)
    assert (record.inbound, record.outcome, record.reason, record.deliveries) == (inbound(), Outcome.PENDING, None, 1)


def test_same_content_from_many_threads_is_one_arrival(served: Database) -> None:
    def deliver(_: int) -> tuple[InboundId, bool]:
        with served.write() as session:
            return inbounds.add(session, inbound())

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(deliver, range(40)))
    assert len({inbound_id for inbound_id, _ in answers}) == 1
    assert sum(is_new for _, is_new in answers) == 1
    with served.read() as session:
        assert inbounds.get(session, answers[0][0]).deliveries == 40


def test_same_content_to_another_mailbox_adds_the_recipient_to_the_envelope(served: Database) -> None:
    first = inbound()
    social = replace(first.envelope, recipients=("ccas@valognes.example", *first.envelope.recipients))
    with served.write() as session:
        inbound_id, _ = inbounds.add(session, first)
    for _ in range(2):
        with served.write() as session:
            assert inbounds.add(session, replace(first, mailbox="ccas@valognes.example", envelope=social)) == (inbound_id, False)
    with served.read() as session:
        record = inbounds.get(session, inbound_id)
    assert record.inbound.envelope == replace(first.envelope, recipients=("mairie@valognes.example", "ccas@valognes.example"))
    assert (record.inbound.mailbox, record.deliveries) == ("mairie@valognes.example", 3)


def test_same_content_in_another_town_or_channel_is_another_arrival(served: Database) -> None:
    reims = TownId("reims")
    with served.write() as session:
        keep_town(session, reims)
        others = (inbound(), inbound(town_id=reims), replace(inbound(), channel=Channel.FORM))
        assert len({inbounds.add(session, other) for other in others}) == 3


def test_outcome_is_kept_with_its_reason(served: Database) -> None:
    with served.write() as session:
        inbound_id, _ = inbounds.add(session, inbound())
        inbounds.set_outcome(session, inbound_id, Outcome.MACHINE, "auto_reply")
    with served.read() as session:
        assert inbounds.get(session, inbound_id).outcome is Outcome.MACHINE
        assert inbounds.get(session, inbound_id).reason == "auto_reply"


def test_unknown_arrival_is_not_found(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFoundError):
        inbounds.get(session, InboundId(1))


def test_ledger_has_one_line_per_arrival_with_its_requests(served: Database) -> None:
    with served.write() as session:
        _, draft_id = keep_draft(session)
        first, second = (requests.add(session, new_request(draft_id, part=part)) for part in (1, 2))
        number = requests.number(session, first, 2026)
        inbounds.add(session, inbound(b"Bonsoir"))
        tracking = requests.get(session, second).line.tracking
    with served.read() as session:
        lines = list(inbounds.ledger(session))
    assert [line.requests for line in lines] == [(str(number), tracking), ()]
    assert [line.outcome for line in lines] == [Outcome.PENDING, Outcome.PENDING]
    assert lines[0].source_id == "<1@mail.example>"


def test_ledger_can_be_limited_to_a_town_and_a_time(served: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.inbounds._LEDGER_PAGE", 2)
    with served.write() as session:
        keep_town(session, TownId("reims"))
        for hours in range(5):
            inbounds.add(session, replace(inbound(str(hours).encode()), received_at=NOW + timedelta(hours=hours)))
        inbounds.add(session, inbound(town_id=TownId("reims")))
    with served.read() as session:
        assert len(list(inbounds.ledger(session))) == 6
        assert len(list(inbounds.ledger(session, town=VALOGNES))) == 5
        middle = inbounds.ledger(session, town=VALOGNES, since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=4))
        assert [line.received_at for line in middle] == [NOW + timedelta(hours=hours) for hours in (1, 2, 3)]


def test_many_arrivals_at_once_are_rows_in_their_order_and_the_same_twice_is_one(served: Database) -> None:
    first, other = inbound(b"Bonjour"), inbound(b"Bonsoir")
    again = replace(first, envelope=replace(first.envelope, recipients=("ccas@valognes.example",)))
    with served.write() as session:
        before, _ = inbounds.add(session, other)
        added = inbounds.add_many(session, [first, again, other])
        assert inbounds.add_many(session, []) == ()
    assert [is_new for _, is_new in added] == [True, False, False]
    assert added[0][0] == added[1][0]
    assert added[2][0] == before
    with served.read() as session:
        assert inbounds.get(session, added[0][0]).deliveries == 2
        assert inbounds.get(session, before).deliveries == 2
        recipients = inbounds.get(session, added[0][0]).inbound.envelope.recipients
    assert recipients == (*first.envelope.recipients, "ccas@valognes.example")
