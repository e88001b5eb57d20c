"""The account of an installation: originals compared, each night counted once, disks looked at (S31)."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.conservation import Asked, Flaw
from domain.errors import NotFoundError
from domain.ids import TownId
from domain.inbound import Outcome
from flows import nightly
from flows.conservation import account, with_originals
from flows.intake_health import IntakeWatch
from flows.receive import receive
from flows.wiring import Installation
from flows.work import work
from store import inbounds, jobs
from store import nightly as stored
from tests.flows.taking import Watched
from tests.flows.test_follow_up import take_in, write
from tests.installations import AUVILLE, BREVILLE, NOW, POTHOLE, arrival, ledger

NIGHT = datetime(2026, 3, 13, 1, 30, tzinfo=UTC)  # half past two in Paris


def test_what_came_in_adds_up_by_channel(town_hall: Installation) -> None:
    take_in(town_hall, write(POTHOLE, 1), write("Autre chose", 2))
    found = account(town_hall, Asked(town=BREVILLE), NOW)
    (line,) = found.sums
    assert found.adds_up and (line.arrived, line.accounted) == (2, len(ledger(town_hall)))
    assert with_originals(town_hall, found).originals == 2 and with_originals(town_hall, found).adds_up


def test_originals_that_are_gone_or_altered_are_named(town_hall: Installation) -> None:
    large = write(POTHOLE + "x" * 200_000, 1)
    take_in(town_hall, large, write(POTHOLE + "y" * 200_000, 2), write("Autre chose", 3))
    first, second, _ = ledger(town_hall)
    town_hall.blobs.path(first.sha256).unlink()
    place = town_hall.blobs.path(second.sha256)
    place.chmod(0o600)
    place.write_bytes(b"x" * place.stat().st_size)
    heard: list[int] = []
    found = with_originals(town_hall, account(town_hall, Asked(), NOW), heard.append)
    assert sum(heard) == 3 and not found.adds_up
    assert {(one.flaw, one.named) for one in found.exceptions} == {
        (Flaw.ORIGINAL_MISSING, (f"arrival {first.id}",)),
        (Flaw.ORIGINAL_ALTERED, (f"arrival {second.id}",)),
    }


def test_a_night_is_counted_once_a_town_whoever_asks(town_hall: Installation) -> None:
    assert nightly.ask_due(town_hall, NIGHT - timedelta(hours=1)) == 0  # half past one: too early
    assert nightly.ask_due(town_hall, NIGHT) == 2
    assert nightly.ask_due(town_hall, NIGHT + timedelta(hours=9)) == 0
    take_in(town_hall, write(POTHOLE, 1))
    work(town_hall, "later", NIGHT)
    with town_hall.database.read() as session:
        counts = {one.town: one for one in stored.last(session)}
        assert set(counts) == {BREVILLE, AUVILLE} and jobs.due(session, NIGHT) == {}
    found = counts[BREVILLE].account
    assert found is not None and found.adds_up and found.asked == Asked(town=BREVILLE)
    assert nightly.ask_due(town_hall, NIGHT + timedelta(days=1)) == 2


def test_what_does_not_add_up_is_told_those_who_administer_until_it_is_counted_right(town_hall: Installation) -> None:
    (received,) = receive(town_hall, [arrival(write(POTHOLE, 1))])
    with town_hall.database.write() as session:
        inbounds.set_outcome(session, received.inbound_id, Outcome.DRAFTED, None)
    nightly.count_again(town_hall, BREVILLE, "boss", NIGHT)
    work(town_hall, "later", NIGHT)
    (trouble,) = [one for one in IntakeWatch(town_hall).troubles(NIGHT) if one.is_of_count]
    assert trouble.town == BREVILLE and "2026-03-13" in trouble.mistake.what
    with town_hall.database.write() as session:
        inbounds.set_outcome(session, received.inbound_id, Outcome.PENDING, None)
    nightly.count_again(town_hall, BREVILLE, "boss", NIGHT)
    work(town_hall, "later", NIGHT)
    assert not [one for one in IntakeWatch(town_hall).troubles(NIGHT) if one.is_of_count]
    with pytest.raises(NotFoundError):
        nightly.count_again(town_hall, TownId("nowhere"), "boss", NIGHT)


def test_a_file_that_nobody_has_seen_for_an_hour_does_not_add_up(town_hall: Installation, tmp_path: Path) -> None:
    watched = Watched(town_hall, tmp_path / "depot")
    hall = _with(town_hall, watched)
    soon, late = datetime.now(UTC), datetime.now(UTC) + timedelta(hours=2)
    nothing = account(hall, Asked(town=BREVILLE), NOW)
    watched.put("a.pdf", b"%PDF-1.4")
    assert nightly.with_disks(hall, nothing, late).exceptions == ()  # nobody has ever looked there
    watched.look()
    assert nightly.with_disks(hall, nothing, soon).exceptions == ()
    os.utime(watched.path / "a.pdf", (0, 0))
    assert nightly.with_disks(hall, nothing, soon).exceptions == ()  # copied just now, with its old date
    watched.put("c.txt.part", b"x")
    (one,) = nightly.with_disks(hall, nothing, late).exceptions
    assert (one.flaw, one.count, one.named) == (Flaw.UNSEEN_FILES, 1, (str(watched.folder.path),))


def _with(hall: Installation, watched: Watched) -> Installation:
    return replace(hall, settings=hall.settings.model_copy(update={"folders": watched.settings.folders}))
