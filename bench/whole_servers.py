"""What bench/whole_path.py runs side by side: ours in one process and as a cluster, and the assembled pipeline. All is durable."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from pydantic import SecretStr

from bench.address_peers import documents_of
from bench.classify import DEMO, grown_ruleset
from bench.dense_message import invented_words
from bench.smtp_servers import ROOT, TICK, await_port, free_port, redis
from domain.ids import DepartmentCode
from flows.settings import Settings
from flows.town_folder import TownFolder, read_town
from flows.towns import load_town
from flows.wiring import open_installation
from tests import servers

PEER = Path(__file__).resolve().parent / "peers"
PEER_PYTHON = PEER / ".cache" / "assembled" / "bin" / "python"
_LOOK_BACK = 1_000
"""Two workers commit out of order: the rows before the last one seen are looked at again."""

_SOME = DepartmentCode("VOI")
"""Whoever the rules that never hold would send to: loading refuses a department that is not there."""

Look = Callable[[], frozenset[str]]
"""Returns the Message-IDs of what was routed since it was asked last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A whole path that runs: its door, the processes it is made of by what they do, and who tells what has been routed."""

    port: int
    parts: Mapping[str, int]
    look: Look


def town(rules: int) -> TownFolder:
    """Return the demo town with so many invented phrases and rules beside its own; none of them holds for any message."""
    demo = read_town(DEMO)
    known = {one.code for one in demo.ruleset.departments}
    grown = grown_ruleset(demo.ruleset, rules)
    own = tuple(one if one.department in known else replace(one, department=_SOME) for one in grown.subjects)
    more = tuple(
        rule if rule in demo.ruleset.rules else replace(rule, effect=replace(rule.effect, department=_SOME)) for rule in grown.rules
    )
    return replace(demo, ruleset=replace(grown, subjects=own, rules=more))


def expressions(folder: TownFolder, rules: int) -> list[tuple[str, str]]:
    """Return as many expressions as the town has rules and phrases of its own, and so many that hold for no message."""
    own = [
        (str(one.code), "|".join(rf"\b{_escaped(word)}\b" for word in one.vocabulary)) for one in folder.ruleset.subjects if one.vocabulary
    ]
    words = invented_words(rules + 1)
    return own + [("X-01", rf"\b(?:{word}|{word} {other})\b") for word, other in zip(words[:rules], reversed(words), strict=False)]


def _escaped(word: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\.^$*+?{}[]|()" else letter for letter in word.lower())


@contextmanager
def embedded(folder: Path, rules: int) -> Iterator[Way]:
    """Run ``citoyen run`` on SQLite."""
    data, smtp = folder / "data", free_port()
    installation = open_installation(Settings(data=data))
    load_town(installation, town(rules), datetime.now(UTC))
    installation.close()
    environment = {"CITOYEN_DATA": str(data), "CITOYEN_SMTP_PORT": str(smtp), "CITOYEN_WEB_PORT": str(free_port())}
    with _citoyen(folder, "run", environment) as process:
        await_port(process, folder / "run.log", smtp)
        yield Way(port=smtp, parts={"run": process.pid}, look=_sqlite_look(data / "citoyen.db"))


@contextmanager
def cluster(folder: Path, rules: int, broker: str = "redis") -> Iterator[Way]:
    """Run a door, two workers for mail and one for what comes later, on PostgreSQL that syncs, with Redis or RabbitMQ."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql(folder / "postgresql"))
        if broker == "redis":
            address = stack.enter_context(redis(folder / "redis"))
        else:
            (folder / "rabbitmq").mkdir()
            address = stack.enter_context(servers.rabbitmq(folder / "rabbitmq"))
        settings = Settings(data=folder / "data", database_url=SecretStr(database.url), broker_url=SecretStr(address))
        installation = open_installation(settings)
        load_town(installation, town(rules), datetime.now(UTC))
        installation.close()
        smtp = free_port()
        environment = {
            "CITOYEN_DATA": str(folder / "data"),
            "CITOYEN_DATABASE_URL": database.url,
            "CITOYEN_BROKER_URL": address,
            "CITOYEN_SMTP_PORT": str(smtp),
            "CITOYEN_SECRET_KEY": installation.settings.secret_key.get_secret_value(),
        }
        parts = {"PostgreSQL": database.process}
        for name, command in (
            ("door", "smtp"),
            ("worker 1", "worker --queue mail"),
            ("worker 2", "worker --queue mail"),
            ("later", "worker --queue later"),
        ):
            process = stack.enter_context(_citoyen(folder, command, environment, name))
            parts[name] = process.pid
            if name == "door":
                await_port(process, folder / "door.log", smtp)
        yield Way(port=smtp, parts=parts, look=_postgresql_look(database.url, _OURS_ON_POSTGRESQL))


@contextmanager
def assembled(folder: Path, rules: int) -> Iterator[Way]:
    """Run the assembled pipeline: its door, Celery with two processes, PostgreSQL that syncs, Redis for Celery and one for addok."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql(folder / "postgresql"))
        broker = stack.enter_context(redis(folder / "redis"))
        index = stack.enter_context(redis(folder / "addok"))
        of_town = town(0)
        told, files, streets = folder / "rules.json", folder / "files", folder / "streets.ndjson"
        files.mkdir()
        told.write_text(json.dumps(expressions(of_town, rules)), encoding="utf-8")
        streets.write_text("".join(f"{json.dumps(one)}\n" for one in documents_of(of_town.places)), encoding="utf-8")
        port = free_port()
        environment = {
            **os.environ,
            "ASSEMBLED_DATABASE": database.url.replace("postgresql://", "postgresql+psycopg://"),
            "ASSEMBLED_BROKER": broker,
            "ASSEMBLED_RULES": str(told),
            "REDIS_HOST": "127.0.0.1",
            "REDIS_PORT": index.rpartition(":")[2].partition("/")[0],
            "PYTHONPATH": str(PEER),
        }
        addok = str(PEER_PYTHON.parent / "addok")
        script = [str(PEER_PYTHON), str(PEER / "assembled.py")]
        for command in ([addok, "batch", str(streets)], [addok, "ngrams"], [*script, "tables"]):
            subprocess.run(command, env=environment, check=True, capture_output=True)
        door = stack.enter_context(_process([*script, "door", str(port), str(files)], environment, folder / "door.log"))
        celery = [str(PEER_PYTHON), "-m", "celery", "-A", "assembled", "worker", "-c", "2", "-l", "ERROR", "--without-gossip"]
        worker = stack.enter_context(_process(celery, environment, folder / "worker.log"))
        await_port(door, folder / "door.log", port)
        parts = {"PostgreSQL": database.process, "door": door.pid, "workers": worker.pid, "addok's Redis": _listener(index)}
        yield Way(port=port, parts=parts, look=_postgresql_look(database.url, _ASSEMBLED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A PostgreSQL of our own."""

    url: str
    process: int


@contextmanager
def postgresql(folder: Path) -> Iterator[Served]:
    """Run PostgreSQL as it is delivered: it syncs before it says yes."""
    folder.mkdir()
    shutil.chown(folder, "postgres")
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    port, cluster_folder = free_port(), folder / "cluster"
    making = [str(programs / "initdb"), "-D", str(cluster_folder), "-U", "citoyen", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(making, user="postgres", cwd="/", check=True, capture_output=True)
    options = ("-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", f"unix_socket_directories={folder}")
    command = [str(programs / "postgres"), "-D", str(cluster_folder), *options]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, user="postgres", cwd="/", stdout=log, stderr=log) as process:
        try:
            await_port(process, folder / "log", port)
            yield Served(url=f"postgresql://citoyen@127.0.0.1:{port}/postgres", process=process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def cpu_by_part(parts: Mapping[str, int]) -> dict[str, float]:
    """Return the processor seconds of each part with all it started, reading children apart."""
    told = _processes()
    used: defaultdict[str, float] = defaultdict(float)
    for part, root in parts.items():
        for process, (_, seconds, command) in told.items():
            if _descends(process, root, told):
                child = next((word for word in command if word.startswith("ingest.")), None)
                used[f"{part}: reading" if child else part] += seconds
    return used


def _processes() -> dict[int, tuple[int, float, tuple[str, ...]]]:
    """Return parent, seconds and command of each process; ended children count for their parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            found[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / TICK, tuple(command))
    return found


def _descends(process: int, root: int, told: Mapping[int, tuple[int, float, tuple[str, ...]]]) -> bool:
    while process != root and process in told:
        process = told[process][0]
    return process == root


@contextmanager
def _citoyen(folder: Path, command: str, environment: Mapping[str, str], name: str | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    words = [sys.executable, "-P", "-c", "from cli.main import main; main()", *command.split()]
    whole = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    with _process(words, whole, folder / f"{name or command}.log") as process:
        yield process


@contextmanager
def _process(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()


def _listener(address: str) -> int:
    """Return the process of a Redis that we started."""
    port = address.rpartition(":")[2].partition("/")[0]
    for process, (_, _, command) in _processes().items():
        if "redis-server" in command[0] and port in " ".join(command):
            return process
    raise RuntimeError(f"no Redis listens at {address}")


_OURS = (
    "SELECT requests.id, inbounds.source_id FROM requests JOIN drafts ON drafts.id = requests.draft_id "
    "JOIN inbounds ON inbounds.id = drafts.inbound_id WHERE requests.id > {}"
)
_OURS_ON_POSTGRESQL = _OURS.format("%s")
_ASSEMBLED = "SELECT id, key FROM requests WHERE id > %s"


def _sqlite_look(path: Path) -> Look:
    def ask(after: int) -> list[tuple[int, str]]:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute(_OURS.format("?"), (after,)).fetchall()

    return _newest(ask)


def _postgresql_look(url: str, statement: str) -> Look:
    connection = psycopg.connect(url, autocommit=True)

    def ask(after: int) -> list[tuple[int, str]]:
        return connection.execute(statement, (after,)).fetchall()  # type: ignore[call-overload, no-any-return, unused-ignore]  # ours

    return _newest(ask)


def _newest(ask: Callable[[int], list[tuple[int, str]]]) -> Look:
    last = 0
    seen: set[str] = set()

    def look() -> frozenset[str]:
        nonlocal last
        rows = ask(last - _LOOK_BACK)
        new = frozenset(key.strip("<> ") for _, key in rows) - seen
        seen.update(new)
        last = max([last, *(number for number, _ in rows)])
        return new

    return look


def wait_until(done: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.05)
