"""Poisoned messages among good ones: the good ones go on, the bad ones end where people see them, each after its attempts (S34)."""

import json
import smtplib
from pathlib import Path

import pytest

from domain.inbound import Outcome
from store import jobs
from tests.faults import adds_up
from tests.faults.adds_up import Expected, is_settled
from tests.faults.hall import ROOT, Hall, LaidOut, hall_in
from tests.faults.layer import Layer
from tests.faults.load import LONGEST_SECONDS, Told, mail_of, waited_for
from tests.faults.poison.sitecustomize import DIES, EATS, HANGS, RAISES
from tests.faults.relay import Relay
from tests.installations import BREVILLE, ledger

POISON = Path(__file__).with_name("poison")
TRY_AGAIN_SECONDS = 4000
"""More than the longest pause between two attempts."""
BAD = {10: DIES, 20: HANGS, 30: EATS, 40: RAISES}
MAILS = 50


def _send_all(hall: Hall, told: Told) -> None:
    with smtplib.SMTP("127.0.0.1", hall.doors.smtp_port, timeout=60) as client:
        for number in range(1, MAILS + 1):
            client.sendmail(
                f"personne.{number}@courriel.example", [f"mairie@{BREVILLE}.example"], mail_of(BREVILLE, number, BAD.get(number, ""))
            )
            told.keep("email", f"<{number}@courriel.example>")


def _attempts(hall: Hall) -> int:
    """Return how often the one job that is left was tried, 0 where that are more, or none."""
    with hall.opened.database.read() as session:
        left = (*jobs.waiting_page(session, after=None, limit=10), *jobs.parked(session, after=None, limit=10))
    return left[0].attempts if len(left) == 1 else 0


@pytest.mark.timeout(400)
def test_good_messages_go_on_and_bad_ones_end_in_sight(home: Path, laid_out: LaidOut, relay: tuple[Relay, str], machine: Layer) -> None:
    taker, address = relay
    told, bad = Told(), f"<{next(number for number, how in BAD.items() if how == RAISES)}@courriel.example>"
    path = {"PYTHONPATH": f"{POISON}:{ROOT}"}
    with hall_in(home, laid_out, address, CITOYEN_SWEEP_SECONDS="0.3") as hall:
        hall.preloaded = path | machine.environment
        hall.start()
        _send_all(hall, told)
        waited_for(lambda: _attempts(hall) > 0, LONGEST_SECONDS)
        assert {line.source_id for line in ledger(hall.opened) if line.outcome is Outcome.PENDING} == {bad}
        for tried in range(1, jobs.MAX_ATTEMPTS):
            machine.set_clock(tried * TRY_AGAIN_SECONDS)
            waited_for(lambda: _attempts(hall) > tried, LONGEST_SECONDS)  # noqa: B023 — called before it changes
        waited_for(lambda: is_settled(hall.opened), LONGEST_SECONDS)
        account = adds_up.check(hall.opened, told, taker, hall.environment, Expected(parked=[bad]))
        assert account.arrivals == {"email": MAILS}
        status, printed = adds_up.command(hall.environment, "jobs", "--parked", "--json")
        (parked,) = map(json.loads, printed.splitlines())
        assert status == 0
        assert "LookupError" in parked["last_error"]
        assert RAISES not in printed, "what people wrote stands in no list"
        assert RAISES not in hall.told()
        hall.stop()
        # Whoever mends the fault tries it again.
        hall.preloaded = {}
        status, _ = adds_up.command(hall.environment, "jobs", "retry", str(parked["id"]))
        assert status == 0
        hall.start()
        waited_for(lambda: is_settled(hall.opened), LONGEST_SECONDS)
        hall.stop()
        adds_up.check(hall.opened, told, taker, hall.environment)
