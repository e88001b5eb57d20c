import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from flows import take
from flows.wiring import Installation
from ingest.drop.listing import list_folder
from store import folders
from store.folders import FolderStatus
from tests import servers
from tests.ingest.drop.documents import pdf
from tests.installations import BREVILLE, installation, ledger, settings, wait_until
from tests.workers import copier, folder_process
from workers import folders as watching
from workers import roles
from workers.folders import Watcher

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("runner.py")
DOCUMENTS = 24
KILLS = 10


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    return folder


def table(path: Path, **values: object) -> dict[str, object]:
    return {"path": path, "town": BREVILLE, "still_seconds": 0.3, "rescan_seconds": 0.3, **values}


@contextmanager
def hall(url: str, home: Path, *tables: dict[str, object]) -> Iterator[Installation]:
    opened = installation(settings(home / "data", database_url=url, folders=tables))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def watching_over(opened: Installation) -> Iterator[Watcher]:
    running = Watcher(opened)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def status(opened: Installation, path: Path) -> FolderStatus | None:
    with opened.database.read() as session:
        return next((one for one in folders.statuses(session) if one.path == str(path)), None)


def fault(opened: Installation, path: Path) -> str | None:
    found = status(opened, path)
    return None if found is None else found.fault


def is_looked_at(opened: Installation, path: Path) -> bool:
    found = status(opened, path)
    return found is not None and found.looked_at is not None


def test_file_is_taken_as_soon_as_it_is_still_where_the_disk_tells_of_it(sqlite_url: str, tmp_path: Path, scans: Path) -> None:
    with hall(sqlite_url, tmp_path, table(scans, still_seconds=1, rescan_seconds=3600)) as opened, watching_over(opened):
        wait_until(lambda: is_looked_at(opened, scans))
        time.sleep(watching._SETTING_UP_SECONDS + 1)  # the second look is over: from here on only tidings tell
        (scans / "scan.pdf").write_bytes(pdf())
        began = time.monotonic()
        wait_until(lambda: len(ledger(opened)) == 1, seconds=10)
        assert time.monotonic() - began < 4
        wait_until(lambda: not list(scans.iterdir()))


def test_disk_tells_of_sub_folders_that_come_later_and_of_nothing_behind_a_link(sqlite_url: str, tmp_path: Path, scans: Path) -> None:
    """Somebody may lay a link that leads to the whole disk."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (scans / "link").symlink_to(elsewhere, target_is_directory=True)
    (scans / "loop").symlink_to("loop")
    with hall(sqlite_url, tmp_path, table(scans, rescan_seconds=3600, subfolders="plain")) as opened, watching_over(opened) as running:
        wait_until(lambda: is_looked_at(opened, scans))
        time.sleep(watching._SETTING_UP_SECONDS + 1)
        (watch,) = running._watches
        (elsewhere / "note.txt").write_bytes(b"nothing of ours")
        time.sleep(1)
        assert not watch.news.is_set()
        (scans / "URB" / "2026").mkdir(parents=True)
        time.sleep(watching._SETTING_UP_SECONDS + 2)
        (scans / "URB" / "2026" / "scan.pdf").write_bytes(pdf())
        wait_until(lambda: len(ledger(opened)) == 1, seconds=10)


def test_file_is_found_by_rounds_where_nothing_tells_of_it(
    sqlite_url: str, tmp_path: Path, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "is_local", lambda _kind: False)
    with hall(sqlite_url, tmp_path, table(scans)) as opened, watching_over(opened):
        wait_until(lambda: is_looked_at(opened, scans))
        (scans / "scan.pdf").write_bytes(pdf())
        wait_until(lambda: len(ledger(opened)) == 1 and not list(scans.iterdir()), seconds=5)


def test_folder_that_is_missing_is_told_and_found_when_it_comes(
    sqlite_url: str, tmp_path: Path, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_FIRST_PAUSE_SECONDS", 0.1)
    scans.rmdir()
    with hall(sqlite_url, tmp_path, table(scans)) as opened, watching_over(opened):
        wait_until(lambda: fault(opened, scans) == "missing")
        scans.mkdir()
        (scans / "scan.pdf").write_bytes(pdf())
        wait_until(lambda: len(ledger(opened)) == 1 and fault(opened, scans) is None)
        (scans / "new").mkdir()
        scans.rename(tmp_path / "away")
        wait_until(lambda: fault(opened, scans) == "missing")
        scans.mkdir()
        wait_until(lambda: fault(opened, scans) is None)
        (scans / "other.pdf").write_bytes(pdf("other"))
        wait_until(lambda: len(ledger(opened)) == 2)


def test_share_that_hangs_is_told_stops_no_other_folder_and_comes_back(
    sqlite_url: str, tmp_path: Path, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_HUNG_SECONDS", 0.5)
    monkeypatch.setattr(watching, "_FIRST_PAUSE_SECONDS", 0.1)
    other = tmp_path / "fax"
    other.mkdir()
    answers, listed = threading.Event(), list_folder

    def hang(root: Path, **how: object) -> object:
        if root == scans:
            answers.wait()
        return listed(root, **how)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(take, "list_folder", hang)
    with hall(sqlite_url, tmp_path, table(scans), table(other, channel="fax")) as opened, watching_over(opened) as running:
        wait_until(lambda: fault(opened, scans) == "hung")
        (other / "fax.pdf").write_bytes(pdf())
        (scans / "scan.pdf").write_bytes(pdf())
        wait_until(lambda: len(ledger(opened)) == 1)
        assert running.folders == 2
        answers.set()
        wait_until(lambda: len(ledger(opened)) == 2 and fault(opened, scans) is None)


def test_it_ends_within_seconds_though_a_share_hangs(sqlite_url: str, tmp_path: Path, scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()
    monkeypatch.setattr(take, "list_folder", lambda *_facts, **_how: answers.wait())
    monkeypatch.setattr("workers.patience._STOP_SECONDS", 0.5)
    with hall(sqlite_url, tmp_path, table(scans)) as opened:
        running = Watcher(opened)
        running.start()
        time.sleep(0.3)
        began = time.monotonic()
        running.stop()
        assert time.monotonic() - began < 3
        assert fault(opened, scans) is None  # the end is no fault
        answers.set()


def test_error_nobody_foresaw_ends_no_watch(sqlite_url: str, tmp_path: Path, scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_FIRST_PAUSE_SECONDS", 0.1)
    listed, calls = list_folder, Counter[str]()

    def stumble(root: Path, **how: object) -> object:
        calls["looks"] += 1
        if calls["looks"] == 2:
            raise ZeroDivisionError
        return listed(root, **how)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(take, "list_folder", stumble)
    with hall(sqlite_url, tmp_path, table(scans)) as opened, watching_over(opened):
        (scans / "scan.pdf").write_bytes(pdf())
        wait_until(lambda: len(ledger(opened)) == 1)


def test_town_nobody_knows_is_told(sqlite_url: str, tmp_path: Path, scans: Path) -> None:
    with hall(sqlite_url, tmp_path, table(scans, town="nulle-part")) as opened, pytest.raises(ConfigurationError) as told:
        Watcher(opened)
    assert "nulle-part" in str(told.value)


def test_role_without_a_broker_is_told(sqlite_url: str, tmp_path: Path) -> None:
    with hall(sqlite_url, tmp_path) as opened, pytest.raises(ConfigurationError, match="CITOYEN_BROKER_URL"):
        roles.run_folders(opened)


# ---- processes


@contextmanager
def process(role: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    whole = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen([sys.executable, str(RUNNER), role], env=whole, cwd=ROOT, start_new_session=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def environment(opened: Installation, scans: Path, **more: str) -> dict[str, str]:
    file = opened.settings.data / "citoyen.toml"
    text = f'[[folders]]\npath = "{scans}"\ntown = "{BREVILLE}"\nstill_seconds = 0.3\nrescan_seconds = 0.5\n'
    file.write_text(text)
    return {
        "CITOYEN_DATA": str(opened.settings.data),
        "CITOYEN_DATABASE_URL": opened.settings.database_url.get_secret_value(),
        "CITOYEN_SMTP_PORT": str(servers.free_port()),
        "CITOYEN_CONFIG": str(file),
        **more,
    }


@pytest.mark.timeout(120)
def test_second_process_takes_over_when_the_first_is_killed(postgresql_url: str, redis_url: str, tmp_path: Path, scans: Path) -> None:
    with hall(postgresql_url, tmp_path) as opened:
        values = environment(opened, scans, CITOYEN_BROKER_URL=redis_url)
        (scans / "1.pdf").write_bytes(pdf("1"))
        with process("folders", values) as first:
            wait_until(lambda: len(ledger(opened)) == 1, seconds=40)
            with process("folders", values) as second:
                time.sleep(3)
                with opened.database.hold(f"folder {BREVILLE} {scans}") as hold:
                    assert hold is None
                os.killpg(first.pid, signal.SIGKILL)
                (scans / "2.pdf").write_bytes(pdf("2"))
                began = time.monotonic()
                wait_until(lambda: len(ledger(opened)) == 2, seconds=40)
                assert time.monotonic() - began < 30
                second.terminate()
                assert second.wait(10) == 0


@contextmanager
def quick_process(values: Mapping[str, str]) -> Iterator[None]:
    """Run a watcher, and kill it at the end of the block."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.workers.folder_process"])
    running = context.Process(target=folder_process.watch, args=(dict(values),), daemon=True)
    running.start()
    try:
        yield
    finally:
        running.kill()
        running.join()


@contextmanager
def copying_into(scans: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.workers.copier", str(scans), str(DOCUMENTS), "0.25"]
    with subprocess.Popen(command, cwd=ROOT) as copying:
        try:
            yield copying
        finally:
            copying.kill()


@pytest.mark.timeout(180)
def test_copiers_of_all_kinds_and_a_watcher_killed_ten_times_lose_and_double_nothing(sqlite_url: str, tmp_path: Path, scans: Path) -> None:
    chance = random.Random(20260312)  # noqa: S311 — moments to kill at
    with hall(sqlite_url, tmp_path) as opened:
        values = environment(opened, scans)
        with copying_into(scans) as copying:
            for _ in range(KILLS):
                before = len(ledger(opened))
                with quick_process(values):
                    wait_until(lambda before=before: len(ledger(opened)) in (*range(before + 1, DOCUMENTS), DOCUMENTS))  # type: ignore[misc]
                    time.sleep(chance.uniform(0, 0.4))
            with quick_process(values):
                assert copying.wait(60) == 0
                wait_until(lambda: not list(scans.iterdir()), seconds=30)
        lines = ledger(opened)
    laid = Counter(sha256(content).hexdigest() for content in copier.documents(DOCUMENTS))
    assert Counter(str(line.sha256) for line in lines) == laid
    assert set(laid.values()) == {1}


@pytest.mark.timeout(180)
def test_two_watchers_on_one_folder_killed_again_and_again_double_nothing(database_url: str, tmp_path: Path, scans: Path) -> None:
    """One holds it where the database can tell; an SQLite database should have one process, and bears two."""
    chance = random.Random(20260313)  # noqa: S311 — moments to kill at
    with hall(database_url, tmp_path) as opened:
        values = environment(opened, scans)
        with copying_into(scans) as copying:
            while copying.poll() is None:
                with quick_process(values), quick_process(values):
                    time.sleep(chance.uniform(0.3, 1.5))
            assert copying.returncode == 0
        with quick_process(values), quick_process(values):
            wait_until(lambda: not list(scans.iterdir()), seconds=60)
        lines = ledger(opened)
    laid = Counter(sha256(content).hexdigest() for content in copier.documents(DOCUMENTS))
    assert Counter(str(line.sha256) for line in lines) == laid
