"""Submissions of a form beside the bare framework: how soon the receipt is there, durable, and how many in a second.

``python -m bench.forms``: one process each, on SQLite in the same folder, the same client. The bare one is FastAPI that checks the same
body by a model and does one durable insert (WAL, synchronous=FULL), in a plain function as ours.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import socket
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from domain.api_key import Scope
from domain.ids import TownId
from flows import api_keys
from flows.api_keys import Wanted
from flows.forms import install_common
from flows.settings import load_settings
from flows.town_folder import read_town
from flows.towns import load_town
from flows.wiring import open_installation
from store import rulesets
from web import assets
from web.app import create_app

TOWN = TownId("valognes")
DEMO = Path(__file__).resolve().parents[1] / "demo" / "valognes"
RESULTS = Path(__file__).resolve().parent / "results" / "forms.md"
GOAL_MS, GOAL_SHARE = 50.0, 0.60
CREATED = 201


class Body(BaseModel):
    """What a submission holds, for the bare framework."""

    type: str = Field(max_length=40)
    lieu: str = Field(max_length=300)
    description: str = Field(max_length=4000)
    reponse: str
    nom: str | None = Field(None, max_length=100)
    prenom: str | None = Field(None, max_length=100)
    courriel: str | None = Field(None, max_length=254)
    telephone: str | None = Field(None, max_length=40)


def bare(path: Path) -> FastAPI:
    """Return the bare framework with its one table."""
    app = FastAPI()
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE submissions (id INTEGER PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL)")
    turn = threading.Lock()

    @app.post("/submissions", status_code=CREATED)
    def add(body: Body) -> dict[str, object]:
        with turn:
            at = datetime.now(UTC).isoformat()
            cursor = connection.execute("INSERT INTO submissions (body, at) VALUES (?, ?)", (body.model_dump_json(), at))
        return {"id": cursor.lastrowid, "at": at}

    return app


def serve_bare(folder: Path, port: int) -> None:
    """Serve it until the process is ended."""
    _serve(bare(folder / "bare.db"), port)


def serve_ours(folder: Path, port: int) -> None:
    """Serve the desk with the common forms until the process is ended."""
    installation = open_installation(load_settings(data=folder))
    _serve(create_app(installation), port)


def _serve(app: FastAPI, port: int) -> None:
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, lifespan="off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where submissions go. ``key`` None: nobody asks for one."""

    port: int
    path: str
    process: int
    key: str | None = None

    def processor_s(self) -> float:
        """Return the processor time its server has taken so far, in seconds (proc(5), ``stat``)."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def body(number: int) -> bytes:
    """Return a submission unlike every other."""
    return json.dumps(
        {
            "type": "eclairage",
            "lieu": f"{number % 90 + 1} rue des Religieuses",
            "description": f"Le lampadaire n° {number} clignote depuis trois jours et s’éteint vers minuit. On n’y voit plus rien.",
            "reponse": "oui",
            "nom": "Quesnel",
            "prenom": "Anne",
            "courriel": f"anne.quesnel{number}@courriel.example",
            "telephone": "06 39 98 22 31",
        }
    ).encode()


def post(connection: socket.socket, target: Target, content: bytes) -> None:
    """Send one submission over a connection that stays open and wait for its 201."""
    key = f"Authorization: Bearer {target.key}\r\n" if target.key else ""
    head = f"POST {target.path} HTTP/1.1\r\nHost: bench\r\n{key}Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    connection.sendall(head.encode() + content)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    top, _, rest = answer.partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in top.lower().split(b"\r\n") if line.startswith(b"content-length"))
    while len(rest) < length:
        rest += connection.recv(65536)
    if int(top.split()[1]) != CREATED:
        raise RuntimeError(answer[:600])


def rate(target: Target, count: int, connections: int, start: int) -> tuple[float, float]:
    """Return submissions a second and the median of their milliseconds, over so many connections at once."""
    times: list[float] = []

    def work(first: int) -> None:
        with socket.create_connection(("127.0.0.1", target.port)) as connection:
            for number in range(first, count, connections):
                began = time.perf_counter()
                post(connection, target, body(start + number))
                times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) != count:
        raise RuntimeError(f"{count - len(times)} submissions failed")
    return count / (time.perf_counter() - began), statistics.median(times) * 1000


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not start")


def prepared(folder: Path) -> str:
    """Load the demo town with the common forms and return a key for forms."""
    installation = open_installation(load_settings(data=folder))
    try:
        load_town(installation, read_town(DEMO), datetime.now(UTC))
        with installation.database.write() as session:
            install_common(session, TOWN, rulesets.get(session, TOWN), datetime.now(UTC))
        wanted = Wanted(town=TOWN, name="bench", scopes=frozenset({Scope.FORMS}), per_minute=1_000_000)
        return api_keys.make(installation, wanted, "bench", datetime.now(UTC)).secret
    finally:
        installation.close()


def main() -> None:
    """Measure both by turns and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=600, help="submissions a run")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    before = os.getloadavg()[0]
    assets.build()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key = prepared(folder)
        servers = [_started(serve_bare, folder, 8471), _started(serve_ours, folder, 8472)]
        try:
            wait_for(8471)
            wait_for(8472)
            targets = (
                ("bare framework, one durable insert", Target(port=8471, path="/submissions", process=_id_of(servers[0]))),
                ("Citoyen", Target(port=8472, path="/api/v1/forms/signalement/submissions", process=_id_of(servers[1]), key=key)),
            )
            rows = _measured(targets, chosen.count, chosen.runs)
        finally:
            for server in servers:
                server.terminate()
                server.join()
        shutil.rmtree(folder / "blobs", ignore_errors=True)
    _write(rows, before)


def _started(serve: Callable[[Path, int], None], folder: Path, port: int) -> BaseProcess:
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(folder, port), daemon=True)
    process.start()
    return process


def _id_of(process: BaseProcess) -> int:
    if process.pid is None:
        raise RuntimeError("the server did not start")
    return process.pid


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured of one server with so many connections."""

    name: str
    connections: int
    a_second: float
    median_ms: float
    processor_ms: float


def _measured(targets: Sequence[tuple[str, Target]], count: int, runs: int) -> list[Row]:
    rows: list[Row] = []
    start = 0
    for _, target in targets:
        rate(target, 50, 4, start := start + 10_000)  # warm
    for connections in (1, 8, 32, 64):
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name, _ in targets}
        for _ in range(runs):
            for name, target in targets:  # by turns, so that a busy machine hits both
                began = target.processor_s()
                measured = rate(target, count, connections, start := start + 10_000)
                found[name].append((*measured, (target.processor_s() - began) / count * 1000))
        for name, ones in found.items():
            fast, slow, used = (statistics.median(column) for column in zip(*ones, strict=True))
            rows.append(Row(name=name, connections=connections, a_second=fast, median_ms=slow, processor_ms=used))
    return rows


def _write(rows: Sequence[Row], before: float) -> None:
    lines = [
        "# Submissions of a form",
        "",
        "`python -m bench.forms`; medians of the runs, both servers by turns, one process each; processor time is the server's alone. "
        f"The goal: a receipt in under {GOAL_MS:.0f} ms, and {GOAL_SHARE:.0%} of what the bare framework does. "
        f"The machine's load was {before:.1f} before and {os.getloadavg()[0]:.1f} after: above 2 or so, only processor time says anything.",
        "",
        "| server | connections | submissions/s | median ms | share of bare | processor ms a submission |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        base = next(other.a_second for other in rows if other.connections == row.connections)
        figures = f"{row.a_second:.0f} | {row.median_ms:.1f} | {row.a_second / base:.0%} | {row.processor_ms:.2f}"
        lines.append(f"| {row.name} | {row.connections} | {figures} |")
    text = "\n".join(lines) + "\n"
    print(text)
    RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
