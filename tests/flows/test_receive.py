"""Taking in: originals and rows, once each, or nothing at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import UnavailableError
from domain.ids import Sha256
from domain.inbound import Outcome
from flows.receive import receive
from flows.wiring import Installation
from store import inbounds, jobs
from store.blobs import Blobs
from tests.installations import AUVILLE, NOW, POTHOLE, arrival, ledger, mail


class _FullDisk(Blobs):
    def put_many(self, raws: Sequence[bytes]) -> tuple[Sha256, ...]:
        raise UnavailableError("no space")


def test_an_arrival_is_an_original_a_row_and_a_job(town_hall: Installation) -> None:
    raw = mail(POTHOLE)
    (received,) = receive(town_hall, [arrival(raw)])
    with town_hall.database.read() as session:
        record = inbounds.get(session, received.inbound_id)
        assert jobs.due(session, NOW) == {"mail": 1}
    assert received.is_new
    assert town_hall.blobs.read(record.inbound.sha256) == raw
    assert (record.outcome, record.inbound.source_id, record.inbound.received_at) == (Outcome.PENDING, "<1@courriel.example>", NOW)


def test_the_same_mail_delivered_twice_is_one_arrival(town_hall: Installation) -> None:
    raw = mail(POTHOLE)
    again = b"Received: from relay.example by mx.example; Thu, 12 Mar 2026 09:15:00 +0100\r\n" + raw
    first, second = receive(town_hall, [arrival(raw), arrival(again)])
    (third,) = receive(town_hall, [arrival(raw)])
    assert [first.is_new, second.is_new, third.is_new] == [True, False, False]
    assert first.inbound_id == second.inbound_id == third.inbound_id
    assert len(ledger(town_hall)) == 1
    with town_hall.database.read() as session:
        assert inbounds.get(session, first.inbound_id).deliveries == 3


def test_a_mail_to_two_towns_is_one_arrival_in_each(town_hall: Installation) -> None:
    raw = mail(POTHOLE)
    there = arrival(raw, town_id=AUVILLE, mailbox="mairie@auville.example")
    receive(town_hall, [arrival(raw), there])
    assert {line.town for line in ledger(town_hall)} == {"breville", "auville"}


def test_without_disk_there_is_no_row(town_hall: Installation, tmp_path: Path) -> None:
    broken = replace(town_hall, blobs=_FullDisk(tmp_path))
    with pytest.raises(UnavailableError):
        receive(broken, [arrival(mail(POTHOLE))])
    assert ledger(town_hall) == ()


def test_the_bell_rings_after_the_commit(town_hall: Installation) -> None:
    seen = []
    town_hall.bell.listen(lambda queue: seen.append((queue, len(ledger(town_hall)))))
    receive(town_hall, [arrival(mail(POTHOLE))])
    assert seen == [("mail", 1)]


def test_a_job_waits_from_the_moment_of_arrival(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    with town_hall.database.read() as session:
        assert jobs.oldest_due(session, NOW + timedelta(seconds=5)) == {"mail": 5.0}
