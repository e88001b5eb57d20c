"""A cluster under load on every channel: each role killed, broker, database and mail server stopped, nudges doubled (S34, S39)."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from amqp.exceptions import AMQPError  # type: ignore[import-untyped]  # ships no types
from kombu.exceptions import KombuError

from flows.settings import Settings
from store.jobs import QUEUES
from tests.faults import adds_up
from tests.faults.adds_up import Expected, is_settled
from tests.faults.cluster import ROLES, Cluster, Postman, beside, cluster_in
from tests.faults.load import Load, waited_for
from tests.faults.relay import Relay
from tests.installations import settings
from workers.app import Names, create_app, publish_nudge

pytestmark = pytest.mark.servers

LETTERS_AGAIN = 3
"""A round kills the role that sends once, and the database ends twice: each time one letter at most is handed over again."""


_LEASED_SECONDS = 120
"""What was claimed while the database went away is nobody's until its lease ends."""


class Busybody:
    """Sends each nudge three times, and many that nobody asked for, in any order."""

    def __init__(self, wanted: Settings, chance: random.Random) -> None:
        self._names = Names(wanted)
        self._app = create_app(wanted, self._names)
        self._chance = chance
        self.sent = 0

    def disturb(self, stopping: threading.Event) -> None:
        """Send nudges until told to stop."""
        while not stopping.wait(0.2):
            nudges = [*QUEUES] * 3
            self._chance.shuffle(nudges)
            for queue in nudges:
                try:
                    publish_nudge(self._app, self._names, queue)
                except (KombuError, AMQPError, OSError):
                    break
                self.sent += 1


def _faults(hall: Cluster, chance: random.Random, *, rounds: int) -> Sequence[Callable[[], None]]:
    def again(name: str) -> None:
        hall.kill(name)
        hall.processes.start(name)

    def restart(stop: Callable[[], None], start: Callable[[], None]) -> None:
        stop()
        time.sleep(chance.uniform(0.2, 2.0))
        start()

    def drain() -> None:
        hall.processes.end(name := chance.choice([*ROLES]))
        hall.processes.start(name)

    one_round: list[Callable[[], None]] = [
        *(partial(again, name) for name in ROLES),
        drain,
        partial(restart, hall.broker.stop, hall.broker.start),
        partial(restart, hall.database.stop, hall.database.start),
        partial(restart, hall.kill_database, hall.database.start),
        partial(restart, hall.mailbox.stop, hall.mailbox.start),
    ]
    wanted = one_round * rounds
    chance.shuffle(wanted)
    return wanted


@pytest.mark.timeout(1800)
def test_whatever_was_acknowledged_is_there_once_whoever_is_killed_or_away(
    short_home: Path, relay: tuple[Relay, str], chance: random.Random, is_long: bool
) -> None:
    rounds = 12 if is_long else 1
    taker, address = relay
    with cluster_in(short_home, address) as hall:
        hall.processes.start(*ROLES)
        hall.wait_for_doors()
        began = time.monotonic()
        load = Load(hall.doors, chance, pause=1.0, scan_seconds=8.0)
        wanted = settings(short_home / "data", broker_url=hall.environment["CITOYEN_BROKER_URL"])
        busybody = Busybody(wanted, random.Random(chance.random()))  # noqa: S311 — an order of nudges
        faults = _faults(hall, chance, rounds=rounds)
        postman = Postman(hall.dovecot, 0.5)
        with load.running(), beside(postman.deliver), beside(busybody.disturb):
            for fault in faults:
                time.sleep(chance.uniform(0.2, 1.5))
                fault()
                print(f"{time.monotonic() - began:.0f} s: { ({name: len(marks) for name, marks in load.told.kept.items()}) }")
                hall.processes.restart_fallen()
            print(f"{time.monotonic() - began:.0f} s: all faults done")
            load.wait_for(2)

        def is_done() -> bool:
            hall.processes.restart_fallen()
            return is_settled(hall.opened) and _is_collected(hall)

        waited_for(is_done, _LEASED_SECONDS + 180)
        print(f"{time.monotonic() - began:.0f} s: settled")
        load.collect()
        load.told.kept["email"] |= postman.delivered
        drained = hall.processes.end()
        account = adds_up.check(hall.opened, load.told, taker, hall.environment, Expected(again=LETTERS_AGAIN * rounds))
        print(f"{len(faults)} faults: {account}; acknowledged {load.told.count}; refused {load.told.refused}; nudges {busybody.sent}")
        print(f"drained after { ({name: round(seconds, 1) for name, seconds in drained.items()}) }")
        assert busybody.sent > 0


def _is_collected(hall: Cluster) -> bool:
    """Tell whether the mailbox has been emptied."""
    inbox = hall.dovecot.home / "mairie" / "Maildir"
    return not any(path for part in ("new", "cur") for path in (inbox / part).iterdir())
