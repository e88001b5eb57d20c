"""A town hall as a cluster: each role a process of its own, on servers that can be stopped, started again and cut off."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import text

from flows.wiring import Installation
from tests import servers
from tests.faults.hall import CONFIG, GRACE_SECONDS, ROOT, SECRET_KEY, START_SECONDS, answers, lay_out
from tests.faults.load import TOWNS, Doors, mail_of
from tests.installations import BREVILLE, opened, settings
from tests.servers import Dovecot, free_port

ROLES: Mapping[str, tuple[str, ...]] = {
    "web": ("web",),
    "smtp": ("smtp",),
    "mailbox": ("mailbox",),
    "folders": ("folders",),
    "mail": ("worker", "--queue", "mail", "--concurrency", "2"),
    "ocr": ("worker", "--queue", "ocr"),
    "later": ("worker", "--queue", "later"),
    "beat": ("beat",),
}
UNAVAILABLE = "The database cannot be used now"


class Server:
    """A server that can be stopped and started again, with all it knows."""

    def __init__(self, run: Callable[[], AbstractContextManager[object]]) -> None:
        self._run = run
        self._running: AbstractContextManager[object] | None = None

    def start(self) -> None:
        self._running = self._run()
        self._running.__enter__()

    def stop(self) -> None:
        if self._running is not None:
            running, self._running = self._running, None
            running.__exit__(None, None, None)


@dataclass(slots=True)
class Processes:
    """The roles' processes, by a name whose first word is the role."""

    environment: Mapping[str, str]
    folder: Path
    _running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _groups: list[int] = field(default_factory=list)

    def start(self, *names: str, within: Sequence[str] = ()) -> None:
        """Start processes; ``within``: the words that start a command in a network of its own."""
        for name in names:
            command = [*within, sys.executable, "-m", "cli.main", *ROLES[name.split()[0]]]
            with self._log(name).open("ab") as log:
                self._running[name] = subprocess.Popen(
                    command,
                    env={**os.environ, **self.environment},
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            self._groups.append(self._running[name].pid)

    def wait_for(self, *names: str) -> None:
        """Wait until processes can be told to end: before, they have nothing in hand and end by the system's own way."""
        deadline = time.monotonic() + START_SECONDS
        while waited := [name for name in names if not self._can_be_told(name)]:
            self.restart_fallen()
            assert time.monotonic() < deadline, f"{waited} do not come up: {self.told(waited[0])}"
            time.sleep(0.05)

    def _can_be_told(self, name: str) -> bool:
        process = self._running[name]
        if process.poll() is not None:
            return False
        status = Path(f"/proc/{process.pid}/status").read_text()
        return bool(int(status.partition("SigCgt:")[2].split()[0], 16) & 1 << signal.SIGTERM - 1)

    def kill(self, name: str) -> None:
        """Kill a process, as a machine short of memory does."""
        self.restart_fallen()
        process = self._running.pop(name)
        process.kill()
        assert process.wait() == -signal.SIGKILL, self.told(name)

    def end(self, *names: str) -> dict[str, float]:
        """Tell processes to end; return after how many seconds each did. Each must have drained: exit status 0, in time."""
        self.wait_for(*(names or self.names))
        began, ended = time.monotonic(), {}
        stopping = {name: self._running.pop(name) for name in names or tuple(self._running)}
        for process in stopping.values():
            process.terminate()
        for name, process in stopping.items():
            try:
                status = process.wait(max(0.1, GRACE_SECONDS - (time.monotonic() - began)))
            except subprocess.TimeoutExpired:
                raise AssertionError(f"{name} does not end: {self.told(name)}") from None
            assert status == 0, f"{name} ended with {status}: {self.told(name)}"
            ended[name] = time.monotonic() - began
        return ended

    def restart_fallen(self) -> None:
        """Start again, as systemd and Docker do, who came up while the database was away and said so; nobody else may end by himself."""
        for name in self.fallen():
            assert self._running[name].returncode == 1, self.told(name)
            assert UNAVAILABLE in self.told(name).splitlines()[-1], self.told(name)
            self.start(name)

    def fallen(self) -> dict[str, str]:
        """Return what ended by itself, with its last words."""
        return {name: self.told(name) for name, process in self._running.items() if process.poll() is not None}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._running)

    def told(self, name: str) -> str:
        """Return the end of what a process wrote."""
        return self._log(name).read_text(errors="replace")[-3000:]

    def close(self) -> None:
        for group in self._groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        for process in self._running.values():
            process.wait()

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster whose servers run, and whose roles do not yet."""

    doors: Doors
    database: Server
    broker: Server
    mailbox: Server
    dovecot: Dovecot
    processes: Processes
    cluster_folder: Path
    """Where PostgreSQL has its files."""

    @property
    def opened(self) -> Installation:
        return self.doors.opened

    @property
    def environment(self) -> Mapping[str, str]:
        return self.processes.environment

    def wait_for_doors(self) -> None:
        """Wait until mail and web are taken."""
        deadline = time.monotonic() + START_SECONDS
        while not (answers(self.doors.smtp_port) and answers(self.doors.web_port)):
            assert not self.processes.fallen(), self.processes.fallen()
            assert time.monotonic() < deadline, "the doors do not open"
            time.sleep(0.05)

    def kill_database(self) -> None:
        """Have PostgreSQL leave everything and end at once, as after a fault of its own."""
        leader = int((self.cluster_folder / "postmaster.pid").read_text().split()[0])
        os.kill(leader, signal.SIGQUIT)
        while (self.cluster_folder / "postmaster.pid").exists():
            time.sleep(0.02)
        self.database.stop()

    def kill(self, name: str) -> None:
        """Kill a role, and let what it had in hand be claimed: nobody waits out its two minutes here. The database must be there."""
        self.processes.kill(name)
        with self.opened.database.write() as session:
            in_hand = text("UPDATE jobs SET not_before = now() WHERE state = 'running' AND queue = :queue")
            session.execute(in_hand, {"queue": name.partition(" ")[0]})


@contextmanager
def cluster_in(home: Path, relay: str, **environment: str) -> Iterator[Cluster]:
    """Yield a cluster with servers of its own. ``home``: a folder whose path is short enough for sockets, and open to other users."""
    homes = {name: home / name for name in ("sql", "amqp", "imap", "data")}
    for folder in homes.values():
        folder.mkdir()
    sql_port, amqp_port, imap_port = free_port(), free_port(), free_port()
    # What was committed must be there after a shutdown that waits for nothing; only the disk is not waited for.
    database = Server(lambda: servers.postgresql(homes["sql"], port=sql_port, synchronous_commit="on"))
    broker = Server(lambda: servers.rabbitmq(homes["amqp"], port=amqp_port))
    mailbox = Server(lambda: servers.dovecot(homes["imap"], port=imap_port))
    started: list[Server] = []
    processes = Processes(environment={}, folder=home)
    hall: Installation | None = None
    try:
        for server in (database, broker, mailbox):
            started.append(server)
            server.start()
        address = f"postgresql://citoyen@127.0.0.1:{sql_port}/postgres"
        laid_out = lay_out(homes["data"], database_url=address)
        scans, faxes, calls = home / "scans", home / "faxes", home / "Master.csv"
        for folder in (scans, faxes):
            folder.mkdir()
        calls.touch()
        config = home / "citoyen.toml"
        config.write_text((CONFIG + _MAILBOX).format(scans=scans, faxes=faxes, calls=calls, town=BREVILLE, imap_port=imap_port))
        processes.environment = {
            "CITOYEN_DATA": str(homes["data"]),
            "CITOYEN_DATABASE_URL": address,
            "CITOYEN_BROKER_URL": f"amqp://guest:guest@127.0.0.1:{amqp_port}//",
            "CITOYEN_CONFIG": str(config),
            "CITOYEN_SECRET_KEY": SECRET_KEY,
            "CITOYEN_SMTP_PORT": str(free_port()),
            "CITOYEN_WEB_PORT": str(free_port()),
            "CITOYEN_RELAY_URL": relay,
            "CITOYEN_UNDO_SECONDS": "0",
            "CITOYEN_SWEEP_SECONDS": "2",
            "CITOYEN_TRUSTED_PROXIES": "127.0.0.1",
            "CITOYEN_LETTERS_PER_HOUR": "100000",
            "CITOYEN_LETTERS_PER_DAY": "100000",
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        hall = opened(settings(homes["data"], database_url=address, secret_key=SECRET_KEY))
        doors = Doors(
            opened=hall,
            smtp_port=int(processes.environment["CITOYEN_SMTP_PORT"]),
            web_port=int(processes.environment["CITOYEN_WEB_PORT"]),
            key=laid_out.key,
            scans=scans,
            faxes=faxes,
            calls=calls,
        )
        yield Cluster(
            doors=doors,
            database=database,
            broker=broker,
            mailbox=mailbox,
            dovecot=Dovecot(port=imap_port, home=homes["imap"] / "home"),
            processes=processes,
            cluster_folder=homes["sql"] / "cluster",
        )
    finally:
        processes.close()
        if hall is not None:
            hall.close()
        for server in reversed(started):
            server.stop()


@contextmanager
def beside(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Let something go on beside the block; it ends when the event is set."""
    stopping = threading.Event()
    thread = threading.Thread(target=work, args=(stopping,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


class Postman:
    """Delivers mail into the mailbox that is collected, whether its server runs or not."""

    def __init__(self, dovecot: Dovecot, pause: float) -> None:
        self._dovecot = dovecot
        self._pause = pause
        self.delivered: set[str] = set()

    def deliver(self, stopping: threading.Event) -> None:
        """Deliver one after the other until told to stop."""
        for number in count(1_000_000):
            servers.deliver(self._dovecot, "mairie", f"{number}.essai", mail_of(TOWNS[0], number))
            self.delivered.add(f"<{number}@courriel.example>")
            if stopping.wait(self._pause):
                return


_MAILBOX = """
[[mailboxes]]
host = "127.0.0.1"
port = {imap_port}
tls = "none"
user = "mairie"
password = "secret"
town = "{town}"
poll_seconds = 1
after = "move"
target = "Citoyen"
"""
