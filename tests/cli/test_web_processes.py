"""Several processes behind one port: a dead one is replaced, limits hold across them, they leave in order (S44)."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli import web_processes
from cli.web_child import Place
from cli.web_processes import WebProcesses
from flows.settings import load_settings
from tests.cli.conftest import ROOT, free_port, process

WAIT_SECONDS = 100.0
PROGRAM = """
import os, signal, socket, sys, time
number, port, parent, folder = sys.argv[1].split(":", 3)
{beginning}
parent = socket.socket(fileno=int(parent))
with open(folder + "/../begun", "a") as told:
    print(number, os.getpid(), file=told)
parent.send(b".")
{then}
"""
STAYS = "parent.recv(1)"
"""Until the one that started it is gone, or it is told to end."""


def until(what: Callable[[], object], seconds: float = WAIT_SECONDS) -> None:
    over_at = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < over_at, "it did not come"
        time.sleep(0.05)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the processes keep what they share, and say that they began."""
    (tmp_path / "shared").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "shared"))
    return tmp_path / "shared"


def watched(here: Path, count: int, *, beginning: str = "", then: str = STAYS) -> WebProcesses:
    program = here.parent / "program.py"
    program.write_text(PROGRAM.format(beginning=beginning, then=then), encoding="utf-8")
    settings = load_settings(data=here.parent / "data", web_port=int(free_port()))
    return WebProcesses(settings, count, command=(sys.executable, str(program)))


def begun(here: Path) -> list[tuple[int, int]]:
    told = here / "begun"
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return [(int(number), int(pid)) for number, pid in map(str.split, lines)]


@contextmanager
def meanwhile(processes: WebProcesses, do: Callable[[], None]) -> Iterator[None]:
    """Do something beside, and then tell the processes to stop."""
    faults: list[BaseException] = []

    def act() -> None:
        try:
            do()
        except BaseException as error:  # noqa: BLE001 - told below, in the thread of the test
            faults.append(error)
        finally:
            processes.stop()

    thread = threading.Thread(target=act)
    thread.start()
    yield
    thread.join()
    assert not faults, faults


def test_a_place_is_read_as_it_is_told() -> None:
    place = Place(number=3, folder=Path("/tmp/a:b"), port=4, parent=7)  # noqa: S108 - a name only
    assert Place.read(place.told()) == place


def test_a_process_that_dies_is_started_anew_and_the_others_stay(here: Path, caplog: pytest.LogCaptureFixture) -> None:
    processes = watched(here, 2)

    def kill_one() -> None:
        until(lambda: len(begun(here)) == 2)
        os.kill(begun(here)[1][1], signal.SIGKILL)
        until(lambda: len(begun(here)) == 3)

    with caplog.at_level(logging.WARNING), meanwhile(processes, kill_one):
        assert processes.run() == 0
    assert [number for number, _ in begun(here)] == [1, 2, 2]
    assert "web process 2 ended with status -9" in caplog.text
    for _, pid in begun(here):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_process_that_says_nothing_any_more_is_replaced(
    here: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_processes, "SILENT_SECONDS", 1.0)
    processes = watched(here, 1, then="signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(600)")
    monkeypatch.setattr(web_processes, "STOP_SECONDS", 0.0)
    monkeypatch.setattr(web_processes, "_SPARE_SECONDS", 0.5)
    with caplog.at_level(logging.WARNING), meanwhile(processes, lambda: until(lambda: len(begun(here)) == 2)):
        assert processes.run() == 0
    assert "web process 1 has said nothing for 1 s" in caplog.text


def test_what_keeps_the_first_from_serving_is_told_once_and_is_the_status(here: Path) -> None:
    processes = watched(here, 3, beginning="open(folder + '/../tried', 'a').write('x'); sys.exit(2)")
    assert processes.run() == 2
    assert (here / "tried").read_text(encoding="utf-8") == "x"


def test_told_a_second_time_they_are_told_to_end_at_once(here: Path) -> None:
    signals = "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, lambda *_: os._exit(0))"
    processes = watched(here, 1, beginning=signals, then="time.sleep(600)")

    def stop_twice() -> None:
        until(lambda: begun(here))
        processes.stop()
        time.sleep(0.5)

    with meanwhile(processes, stop_twice):
        began = time.monotonic()
        assert processes.run() == 0
    assert time.monotonic() - began < 15


def test_one_that_cannot_be_started_is_tried_again_and_the_others_stay(
    here: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes = watched(here, 2)
    real, fails = subprocess.Popen, iter([False, True])

    def popen(*args: Any, **more: Any) -> subprocess.Popen[bytes]:
        if next(fails, False):
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return real(*args, **more)

    monkeypatch.setattr(subprocess, "Popen", popen)
    with caplog.at_level(logging.WARNING), meanwhile(processes, lambda: until(lambda: len(begun(here)) == 2)):
        assert processes.run() == 0
    assert [number for number, _ in begun(here)] == [1, 2]
    assert "web process 2 cannot be started" in caplog.text


def test_processes_whose_parent_is_gone_go_too(tmp_path: Path) -> None:
    with desk(tmp_path) as (parent, port):
        before = processes_of(parent.pid)
        parent.kill()
        parent.wait()
        until(lambda: not any(map(alive, before)))
        assert status(port, "/healthz") == 0


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo town, for whoever needs one to look at."""
    folder = tmp_path_factory.mktemp("web")
    assert process("init", "--town", ROOT / "demo" / "valognes", folder=folder).returncode == 0
    return folder


@contextmanager
def desk(folder: Path, **more: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve the desk by two processes."""
    port = free_port()
    own = {"PYTHONPATH": str(ROOT), "CITOYEN_DATA": str(folder / "data"), "CITOYEN_WEB_PORT": port, **more}
    command = [sys.executable, "-m", "cli.main", "web", "--processes", "2"]
    with (folder / "web.log").open("wb") as log:
        program = subprocess.Popen(command, env={**os.environ, **own}, cwd=folder, stdout=log, stderr=log)
    try:
        until(lambda: numbers(int(port)) == {"1", "2"})
        yield program, int(port)
    finally:
        program.terminate()
        try:
            program.wait(timeout=60)
        except subprocess.TimeoutExpired:
            program.kill()
            raise


def status(port: int, path: str, headers: Mapping[str, str] | None = None) -> int:
    """Return the status of an answer, by a connection of its own; 0 for none."""
    # S310: our own desk.
    wanted = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Connection": "close", **(headers or {})})
    try:
        with urllib.request.urlopen(wanted, timeout=20) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def numbers(port: int) -> set[str]:
    """Return which processes tell figures."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
            return set(re.findall(r'citoyen_build\{process="(\d)"', answer.read().decode()))
    except OSError:
        return set()


def processes_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_several_serve_hold_limits_together_and_leave_in_order(town: Path) -> None:
    with desk(town, CITOYEN_DRAIN_SECONDS="3") as (parent, port):
        one, other = processes_of(parent.pid)
        assert alive(one) and alive(other)
        # Wrong keys: twenty a minute from one address, whichever process they come to.
        wrong = {"Authorization": "Bearer wrong-key"}
        found = [status(port, "/api/v1/requests", wrong) for _ in range(50)]
        assert found.count(401) == 20 and found.count(429) == 30, found
        os.kill(one, signal.SIGKILL)
        assert [status(port, "/sign-in") for _ in range(10)] == [200] * 10, "nobody is refused while one is started anew"
        until(lambda: len(processes_of(parent.pid)) == 2 and one not in processes_of(parent.pid))
        assert status(port, "/api/v1/requests", wrong) == 429, "the limit outlives a process"
        until(lambda: numbers(port) == {"1", "2"})
        # A service manager tells all of them, and the parent passes it on: twice is not in a hurry.
        for pid in processes_of(parent.pid):
            os.kill(pid, signal.SIGTERM)
        parent.send_signal(signal.SIGTERM)
        until(lambda: status(port, "/readyz") == 503, 3)
        assert status(port, "/healthz") == 200, "it still answers, for the balancer to notice"
        assert parent.wait(timeout=40) == 0
    assert "is started anew" in (town / "web.log").read_text(encoding="utf-8")


def test_a_port_that_is_taken_is_told_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = process("web", "--processes", "2", folder=tmp_path, environment={"CITOYEN_WEB_PORT": port})
    assert done.returncode == 2
    assert done.stderr.decode().count("CITOYEN_WEB_PORT") == 2, "where it is set, and what to do"
