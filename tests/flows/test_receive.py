"""Taking in: originals and rows, once each, or nothing at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from domain.errors import UnavailableError
from domain.ids import Sha256
from domain.inbound import Outcome
from flows.receive import Received, receive
from flows.wiring import Installation
from ingest.email.smtp_answers import put_off
from store import inbounds, jobs, originals, packs
from store.blobs import AlteredError, Blobs
from store.schema import OriginalRow
from tests.installations import AUVILLE, MAYOR, NOW, POTHOLE, arrival, ledger, mail


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


LARGE = mail("Bonjour,\n\n" + "Le trottoir est défoncé depuis des mois. " * 5000)


def _full(session: Session, _received: Sequence[Received]) -> None:
    raise ZeroDivisionError


def test_a_packed_original_whose_row_was_not_kept_comes_again(town_hall: Installation) -> None:
    raw = mail("x" * 100_000)
    with pytest.raises(ZeroDivisionError):
        receive(town_hall, [arrival(raw)], _full)
    assert ledger(town_hall) == ()
    (received,) = receive(town_hall, [arrival(raw)])
    with town_hall.database.read() as session:
        digest = inbounds.get(session, received.inbound_id).inbound.sha256
    assert received.is_new
    assert town_hall.blobs.read(digest) == raw


def test_a_large_original_is_a_file_and_a_small_one_a_row(town_hall: Installation) -> None:
    small = mail(POTHOLE)
    for raw, is_file in ((small, False), (LARGE, True)):
        (received,) = receive(town_hall, [arrival(raw)])
        with town_hall.database.read() as session:
            digest = inbounds.get(session, received.inbound_id).inbound.sha256
            assert (originals.find(session, digest) is None) is is_file
        assert (town_hall.settings.blobs_folder / digest[:2] / digest).is_file() is is_file
        assert town_hall.blobs.read(digest) == town_hall.blobs.path(digest).read_bytes() == raw


def test_one_of_middling_size_is_in_a_pack_once(town_hall: Installation) -> None:
    raw = mail("Bonjour,\n\n" + "Le trottoir est défoncé depuis des mois. " * 1500)
    for one in (arrival(raw), arrival(raw, town_id=AUVILLE, mailbox="mairie@auville.example")):
        (received,) = receive(town_hall, [one])
        with town_hall.database.read() as session:
            digest = inbounds.get(session, received.inbound_id).inbound.sha256
            told = originals.find(session, digest)
        assert told is not None
        assert packs.place(told) is not None
        assert town_hall.blobs.read(digest) == town_hall.blobs.path(digest).read_bytes() == raw
    (pack,) = (town_hall.settings.blobs_folder / "packs").iterdir()
    assert pack.read_bytes() == raw


def test_large_and_small_of_one_batch_keep_their_order(town_hall: Installation) -> None:
    raws = [mail(f"{number} " + "x" * (10, 50_000, 200_000)[number % 3], number=number) for number in range(12)]
    received = receive(town_hall, [arrival(raw) for raw in raws])
    with town_hall.database.read() as session:
        digests = [inbounds.get(session, one.inbound_id).inbound.sha256 for one in received]
    assert [town_hall.blobs.read(digest) for digest in digests] == raws


def test_the_same_mail_twice_in_one_batch_is_one_arrival_for_all_its_recipients(town_hall: Installation) -> None:
    for raw in (mail(POTHOLE), LARGE):
        first, again, other = receive(
            town_hall,
            [arrival(raw), arrival(raw, mailbox="ccas@breville.example"), arrival(raw, town_id=AUVILLE, mailbox="mairie@auville.example")],
        )
        assert [first.is_new, again.is_new, other.is_new] == [True, False, True]
        assert first.inbound_id == again.inbound_id != other.inbound_id
        with town_hall.database.read() as session:
            record = inbounds.get(session, first.inbound_id)
        assert record.deliveries == 2
        assert record.inbound.envelope.recipients == (MAYOR, "ccas@breville.example")
    with town_hall.database.read() as session:
        assert jobs.due(session, NOW) == {"mail": 4}


def test_a_batch_of_nothing_is_nothing(town_hall: Installation) -> None:
    assert receive(town_hall, []) == ()


@pytest.mark.parametrize("raw", [mail(POTHOLE), LARGE])
def test_what_stopped_between_original_and_commit_leaves_no_row_and_comes_again_whole(town_hall: Installation, raw: bytes) -> None:
    with pytest.raises(ZeroDivisionError):
        receive(town_hall, [arrival(raw)], _full)
    assert ledger(town_hall) == ()
    with town_hall.database.read() as session:
        assert jobs.due(session, NOW) == {}
    (received,) = receive(town_hall, [arrival(raw)])
    assert received.is_new
    with town_hall.database.read() as session:
        assert town_hall.blobs.read(inbounds.get(session, received.inbound_id).inbound.sha256) == raw


def test_a_full_database_keeps_nothing_and_says_so(town_hall: Installation) -> None:
    if not town_hall.settings.database_address.startswith("sqlite"):
        pytest.skip("PostgreSQL cannot be told to be full")
    with town_hall.database.write() as session:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(UnavailableError) as caught:
        receive(town_hall, [arrival(mail("x" * 30_000, number=number)) for number in range(3)])
    assert put_off(caught.value).startswith("452 4.3.1")
    assert ledger(town_hall) == ()
    with town_hall.database.write() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
    assert receive(town_hall, [arrival(mail(POTHOLE))])[0].is_new


def test_an_original_altered_in_the_database_is_not_given_out(town_hall: Installation) -> None:
    (received,) = receive(town_hall, [arrival(mail(POTHOLE))])
    with town_hall.database.write() as session:
        digest = inbounds.get(session, received.inbound_id).inbound.sha256
        session.execute(update(OriginalRow).values(raw=b"altered"))
    for use in (town_hall.blobs.read, town_hall.blobs.path):
        with pytest.raises(AlteredError):
            use(digest)


def test_the_bell_rings_after_the_commit(town_hall: Installation) -> None:
    seen = []
    town_hall.bell.listen(lambda queue: seen.append((queue, len(ledger(town_hall)))))
    receive(town_hall, [arrival(mail(POTHOLE))])
    assert seen == [("mail", 1)]


def test_a_job_waits_from_the_moment_of_arrival(town_hall: Installation) -> None:
    receive(town_hall, [arrival(mail(POTHOLE))])
    with town_hall.database.read() as session:
        assert jobs.oldest_due(session, NOW + timedelta(seconds=5)) == {"mail": 5.0}
