import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.draft import Kind, Remark
from domain.errors import UnavailableError, UnreadableInputError
from domain.inbound import Channel, Reception
from ingest.reader import Reader

TOWN = Reception(domains=frozenset({"valognes.example"}))
MAIL = b"From: Jean Dupont <a@b.example>\r\nSubject: Trou\r\nMessage-ID: <m1@b.example>\r\n\r\nUn trou rue Carnot\r\n"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(count=2, seconds=10)
    yield reader
    reader.close()


def kept(folder: Path, raw: bytes) -> Path:
    path = folder / "original"
    path.write_bytes(raw)
    return path


def children() -> set[int]:
    tasks = Path(f"/proc/{os.getpid()}/task")
    return {int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()}


def test_original_is_read_in_the_child(reader: Reader, tmp_path: Path) -> None:
    drafts = reader.read(kept(tmp_path, MAIL), Channel.EMAIL, TOWN)
    assert [(draft.kind, draft.heading, draft.requester.name) for draft in drafts] == [(Kind.REQUEST, "Trou", "DUPONT Jean")]


def test_attachment_and_bodies_come_back(reader: Reader, tmp_path: Path) -> None:
    path = kept(
        tmp_path,
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntexte\n--b\nContent-Type: image/png; name=x.png\n\n"
        + b"x" * 200_000
        + b"\n--b--\n",
    )
    content, name, _ = reader.attachment(path, 2)
    assert (len(content), name) == (200_000, "x.png")
    assert reader.bodies(path) == ("texte", None)
    with pytest.raises(UnreadableInputError):
        reader.attachment(path, 9)


def test_pictures_the_text_shows_come_back(reader: Reader, tmp_path: Path) -> None:
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    html = b'Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src="cid:a@b">\n--b\n'
    part = f"Content-Type: image/png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n{png}\n--b--\n"
    path = kept(tmp_path, html + part.encode())
    assert reader.pictures(path) == {"a@b": f"data:image/png;base64,{png}"}
    assert reader.pictures(kept(tmp_path, MAIL)) == {}


def test_a_child_that_could_not_start_is_replaced_when_the_next_task_comes(tmp_path: Path) -> None:
    reader = Reader()
    lost = reader._children._free.get()
    lost.kill()
    reader._children._free.put(lost)
    try:
        assert reader.read(kept(tmp_path, MAIL), Channel.EMAIL, TOWN)[0].heading == "Trou"
    finally:
        reader.close()


def test_many_threads_read_at_once(reader: Reader, tmp_path: Path) -> None:
    path = kept(tmp_path, MAIL)
    found: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: found.extend(draft.heading for draft in reader.read(path, Channel.EMAIL, TOWN))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Trou"] * 20


def test_child_that_takes_too_long_is_killed_and_replaced(tmp_path: Path) -> None:
    fifo = tmp_path / "never"
    os.mkfifo(fifo)  # opening it to read waits for ever
    reader = Reader(seconds=0.5)
    reader.read(kept(tmp_path, MAIL), Channel.EMAIL, TOWN)
    writer = threading.Thread(target=lambda: fifo.write_bytes(MAIL), daemon=True)
    threading.Timer(1.0, writer.start).start()  # for the look at the header, by another child
    begin = time.monotonic()
    (draft,) = reader.read(fifo, Channel.EMAIL, TOWN)
    assert time.monotonic() - begin < 20  # a child has to be started meanwhile
    assert (draft.remarks, draft.heading) == ((Remark.TIME_LIMIT, Remark.EMPTY), "Trou")
    assert reader.read(kept(tmp_path, MAIL), Channel.EMAIL, TOWN)[0].remarks == ()
    reader.close()


BROKEN = """
import os, signal
from ingest import child

def fail(task, raw):
    if b"crash" in raw:
        os.kill(os.getpid(), signal.SIGSEGV)
    raise ZeroDivisionError(raw.decode())

child.run({**child._WORK, "read": fail})
"""


@pytest.mark.parametrize("fault", [b"an error", b"a crash in a library"])
def test_message_our_reader_fails_on_is_read_by_the_standard_parser(
    fault: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken_child.py").write_text(BROKEN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    reader = Reader(module="broken_child")
    path = kept(tmp_path, MAIL + fault)
    (draft,) = reader.read(path, Channel.EMAIL, TOWN)
    reader.close()
    assert (draft.heading, draft.requester.email, draft.remarks) == ("Trou", "a@b.example", (Remark.STANDARD_READING,))
    assert draft.text.startswith("Un trou rue Carnot")
    assert [record.getMessage() for record in caplog.records if path.name in record.getMessage()]
    said = capfd.readouterr().err
    assert ("ZeroDivisionError" in said) is (fault == b"an error")
    assert "Carnot" not in said  # an error may quote the message; the log names places only


def test_memory_limit_is_a_remark(tmp_path: Path) -> None:
    reader = Reader(memory_bytes=280 * 2**20)
    (draft,) = reader.read(kept(tmp_path, MAIL + b"x" * (100 * 2**20)), Channel.EMAIL, TOWN)
    assert (draft.remarks, draft.requester.email) == ((Remark.MEMORY_LIMIT, Remark.EMPTY), "a@b.example")
    assert reader.read(kept(tmp_path, MAIL), Channel.EMAIL, TOWN)[0].remarks == ()
    reader.close()


def test_killed_child_is_replaced_without_a_trace(tmp_path: Path) -> None:
    before = children()
    reader = Reader()
    path = kept(tmp_path, MAIL)
    reader.read(path, Channel.EMAIL, TOWN)
    for pid in children() - before:
        os.kill(pid, signal.SIGKILL)
    assert reader.read(path, Channel.EMAIL, TOWN)[0].heading == "Trou"
    reader.close()
    assert children() - before == set()


def test_hundred_megabytes_of_header_are_read_within_limits(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.write(b"From: a@b.example\r\nX: ")
        for _ in range(100):
            file.write(b"a" * 2**20 + b"\r\n ")
        file.write(b"\r\n\r\nUn trou rue Carnot\r\n")
    reader = Reader()
    begin = time.monotonic()
    (draft,) = reader.read(path, Channel.EMAIL, TOWN)
    assert Remark.HEADER_TOO_LARGE in draft.remarks
    assert time.monotonic() - begin < 10
    reader.close()


def test_missing_original_and_closed_reader_are_unavailable(tmp_path: Path) -> None:
    reader = Reader()
    with pytest.raises(UnavailableError):
        reader.read(tmp_path / "none", Channel.EMAIL, TOWN)
    reader.close()
    with pytest.raises(UnavailableError):
        reader.read(tmp_path / "none", Channel.EMAIL, TOWN)


def test_other_channels_are_refused_clearly(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="not read yet"):
        reader.read(kept(tmp_path, MAIL), Channel.FAX, TOWN)


def test_child_ends_when_its_parent_is_gone_and_any_folder_will_do(tmp_path: Path) -> None:
    (tmp_path / "email").mkdir()  # must not shadow the standard library's
    (tmp_path / "email" / "__init__.py").write_text("raise SystemExit(9)")
    path = kept(tmp_path, MAIL)
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})\n"
        "from pathlib import Path\nfrom ingest.reader import Reader\nfrom domain.inbound import Channel, Reception\n"
        f"import os\nr = Reader(); print(r.read(Path({path.name!r}), Channel.EMAIL, Reception())[0].heading, flush=True)\n"
        "print(r._children._free.get()._process.pid, flush=True); os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-P", "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    heading, pid = done.stdout.split()
    assert heading == "Trou"
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split(")")[1][:4]:
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def test_child_whose_parent_left_before_it_was_ready_ends_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-P", "-m", "ingest.child", str(512 * 2**20), "10"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.PIPE, env=environment, timeout=60, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_forked_worker_has_children_of_its_own(tmp_path: Path) -> None:
    path = kept(tmp_path, MAIL)
    program = (
        f"import sys, os; sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})\n"
        "from pathlib import Path\nfrom ingest.reader import Reader\nfrom domain.inbound import Channel, Reception\n"
        f"r = Reader(); p = Path({str(path)!r}); r.read(p, Channel.EMAIL, Reception())\n"
        "pid = os.fork()\n"
        "ok = all(r.read(p, Channel.EMAIL, Reception())[0].heading == 'Trou' for _ in range(20))\n"
        "r.close()\n"
        "if pid == 0: os._exit(0 if ok else 1)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) or not ok)\n"
    )
    assert subprocess.run([sys.executable, "-P", "-c", program], cwd=tmp_path, timeout=60, check=False).returncode == 0


def test_a_message_that_ends_a_child_is_looked_at_by_another_which_may_end_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ending_child.py").write_text(BROKEN.replace('"read": fail', '"read": fail, "standard": fail, "glance": fail'))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    reader = Reader(module="ending_child")
    (draft,) = reader.read(kept(tmp_path, MAIL + b"a crash in a library"), Channel.EMAIL, TOWN)
    reader.close()
    assert (draft.channel, draft.heading, draft.remarks) == (Channel.EMAIL, None, (Remark.MALFORMED, Remark.EMPTY))
