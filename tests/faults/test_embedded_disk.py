"""A disk without room: nothing acknowledged is lost, nothing is half kept, and with room again all goes on (S34)."""

import http.client
import random
import smtplib
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults import adds_up, layer
from tests.faults.adds_up import Expected, is_settled
from tests.faults.conftest import Rounds
from tests.faults.hall import Hall, LaidOut, hall_in
from tests.faults.layer import Disk, Layer
from tests.faults.load import FORM, LONGEST_SECONDS, Load, mail_of, waited_for
from tests.faults.relay import Relay
from tests.installations import BREVILLE

NOT_NOW = {"451", "452"}


@contextmanager
def _hall_on(machine: Layer | None, home: Path, laid_out: LaidOut, address: str) -> Iterator[tuple[Hall, Disk | Layer]]:
    """Yield a hall, and what takes the room from its data folder: a layer, or else a disk of its own."""
    if machine is not None:
        with hall_in(home, laid_out, address) as hall:
            hall.preloaded = machine.environment
            yield hall, machine
        return
    folder = home / "disk"
    folder.mkdir()
    with layer.small_disk(folder) as disk, hall_in(home, laid_out, address, data=folder / "data") as hall:
        yield hall, disk


def _answer_to_a_mail(hall: Hall, number: int) -> str:
    try:
        with smtplib.SMTP("127.0.0.1", hall.doors.smtp_port, timeout=60) as client:
            client.sendmail("voisin@courriel.example", [f"mairie@{BREVILLE}.example"], mail_of(BREVILLE, number))
    except smtplib.SMTPResponseException as error:
        return str(error.smtp_code)
    return "250"


def _shown(hall: Hall) -> int:
    """Return how the page of a form is answered."""
    with closing(http.client.HTTPConnection("127.0.0.1", hall.doors.web_port, timeout=60)) as connection:
        connection.request("GET", f"/f/{BREVILLE}/{FORM}")
        return connection.getresponse().status


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["disk", "layer"])
def test_without_room_nothing_is_acknowledged_and_with_room_all_goes_on(  # noqa: PLR0913 — what it works with
    home: Path,
    laid_out: LaidOut,
    relay: tuple[Relay, str],
    chance: random.Random,
    *,
    rounds: Rounds,
    request: pytest.FixtureRequest,
    kind: str,
    is_long: bool,
) -> None:
    if kind == "layer" and not is_long and layer.may_mount(home):
        pytest.skip("a real file system can be filled here; --long does both")
    taker, address = relay
    machine: Layer | None = request.getfixturevalue("machine") if kind == "layer" else None
    with _hall_on(machine, home, laid_out, address) as (hall, disk):
        load = Load(hall.doors, chance, pause=0.5, scan_seconds=20)
        hall.start()
        with load.running():
            for number in rounds(1):
                load.wait_for(2)
                disk.fill()
                waited_for(lambda: _answer_to_a_mail(hall, 10**7 + number) in NOT_NOW, 60)  # noqa: B023
                time.sleep(chance.uniform(1, 4))
                assert _shown(hall) == 200, "what only reads needs no room"
                assert hall.process.poll() is None, hall.told()
                disk.make_room()
            load.wait_for(4)
        assert "/f/auville/signalement: 503" in load.told.refused or load.told.refused & NOT_NOW
        # Work that was in hand comes back when its lease is over, at the latest.
        took = waited_for(lambda: is_settled(hall.opened), LONGEST_SECONDS)
        load.collect()
        hall.stop()
        account = adds_up.check(hall.opened, load.told, taker, hall.environment, Expected(again=number + 1))
        print(f"{kind}, {number + 1} times full: {account}; refused {load.told.refused}; settled {took:.1f} s later")
