"""One process at a time on a data folder, and its orderly end in the middle of work (S34, S39)."""

import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from store.schema import JobRow
from tests.faults import adds_up
from tests.faults.adds_up import Expected, is_settled
from tests.faults.conftest import Rounds
from tests.faults.hall import START_SECONDS, Hall, LaidOut, hall_in
from tests.faults.load import LONGEST_SECONDS, Load, waited_for
from tests.faults.relay import Relay
from tests.servers import free_port

REFUSED = 2


def _own_ports() -> dict[str, str]:
    return {"CITOYEN_SMTP_PORT": str(free_port()), "CITOYEN_WEB_PORT": str(free_port())}


def _assert_refused(hall: Hall) -> None:
    """See to it that a second process is refused in words that name the first."""
    first = hall.process
    second = hall.begin(**_own_ports())
    status = second.wait(START_SECONDS)
    hall.take_back(first)
    assert status == REFUSED
    said = hall.told().strip().splitlines()[-1]
    assert said.startswith("CITOYEN_DATA: "), said
    assert f" {first.pid}" in said, said
    assert "Traceback" not in hall.told()


def _two_at_once(hall: Hall) -> None:
    """Start two at the same moment, in place of one that was killed: one stays."""
    one, other = hall.begin(), hall.begin()
    waited_for(lambda: (one.poll() is None) != (other.poll() is None), START_SECONDS)
    stays, leaves = (one, other) if one.poll() is None else (other, one)
    assert leaves.returncode == REFUSED, hall.told()
    hall.take_back(stays)


def _assert_ended_in_order(hall: Hall) -> None:
    with hall.opened.database.read() as session:
        # What one that was killed had in hand has no lease any more.
        held = select(JobRow.id).where(JobRow.state == "running", JobRow.not_before > datetime.now(UTC))
        assert session.scalars(held).all() == [], "work was left in hand"
    assert "Traceback" not in hall.told()


@pytest.mark.timeout(900)
def test_a_second_process_is_refused_one_that_was_killed_bars_nobody_and_who_is_told_to_end_ends_in_order(
    home: Path, laid_out: LaidOut, relay: tuple[Relay, str], chance: random.Random, rounds: Rounds
) -> None:
    taker, address = relay
    took = list[float]()
    with hall_in(home, laid_out, address) as hall:
        load = Load(hall.doors, chance, pause=0.3, scan_seconds=20)
        with load.running():
            for _ in rounds(1):
                hall.start()
                _assert_refused(hall)
                load.wait_for(1)
                hall.kill()
                _two_at_once(hall)
                load.wait_for(2)
                time.sleep(chance.uniform(0, 1))
                took.append(hall.stop())
                _assert_ended_in_order(hall)
            hall.start()
        waited_for(lambda: is_settled(hall.opened), LONGEST_SECONDS)
        load.collect()
        hall.stop()
        account = adds_up.check(hall.opened, load.told, taker, hall.environment, Expected(again=len(took)))
        print(f"{len(took)} kills, {3 * len(took)} refused, ended {len(took)} times, after {max(took):.1f} s at most: {account}")
