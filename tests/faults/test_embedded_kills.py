"""The one process of an installation is killed under load on every channel, again and again, on a quick disk and a slow one (S34, S39)."""

import random
import time
from pathlib import Path

import pytest

from tests.faults import adds_up
from tests.faults.adds_up import Expected, is_settled
from tests.faults.conftest import Rounds
from tests.faults.hall import LaidOut, hall_in
from tests.faults.layer import Layer
from tests.faults.load import LONGEST_SECONDS, Load, waited_for
from tests.faults.relay import Relay

SLOW_MS = 40
"""So long a sync takes on a disk without a protected cache when others write, too."""


@pytest.mark.timeout(900)
def test_whatever_was_acknowledged_is_there_once_however_often_it_is_killed(
    home: Path, laid_out: LaidOut, relay: tuple[Relay, str], chance: random.Random, machine: Layer, rounds: Rounds
) -> None:
    taker, address = relay
    with hall_in(home, laid_out, address) as hall:
        hall.preloaded = machine.environment
        load = Load(hall.doors, chance, pause=0.5, scan_seconds=20)
        with load.running():
            for number in rounds(3):
                machine.slow_syncs(SLOW_MS if number % 2 else 0)
                hall.start()
                load.wait_for(2)
                time.sleep(chance.uniform(0.1, 2.0))
                hall.kill()
                kills = number + 1
            machine.slow_syncs(0)
            hall.start()
        waited_for(lambda: is_settled(hall.opened), LONGEST_SECONDS)
        load.collect()
        hall.stop()
        # One thread hands letters to the relay: of a killed process one letter at most is handed over again.
        account = adds_up.check(hall.opened, load.told, taker, hall.environment, Expected(again=kills))
        print(f"{kills} kills: {account}; acknowledged {load.told.count}; refused {load.told.refused}")
