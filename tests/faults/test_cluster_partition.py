"""The network between roles and their servers goes away without a word: who holds what, who waits, and for how long (S34, S39)."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from flows.wiring import Installation
from store.schema import CounterRow
from tests import servers
from tests.faults.cluster import Processes
from tests.faults.hall import ROOT, SECRET_KEY, START_SECONDS
from tests.faults.load import mail_of, waited_for
from tests.faults.networks import Network, networks
from tests.ingest.paper.made import pdf_of_lines
from tests.installations import BREVILLE, installation, ledger, settings
from tests.servers import Dovecot, deliver, free_port

pytestmark = pytest.mark.servers

TAKEOVER_SECONDS = 30.0
ANSWER_SECONDS = 45.0
"""Until it is known that a connection is dead, and a new one was tried in vain."""
HOLDERS = ("mailbox", "folders", "beat")

CALLER = """
import http.client, json, smtplib, sys, time
began, told = time.monotonic(), {}
try:
    with smtplib.SMTP("127.0.0.1", int(sys.argv[1]), timeout=90) as client:
        client.sendmail("personne@courriel.example", ["mairie@breville.example"], sys.stdin.buffer.read())
    told["smtp"] = 250
except smtplib.SMTPResponseException as error:
    told["smtp"] = error.smtp_code
told["smtp_seconds"] = time.monotonic() - began
began = time.monotonic()
caller = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]), timeout=90)
caller.request("GET", "/sign-in")
answer = caller.getresponse()
told.update(web=answer.status, page=answer.read().decode(), web_seconds=time.monotonic() - began)
print(json.dumps(told))
"""
LOCKER = """
import sys
from sqlalchemy import select
from store.engine import Database
from store.schema import CounterRow
with Database(sys.argv[1]).write() as session:
    session.scalars(select(CounterRow).where(CounterRow.year == 2030).with_for_update()).one()
    print("locked", flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """Servers on this machine that other machines reach over a network which can be cut."""

    opened: Installation
    processes: Processes
    far: Network
    dovecot: Dovecot
    scans: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return self.processes.environment


@pytest.fixture
def hall(short_home: Path) -> Iterator[Hall]:
    with networks(1) as switch, ExitStack() as stack:
        homes = {name: short_home / name for name in ("sql", "redis", "imap", "scans")}
        for folder in homes.values():
            folder.mkdir()
        here = switch.address
        url = stack.enter_context(servers.postgresql(homes["sql"], host=here))
        broker = stack.enter_context(servers.redis(homes["redis"], host=here))
        dovecot = stack.enter_context(servers.dovecot(homes["imap"], host=here))
        config = short_home / "citoyen.toml"
        (short_home / "Master.csv").touch()
        config.write_text(_CONFIG.format(town=BREVILLE, home=short_home, host=here, port=dovecot.port))
        environment = {
            "CITOYEN_DATA": str(short_home / "data"),
            "CITOYEN_DATABASE_URL": url,
            "CITOYEN_BROKER_URL": broker,
            "CITOYEN_CONFIG": str(config),
            "CITOYEN_SECRET_KEY": SECRET_KEY,
            "CITOYEN_SMTP_PORT": str(free_port()),
            "CITOYEN_WEB_PORT": str(free_port()),
            "CITOYEN_SWEEP_SECONDS": "2",
            "PYTHONPATH": str(ROOT),
        }
        opened = installation(settings(short_home / "data", database_url=url, secret_key=SECRET_KEY))
        stack.callback(opened.close)
        processes = Processes(environment=environment, folder=short_home)
        stack.callback(processes.close)
        yield Hall(opened=opened, processes=processes, far=switch.networks[0], dovecot=dovecot, scans=homes["scans"])


def _holders(hall: Hall) -> dict[str, str]:
    """Return from which machine what is held, by the beginning of its name."""
    held = (
        "SELECT host(a.client_addr) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted "
        "AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(%s, 0)"
    )
    whole = {
        "collect": f"collect {BREVILLE} mairie@{hall.dovecot.host}:{hall.dovecot.port} INBOX",
        "folder": f"folder {BREVILLE} {hall.scans}",
        "calls": f"calls {BREVILLE} {hall.scans.parent / 'Master.csv'}",
        "beat": "citoyen beat",
    }
    with psycopg.connect(hall.environment["CITOYEN_DATABASE_URL"]) as connection:
        found = {name: connection.execute(held, (one,)).fetchall() for name, one in whole.items()}
    assert all(len(rows) <= 1 for rows in found.values()), "a name is held twice"
    return {name: rows[0][0] for name, rows in found.items() if rows}


def _taken_over(hall: Hall, address: str, *, within: float = TAKEOVER_SECONDS) -> dict[str, float]:
    """Return after how many seconds each name was held from this machine; fail where one is not in time."""
    began, taken = time.monotonic(), dict[str, float]()
    while len(taken) < 4:
        for name, holder in _holders(hall).items():
            if holder == address:
                taken.setdefault(name, round(time.monotonic() - began, 1))
        assert time.monotonic() - began < within, f"only {taken} within {within} s, of {_holders(hall)}: {hall.processes.fallen()}"
        time.sleep(0.1)
    return taken


def _lay(hall: Hall, number: int) -> None:
    """Lay a mail into the mailbox and a letter into the folder."""
    deliver(hall.dovecot, "mairie", f"{number}.essai", mail_of(BREVILLE, number))
    beside = hall.scans.parent / f"{number}.part"
    beside.write_bytes(pdf_of_lines(((57.0, 60.0, f"Personne {number}"),)))
    beside.rename(hall.scans / f"{number}.pdf")


@pytest.mark.timeout(300)
def test_what_one_process_does_is_taken_over_in_time_when_it_is_cut_off_or_killed(hall: Hall) -> None:
    here, far = str(hall.dovecot.host), hall.far
    hall.processes.start(*(f"{role} far" for role in HOLDERS), within=far.within)
    _taken_over(hall, far.address, within=START_SECONDS)
    hall.processes.start(*HOLDERS)
    hall.processes.wait_for(*HOLDERS)
    _lay(hall, 1)
    waited_for(lambda: len(ledger(hall.opened)) == 2, 60)
    assert set(_holders(hall).values()) == {far.address}

    far.cut()
    print(f"\ncut off: taken over after {_taken_over(hall, here)} s")
    _lay(hall, 2)
    waited_for(lambda: len(ledger(hall.opened)) == 4, 60)
    far.mend()
    _lay(hall, 3)
    waited_for(lambda: len(ledger(hall.opened)) == 6, 60)
    assert set(_holders(hall).values()) == {here}
    assert not hall.processes.fallen()

    for role in HOLDERS:
        hall.processes.kill(role)
    print(f"killed: taken over after {_taken_over(hall, far.address)} s")
    _lay(hall, 4)
    waited_for(lambda: len(ledger(hall.opened)) == 8, 60)
    hall.processes.end()
    assert len(ledger(hall.opened)) == 8


@pytest.mark.timeout(300)
def test_who_is_cut_off_says_so_in_time_holds_up_nobody_and_goes_on_afterwards(hall: Hall) -> None:
    far, roles = hall.far, ("web", "smtp", "mail", "later", "beat")
    with hall.opened.database.write() as session:
        session.add(CounterRow(town=BREVILLE, year=2030, last=0))
    hall.processes.start(*roles, within=far.within)
    hall.processes.wait_for(*roles)
    waited_for(lambda: _call(hall, 1).get("smtp") == 250, 60)
    # Work in hand at the cut would be another's only when its lease ends, after two minutes.
    waited_for(lambda: [len(line.requests) for line in ledger(hall.opened)] == [1], 60)
    locking = [*far.within, sys.executable, "-c", LOCKER, hall.environment["CITOYEN_DATABASE_URL"]]
    with (
        ThreadPoolExecutor(2) as threads,
        subprocess.Popen(locking, env=dict(hall.environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as locker,
    ):
        assert locker.stdout is not None
        assert locker.stdout.readline() == b"locked\n"
        far.cut()
        calling, ending = threads.submit(_call, hall, 2), threads.submit(hall.processes.end, "later", "beat")
        began = time.monotonic()
        with hall.opened.database.write() as session:
            session.scalars(select(CounterRow).where(CounterRow.year == 2030).with_for_update()).one()
        print(f"\nwhat a machine that is gone had locked is free after {time.monotonic() - began:.0f} s")
        locker.kill()
        told, drained = calling.result(), ending.result()

    print({name: value for name, value in told.items() if name != "page"}, drained)
    assert (told["smtp"], told["web"]) == (451, 503)
    assert max(float(told["smtp_seconds"]), float(told["web_seconds"])) < ANSWER_SECONDS
    assert "<h1" in str(told["page"])

    far.mend()
    waited_for(lambda: _call(hall, 2).get("smtp") == 250, 60)
    assert _call(hall, 3)["web"] == 200
    # By whoever was there before: nobody has started them again.
    waited_for(lambda: [len(line.requests) for line in ledger(hall.opened)] == [1, 1, 1], 60)
    hall.processes.end()


def _call(hall: Hall, number: int) -> dict[str, float | str]:
    """Send a mail and look at a page there; return what was answered, and after how many seconds."""
    ports = (hall.environment["CITOYEN_SMTP_PORT"], hall.environment["CITOYEN_WEB_PORT"])
    done = subprocess.run(
        [*hall.far.within, sys.executable, "-c", CALLER, *ports], input=mail_of(BREVILLE, number), capture_output=True, check=False
    )
    if done.returncode:
        return {"failed": done.stderr.decode()}
    told: dict[str, float | str] = json.loads(done.stdout)
    return told


_CONFIG = """
[[folders]]
path = "{home}/scans"
town = "{town}"
still_seconds = 0.3
rescan_seconds = 0.5

[[call_logs]]
path = "{home}/Master.csv"
town = "{town}"
poll_seconds = 0.3

[[mailboxes]]
host = "{host}"
port = {port}
tls = "none"
user = "mairie"
password = "secret"
town = "{town}"
poll_seconds = 1
"""
