"""A town hall in one process, ``citoyen run``, to be killed, starved and stopped: what is laid out before, and the process itself."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from domain.api_key import Scope
from flows import api_keys
from flows.api_keys import Wanted
from flows.forms import install_common
from flows.settings import Settings
from flows.wiring import Installation
from store import rulesets
from tests.faults.load import TOWNS, Doors
from tests.installations import BREVILLE, NOW, installation, opened
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
SECRET_KEY = "k" * 40
GRACE_SECONDS = 30
"""What docs/running.md tells systemd to wait after SIGTERM (TimeoutStopSec)."""
START_SECONDS = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """A data folder as it is in the morning, to be copied, and what opens its API."""

    data: Path
    key: str


def lay_out(data: Path, **values: object) -> LaidOut:
    """Lay out two towns with their forms, and a key for who writes down visits; ``values``: settings of its own."""
    hall = installation(_settings(data, **values))
    try:
        for town in TOWNS:
            with hall.database.write() as session:
                assert install_common(session, town, rulesets.get(session, town), NOW) > 0
        wanted = Wanted(town=BREVILLE, name="accueil", scopes=frozenset({Scope.ENTRIES}), per_minute=1_000_000)
        key = api_keys.make(hall, wanted, "test", datetime.now(UTC)).secret
    finally:
        hall.close()
    return LaidOut(data=data, key=key)


@dataclass(slots=True, kw_only=True)
class Hall:
    """An installation whose process lives in a process group of its own. ``preloaded``: what more its environment holds."""

    doors: Doors
    environment: Mapping[str, str]
    log: Path
    preloaded: dict[str, str] = field(default_factory=dict)
    _process: "subprocess.Popen[bytes] | None" = None
    _groups: list[int] = field(default_factory=list)

    @property
    def opened(self) -> Installation:
        return self.doors.opened

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None
        return self._process

    def begin(self, **environment: str) -> "subprocess.Popen[bytes]":
        """Start the process, and do not wait for anything; a variable more replaces one of its environment."""
        whole = {**os.environ, **self.environment, **self.preloaded, **environment}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cli.main", "run"],
                env=whole,
                cwd=self.log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._groups.append(self._process.pid)
        return self._process

    def start(self) -> None:
        """Start the process and wait until mail and web are taken."""
        self.begin()
        deadline = time.monotonic() + START_SECONDS
        while not (answers(self.doors.smtp_port) and answers(self.doors.web_port)):
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.told()}"
            assert time.monotonic() < deadline, f"it does not answer:\n{self.told()}"
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill the process, as a machine short of memory does: its children see to it themselves that they end."""
        self.process.kill()
        assert self.process.wait() == -signal.SIGKILL, self.told()

    def stop(self) -> float:
        """End the process as a service is ended; return after how many seconds. It must have drained: exit status 0, in time."""
        began = time.monotonic()
        self.process.terminate()
        status = self.process.wait(GRACE_SECONDS)
        assert status == 0, self.told()
        return time.monotonic() - began

    def take_back(self, process: "subprocess.Popen[bytes]") -> None:
        """Speak of another of the processes that were begun from now on."""
        self._process = process

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def told(self) -> str:
        """Return the end of what it wrote."""
        return self.log.read_text(errors="replace")[-6000:]

    def close(self) -> None:
        """End all that is left of any life."""
        for group in self._groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self.doors.opened.close()


@contextmanager
def hall_in(home: Path, laid_out: LaidOut, relay: str, *, data: Path | None = None, **environment: str) -> Iterator[Hall]:
    """Yield a hall of a test's own that does not run yet, its letters handed to ``relay``; ``data``: where its data folder is to be."""
    data = data or home / "data"
    shutil.copytree(laid_out.data, data, dirs_exist_ok=True)
    scans, faxes, calls = home / "scans", home / "faxes", home / "Master.csv"
    for folder in (scans, faxes):
        folder.mkdir()
    calls.touch()
    config = home / "citoyen.toml"
    config.write_text(CONFIG.format(scans=scans, faxes=faxes, calls=calls, town=BREVILLE))
    values = {
        "CITOYEN_DATA": str(data),
        "CITOYEN_CONFIG": str(config),
        "CITOYEN_SECRET_KEY": SECRET_KEY,
        "CITOYEN_SMTP_PORT": str(free_port()),
        "CITOYEN_WEB_PORT": str(free_port()),
        "CITOYEN_RELAY_URL": relay,
        "CITOYEN_UNDO_SECONDS": "0",
        "CITOYEN_SWEEP_SECONDS": "1",
        "CITOYEN_TRUSTED_PROXIES": "127.0.0.1",
        # A department gets a notice of each request, and these are many.
        "CITOYEN_LETTERS_PER_HOUR": "100000",
        "CITOYEN_LETTERS_PER_DAY": "1000000",
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    doors = Doors(
        opened=opened(_settings(data)),
        smtp_port=int(values["CITOYEN_SMTP_PORT"]),
        web_port=int(values["CITOYEN_WEB_PORT"]),
        key=laid_out.key,
        scans=scans,
        faxes=faxes,
        calls=calls,
    )
    hall = Hall(doors=doors, environment=values, log=home / "log")
    try:
        yield hall
    finally:
        hall.close()


def answers(port: int) -> bool:
    """Tell whether somebody listens."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
        return True
    return False


def _settings(data: Path, **values: object) -> Settings:
    return Settings.model_validate({"data": data, "secret_key": SECRET_KEY, "undo_seconds": 0} | values)


CONFIG = """
[[folders]]
path = "{scans}"
town = "{town}"
still_seconds = 0.3
rescan_seconds = 0.5

[[folders]]
path = "{faxes}"
town = "{town}"
channel = "fax"
still_seconds = 0.3
rescan_seconds = 0.5

[[call_logs]]
path = "{calls}"
town = "{town}"
poll_seconds = 0.3
"""
