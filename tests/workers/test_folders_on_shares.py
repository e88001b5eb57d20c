"""Drop folders on a share without tidings whose server hangs or dies: a real one, by FUSE, where this machine lets us mount it."""

import multiprocessing
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from flows import folder_check
from flows.folder_check import try_folder
from flows.folders import drop_folders
from ingest.drop.faults import Fault
from ingest.drop.listing import file_system, is_local
from tests.installations import ledger, wait_until
from tests.workers import copier, folder_process
from tests.workers.test_folders import environment, fault, hall, is_looked_at, table, watching_over
from workers import folders as watching

MOUNTED_SECONDS = 10.0


class Share:
    """A folder, ``there``, as it lies at its server, which is seen ``here`` as long as that one answers.

    Between them is a client that waits for its server, as that of a network does: whoever asks it while the server hangs cannot be killed.
    """

    def __init__(self, home: Path) -> None:
        self.there, self._server_side, self.here = home / "there", home / "served", home / "here"
        for folder in (self.there, self._server_side, self.here):
            folder.mkdir()
        self._running: list[subprocess.Popen[bytes]] = []

    def mount(self) -> bool:
        """Start server and client; tell whether they could."""
        self._running = []
        return self._shows(self.there, self._server_side) and self._shows(self._server_side, self.here)

    def tell_server(self, what: signal.Signals) -> None:
        self._running[0].send_signal(what)

    def unmount(self) -> None:
        for running in self._running[:1]:
            running.send_signal(signal.SIGCONT)
        unmounting = ["umount", "-l"] if shutil.which("fusermount3") is None else ["fusermount3", "-u", "-z"]
        for running, mounted in zip(self._running, (self._server_side, self.here), strict=False):
            subprocess.run([*unmounting, str(mounted)], check=False, capture_output=True)
            running.kill()
            running.wait()

    def _shows(self, folder: Path, mounted: Path) -> bool:
        command = ["bindfs", "-f", "-o", "attr_timeout=0,entry_timeout=0", str(folder), str(mounted)]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._running.append(running)
        deadline = time.monotonic() + MOUNTED_SECONDS
        while time.monotonic() < deadline and running.poll() is None:
            if not is_local(file_system(mounted)):
                return True
            time.sleep(0.02)
        return False


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    if shutil.which("bindfs") is None:
        pytest.skip("bindfs is not installed")
    shared = Share(tmp_path)
    try:
        if not shared.mount():
            pytest.skip("this machine does not let us mount by FUSE")
        yield shared
    finally:
        shared.unmount()


def lay(folder: Path, documents: list[bytes]) -> Counter[str]:
    """Lay documents down and return their digests, once each."""
    for number, content in enumerate(documents):
        (folder / f"scan{number}.pdf").write_bytes(content)
    return Counter(sha256(content).hexdigest() for content in documents)


def test_share_that_hangs_holds_up_nothing_and_loses_nothing(
    sqlite_url: str, tmp_path: Path, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_HUNG_SECONDS", 1.5)
    monkeypatch.setattr(watching, "_LONGEST_PAUSE_SECONDS", 0.5)
    monkeypatch.setattr(folder_check, "_HUNG_SECONDS", 1.0)
    local = tmp_path / "fax"
    local.mkdir()
    documents = copier.documents(40)
    with hall(sqlite_url, tmp_path, table(share.here), table(local, channel="fax")) as opened, watching_over(opened):
        wait_until(lambda: is_looked_at(opened, share.here) and is_looked_at(opened, local))
        share.tell_server(signal.SIGSTOP)
        laid = lay(share.there, documents[:30]) + lay(local, documents[30:])
        wait_until(lambda: len(ledger(opened)) == 10)
        wait_until(lambda: fault(opened, share.here) == Fault.HUNG)
        with opened.database.read() as session:
            steps = [step for folder in drop_folders(opened.settings, session) for step in try_folder(folder)]
        assert [str(step.mistake.what) for step in steps if step.mistake] == ["The share it lies on hangs: it answers nothing at all."]
        share.tell_server(signal.SIGCONT)
        wait_until(lambda: not list(share.there.iterdir()), seconds=30)
        wait_until(lambda: fault(opened, share.here) is None)
        assert Counter(str(line.sha256) for line in ledger(opened)) == laid


def test_process_that_watches_a_share_that_hangs_can_be_ended(sqlite_url: str, tmp_path: Path, share: Share) -> None:
    """A process with a thread within such a share cannot: it would keep its ports and its other folders from the one that follows it."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.workers.folder_process"])
    with hall(sqlite_url, tmp_path) as opened:
        values = environment(opened, share.here)
        share.tell_server(signal.SIGSTOP)
        running = context.Process(target=folder_process.watch, args=(values,), daemon=True)
        running.start()
        time.sleep(3)
        running.kill()
        running.join(5)
        assert running.exitcode == -signal.SIGKILL
        share.tell_server(signal.SIGCONT)


@pytest.mark.timeout(120)
def test_server_that_dies_in_mid_take_and_comes_back_loses_and_doubles_nothing(
    sqlite_url: str, tmp_path: Path, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_LONGEST_PAUSE_SECONDS", 0.5)
    documents = copier.documents(200)
    with hall(sqlite_url, tmp_path, table(share.here)) as opened, watching_over(opened):
        wait_until(lambda: is_looked_at(opened, share.here))
        laid = lay(share.there, documents)
        wait_until(lambda: len(ledger(opened)) > 0)
        share.tell_server(signal.SIGKILL)
        wait_until(lambda: fault(opened, share.here) is not None)
        assert len(ledger(opened)) < len(documents)
        share.unmount()  # now it looks like an empty folder of this machine
        time.sleep(1)
        assert fault(opened, share.here) == Fault.VANISHED
        assert share.mount()
        wait_until(lambda: not list(share.there.iterdir()), seconds=60)
        assert Counter(str(line.sha256) for line in ledger(opened)) == laid
