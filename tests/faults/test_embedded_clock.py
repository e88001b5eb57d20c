"""Somebody sets the clock under load, forward a day and back an hour: nothing is lost, nothing waits for the old time (S34)."""

import random
import time
from pathlib import Path

import pytest

from tests.faults import adds_up
from tests.faults.adds_up import is_settled
from tests.faults.conftest import Rounds
from tests.faults.hall import LaidOut, hall_in
from tests.faults.layer import Layer
from tests.faults.load import LONGEST_SECONDS, Load, waited_for
from tests.faults.relay import Relay

JUMPS = (86_400, 0, -3600, 0)
"""Where the clock goes: seconds ahead of the true time."""


@pytest.mark.timeout(600)
def test_the_clock_may_jump_forward_and_back_under_load(
    home: Path, laid_out: LaidOut, relay: tuple[Relay, str], chance: random.Random, machine: Layer, rounds: Rounds
) -> None:
    taker, address = relay
    with hall_in(home, laid_out, address) as hall:
        hall.preloaded = machine.environment
        load = Load(hall.doors, chance, pause=0.5, scan_seconds=20)
        hall.start()
        with load.running():
            for number in rounds(len(JUMPS)):
                load.wait_for(2)
                time.sleep(chance.uniform(0, 0.5))
                machine.set_clock(JUMPS[number % len(JUMPS)])
        took = waited_for(lambda: is_settled(hall.opened), LONGEST_SECONDS)
        load.collect()
        hall.stop()
        account = adds_up.check(hall.opened, load.told, taker, hall.environment)
        print(f"{number + 1} jumps: {account}; settled {took:.1f} s after the load; refused {load.told.refused}")
