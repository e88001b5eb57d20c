"""Every role as a process of its own, watched by this one."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType, TracebackType

from cli.screen import complain
from cli.words import tr
from store.jobs import QUEUES

STOP_SECONDS = 20.0
"""What a role may take to finish what it has in hand before it is killed; the leases make up for that."""
PAUSE_SECONDS = 0.2
ROOT = Path(__file__).parents[1]

ROLES: tuple[tuple[str, ...], ...] = (("web",), ("smtp",), *(("worker", "--queue", queue) for queue in QUEUES), ("beat",))
"""What every installation needs."""
STOP_ORDER = ("smtp", "mailbox", "folders", "web", "beat", "worker")
"""First nothing new comes in, then nobody looks on, and those who work finish last."""


class Cluster:
    """Starts the roles, watches them and stops them in order."""

    def __init__(self, more: Sequence[str] = (), metrics_port: int | None = None) -> None:
        """``more`` names roles beside those every installation needs; the first tells its figures on ``metrics_port``, each on the next."""
        self._metrics_port = metrics_port
        self.roles = (*ROLES, *((role,) for role in more))
        self._processes: list[tuple[tuple[str, ...], subprocess.Popen[bytes]]] = []
        self._over = threading.Event()
        self.fallen: list[str] = []
        """Roles that ended by themselves."""

    @property
    def is_over(self) -> bool:
        """Tell whether the cluster is going down."""
        return self._over.is_set()

    def __enter__(self) -> "Cluster":
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))}
        for place, role in enumerate(self.roles):
            # On one machine each needs a port of its own; the desk, which has one, leaves its place free.
            own = {} if self._metrics_port is None else {"CITOYEN_METRICS_PORT": str(self._metrics_port + place)}
            # A session of its own: Ctrl-C reaches this process only, which stops the others in order.
            command = [sys.executable, "-m", "cli.main", *role]
            self._processes.append((role, subprocess.Popen(command, env=environment | own, start_new_session=True)))  # noqa: S603 - our own interpreter and roles
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for name in STOP_ORDER:
            self._stop([process for role, process in self._processes if role[0] == name])

    def leave(self) -> None:
        """End the watch."""
        self._over.set()

    def watch(self) -> None:
        """Wait until the cluster is told to end, or a role falls."""
        while not self._over.wait(PAUSE_SECONDS):
            for role, process in self._processes:
                if process.poll() is not None:
                    fallen = tr("the role {role} ended with status {status}", role=" ".join(role), status=process.returncode)
                    self.fallen.append(fallen)
                    complain(fallen)
                    self._over.set()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._over.set()

    @staticmethod
    def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
