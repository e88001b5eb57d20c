"""The two mail servers of bench/smtp.py, each private: on a free port, in a scratch folder, stopped at the end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.settings import Settings
from flows.town_folder import read_town
from flows.towns import load_town
from flows.wiring import open_installation

ROOT = Path(__file__).resolve().parents[1]
POSTFIX_PROGRAMS = Path("/usr/lib/postfix/sbin")
RECIPIENT = "mairie@valognes.example"
START_SECONDS = 120.0
DRAIN_SECONDS = 120.0
STOP_SECONDS = 20.0
TICK = os.sysconf("SC_CLK_TCK")

SLOW_SYNC = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <time.h>
static void pause_ms(void) { struct timespec left = {0, DELAY_MS * 1000000L}; while (nanosleep(&left, &left)) { } }
static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }
int fsync(int file) { pause_ms(); return ((int (*)(int)) next("fsync"))(file); }
int fdatasync(int file) { pause_ms(); return ((int (*)(int)) next("fdatasync"))(file); }
int syncfs(int file) { pause_ms(); return ((int (*)(int)) next("syncfs"))(file); }
void sync(void) { pause_ms(); ((void (*)(void)) next("sync"))(); }
int sync_file_range(int file, off64_t from, off64_t count, unsigned int flags)
{ pause_ms(); return ((int (*)(int, off64_t, off64_t, unsigned int)) next("sync_file_range"))(file, from, count, flags); }
"""
"""Adds a pause to every wait for the disk: what a disk does that has no protected cache. Loaded into either server alike."""

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {programs}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = bench.example
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
default_transport = discard:
relay_transport = discard:
alias_maps =
alias_database =
message_size_limit = 60000000
mailbox_size_limit = 0
default_process_limit = 100
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C {environment}
"""

MASTER_CF = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs. ``kept`` names a folder: for Postfix its queue, for the door its installation."""

    port: int
    process: int
    kept: Path


def cpu_seconds(process: int) -> float:
    """Return the processor time of a process and of all its descendants, living and ended."""
    parents: dict[int, int] = {}
    used: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(int(field) for field in fields[11:15])
    return sum(ticks for one, ticks in used.items() if _descends(one, process, parents)) / TICK


def _descends(process: int, ancestor: int, parents: dict[int, int]) -> bool:
    while process != ancestor and process in parents:
        process = parents[process]
    return process == ancestor


def build_slow_sync(folder: Path, milliseconds: int) -> Path:
    """Compile the library that slows syncs down."""
    source, library = folder / "slow_sync.c", folder / "slow_sync.so"
    source.write_text(SLOW_SYNC.replace("DELAY_MS", str(milliseconds)))
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    library.chmod(0o755)
    return library


def _preloading(library: Path | None) -> dict[str, str]:
    return {"LD_PRELOAD": str(library)} if library else {}


@contextmanager
def door(folder: Path, broker: str, library: Path | None = None) -> Iterator[Server]:
    """Run ``citoyen smtp`` on an installation of its own with the demo town: SQLite with synchronous=FULL, originals beside it."""
    folder.mkdir()
    port = free_port()
    installation = open_installation(Settings(data=folder / "data"))
    load_town(installation, read_town(ROOT / "demo" / "valognes"), datetime.now(UTC))
    installation.close()
    environment = {
        **os.environ,
        **_preloading(library),
        "CITOYEN_DATA": str(folder / "data"),
        "CITOYEN_SMTP_PORT": str(port),
        "CITOYEN_BROKER_URL": broker,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from cli.main import main; main()", "smtp"]
    with _running(command, environment, folder / "log", port) as process:
        yield Server(port=port, process=process, kept=folder / "data")


@contextmanager
def postfix(folder: Path, library: Path | None = None) -> Iterator[Server]:
    """Run Postfix as it is delivered: every message synced in its queue before the 250, then handed to discard(8). Needs root."""
    for name in ("queue", "data", "config"):
        (folder / name).mkdir(parents=True, mode=0o755)
    shutil.chown(folder / "data", "postfix", "postfix")
    port = free_port()
    environment = " ".join(f"{name}={value}" for name, value in _preloading(library).items())
    texts = {"folder": folder, "programs": POSTFIX_PROGRAMS, "port": port, "environment": environment}
    (folder / "config" / "main.cf").write_text(MAIN_CF.format(**texts))
    (folder / "config" / "master.cf").write_text(MASTER_CF.format(**texts))
    command = ["/usr/sbin/postfix", "-c", str(folder / "config"), "start-fg"]
    # Its first process is a script that passes no signal on.
    stop = ["/usr/sbin/postfix", "-c", str(folder / "config"), "stop"]
    with _running(command, {**os.environ, **_preloading(library)}, folder / "log", port, stop) as process:
        yield Server(port=port, process=process, kept=folder / "queue")


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run Redis for the door's nudges and yield its address."""
    folder.mkdir()
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with _running(command, dict(os.environ), folder / "log", port):
        yield f"redis://127.0.0.1:{port}/0"


def drained(queue: Path) -> None:
    """Wait until Postfix has delivered what it queued."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while any(any(files) for name in ("incoming", "active", "deferred") for _, _, files in os.walk(queue / name)):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Postfix did not empty {queue} within {DRAIN_SECONDS:.0f} s.")
        time.sleep(0.05)


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path, port: int, stop: Sequence[str] = ()) -> Iterator[int]:
    with log.open("wb") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process:
        try:
            await_port(process, log, port)
            yield process.pid
        finally:
            if stop:
                subprocess.run(stop, stdout=output, stderr=output, check=True)
            else:
                process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)


def await_port(process: "subprocess.Popen[bytes]", log: Path, port: int) -> None:
    """Wait until somebody listens on a port. Raises RuntimeError where the process ends or is not ready in time."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{process.args!r} did not start: {log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
