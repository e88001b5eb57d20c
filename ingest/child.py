"""Reading in a child process that can be killed: hostile mail costs its own draft, never the service.

``python -m ingest.child`` answers requests on its standard input until that closes, so it goes when its parent goes.
"""

import json
import os
import queue
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, BinaryIO

from pydantic import TypeAdapter

from domain.authenticity import Authenticity
from domain.draft import Draft, Remark
from domain.errors import UnavailableError, UnreadableInputError
from domain.inbound import Channel, Reception
from ingest.email.enquiry import Enquiry
from ingest.email.parse import MAX_MESSAGE_BYTES, attachment, first_look, html_body, plain_body, read_email, shown_pictures

MODULE = "ingest.child"
READ_SECONDS = 10.0
START_SECONDS = 60.0
_HEAD_BYTES = 256 * 1024
_LENGTH = struct.Struct(">Q")
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing asked of a child: ``read``, ``attachment``, ``bodies`` or ``pictures`` of this one, ``check`` of `ingest.check_child`."""

    what: str
    path: str
    channel: Channel = Channel.EMAIL
    reception: Reception = field(default_factory=Reception)
    part: int = 0
    enquiry: Enquiry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the child says: drafts, bodies, an attachment's name and type (its bytes follow in a frame), a sender, or what went wrong."""

    drafts: tuple[Draft, ...] = ()
    plain: str | None = None
    html: str | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    filename: str | None = None
    media_type: str = ""
    authenticity: Authenticity | None = None
    unreadable: str | None = None
    unavailable: str | None = None
    out_of_memory: bool = False


_TASK = TypeAdapter(Task)
_ANSWER = TypeAdapter(Answer)


class _ChildLostError(Exception):
    """The child did not answer: ``remark`` says why, None where it was gone before it was asked."""

    def __init__(self, remark: Remark | None) -> None:
        super().__init__(f"reading child lost: {remark}")
        self.remark = remark


class _Child:
    """One child process and the pipe to it; used by one thread at a time."""

    def __init__(self, *, seconds: float, memory_bytes: int, module: str) -> None:
        self._seconds = seconds
        self._is_ready = False
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, numbers as arguments
            [sys.executable, "-P", "-m", module, str(memory_bytes), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
        )

    def ask(self, task: Task, *, has_content: bool = False) -> tuple[Answer, bytes]:
        """Return the answer and the bytes that follow it. Raises _ChildLostError; the child is dead then."""
        try:
            if not self._is_ready:
                self._receive(time.monotonic() + START_SECONDS)
                self._is_ready = True
            self._send(_TASK.dump_json(task))
        except (OSError, _ChildLostError) as error:
            self.kill()
            raise _ChildLostError(None) from error
        deadline = time.monotonic() + self._seconds
        try:
            answer = _ANSWER.validate_json(self._receive(deadline))
            is_followed = has_content and answer.unreadable is None and answer.unavailable is None and not answer.out_of_memory
            return answer, self._receive(deadline) if is_followed else b""
        except _ChildLostError:
            self.kill()
            raise

    def _send(self, frame: bytes) -> None:
        stdin = self._pipe(self._process.stdin)
        view = memoryview(_LENGTH.pack(len(frame)) + frame)
        while view:
            view = view[os.write(stdin.fileno(), view) :]

    def _receive(self, deadline: float) -> bytes:
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size, deadline))
        return self._exactly(length, deadline)

    def _exactly(self, size: int, deadline: float) -> bytes:
        fd = self._pipe(self._process.stdout).fileno()
        poll = select.poll()
        poll.register(fd, select.POLLIN | select.POLLHUP)
        received = bytearray()
        while len(received) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise _ChildLostError(Remark.TIME_LIMIT)
            piece = os.read(fd, min(size - len(received), 1 << 20))
            if not piece:
                raise _ChildLostError(self._cause())
            received += piece
        return bytes(received)

    def _cause(self) -> Remark:
        code = self._process.wait()
        return Remark.TIME_LIMIT if code in {-24, 152} else Remark.MEMORY_LIMIT if code < 0 else Remark.MALFORMED  # SIGXCPU is 24

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None or pipe.closed:
            raise BrokenPipeError("the child has no pipe")
        return pipe

    def kill(self) -> None:
        """End the process and collect it."""
        self._process.kill()
        self._close_pipes()
        self._process.wait()

    def leave(self) -> None:
        """Let the process end by itself, and end it if it does not."""
        self._close_pipes()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()

    def forget(self) -> None:
        """Close this copy of the pipes after a fork; the process belongs to the parent."""
        self._close_pipes()

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class Reader:
    """Reads originals in killable children. Safe for many threads; as many read at once as there are children."""

    def __init__(self, *, children: int = 1, seconds: float = READ_SECONDS, memory_bytes: int = 512 * 2**20, module: str = MODULE) -> None:
        """Start the children, each ``python -m module``; they load while the service does."""
        self._module = module
        self._count = children
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._lock = threading.Lock()
        self._is_closed = False
        self._owner = os.getpid()
        self._free: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._fill()

    def read(self, path: Path, channel: Channel, reception: Reception) -> tuple[Draft, ...]:
        """Return the drafts of an original. Over time or memory: one draft that says so, with what its header gives."""
        task = Task(what="read", path=str(path.resolve()), channel=channel, reception=reception)
        try:
            answer, _ = self._ask(task)
        except _ChildLostError as error:
            return (self._unread(path, error.remark or Remark.MALFORMED),)
        if answer.out_of_memory:
            return (self._unread(path, Remark.MEMORY_LIMIT),)
        _raise_for(answer)
        return answer.drafts

    def attachment(self, path: Path, part: int) -> tuple[bytes, str | None, str]:
        """Return content, file name and media type of an attachment. Raises UnreadableInputError where it cannot be had."""
        answer, content = self._read_or_refuse(Task(what="attachment", path=str(path.resolve()), part=part), has_content=True)
        return content, answer.filename, answer.media_type

    def bodies(self, path: Path) -> tuple[str | None, str | None]:
        """Return plain and HTML body as sent. Raises UnreadableInputError where they cannot be had."""
        answer, _ = self._read_or_refuse(Task(what="bodies", path=str(path.resolve())), has_content=False)
        return answer.plain, answer.html

    def pictures(self, path: Path) -> Mapping[str, str]:
        """Return the pictures within the message that its HTML shows: ``data:`` addresses by Content-ID. Raises as `bodies` does."""
        answer, _ = self._read_or_refuse(Task(what="pictures", path=str(path.resolve())), has_content=False)
        return answer.pictures

    def check(self, path: Path, enquiry: Enquiry) -> Authenticity | None:
        """Return what is known of a sender, of a reader of `ingest.check_child`; None where it took too much time or memory."""
        try:
            answer, _ = self._ask(Task(what="check", path=str(path.resolve()), enquiry=enquiry))
        except _ChildLostError:
            return None
        _raise_for(answer)
        return answer.authenticity

    def close(self) -> None:
        """End the children. Reading in other threads ends first."""
        self._is_closed = True
        if self._owner == os.getpid():
            for _ in range(self._count):
                self._free.get().leave()

    def _read_or_refuse(self, task: Task, *, has_content: bool) -> tuple[Answer, bytes]:
        try:
            answer, content = self._ask(task, has_content=has_content)
        except _ChildLostError as error:
            raise UnreadableInputError(
                f"The original could not be read within its limits ({error.remark}). Download it as it came."
            ) from error
        if answer.out_of_memory:
            raise UnreadableInputError("The original needs more memory than is allowed. Download it as it came.")
        _raise_for(answer)
        return answer, content

    def _ask(self, task: Task, *, has_content: bool = False) -> tuple[Answer, bytes]:
        """Ask a free child; one that was gone before it was asked is replaced once."""
        self._after_fork()
        if self._is_closed:
            raise UnavailableError("The reader is closed. Start the service again.")
        child = self._free.get()
        try:
            try:
                return child.ask(task, has_content=has_content)
            except _ChildLostError as error:
                child = self._new_child()
                if error.remark is not None:
                    raise
                return self._ask_again(child, task, has_content=has_content)
        finally:
            self._free.put(child)

    def _ask_again(self, child: _Child, task: Task, *, has_content: bool) -> tuple[Answer, bytes]:
        try:
            return child.ask(task, has_content=has_content)
        except _ChildLostError as error:
            if error.remark is None:
                raise UnavailableError("The reading process does not start. See the log for what it says.") from error
            raise

    def _new_child(self) -> _Child:
        return _Child(seconds=self._seconds, memory_bytes=self._memory_bytes, module=self._module)

    def _fill(self) -> None:
        for _ in range(self._count):
            self._free.put(self._new_child())

    def _after_fork(self) -> None:
        """Give a forked worker children of its own: two processes must not share one pipe."""
        with self._lock:
            if self._owner == os.getpid():
                return
            self._owner = os.getpid()
            inherited, self._free = self._free, queue.SimpleQueue()
            while not inherited.empty():
                inherited.get().forget()
            self._fill()

    @staticmethod
    def _unread(path: Path, remark: Remark) -> Draft:
        with path.open("rb") as file:
            return first_look(file.read(_HEAD_BYTES), remark)


def _raise_for(answer: Answer) -> None:
    if answer.unreadable is not None:
        raise UnreadableInputError(answer.unreadable)
    if answer.unavailable is not None:
        raise UnavailableError(answer.unavailable)


# --- within the child -----------------------------------------------------------------------------------------------------------------


def _drafts(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    if task.channel is not Channel.EMAIL:
        raise UnreadableInputError(f"The channel {task.channel} is not read yet. Keep the original and enter the request by hand.")
    draft = read_email(raw, task.reception)
    return Answer(drafts=(draft,)), b""


def _piece(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    content, name, kind = attachment(raw, task.part)
    return Answer(filename=name, media_type=kind), content


def _shown(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    del task
    return Answer(plain=plain_body(raw), html=html_body(raw)), b""


def _pictured(task: Task, raw: bytes) -> tuple[Answer, bytes]:
    del task
    return Answer(pictures=shown_pictures(raw)), b""


Work = Callable[[Task, bytes], tuple[Answer, bytes]]
_WORK: dict[str, Work] = {"read": _drafts, "attachment": _piece, "bodies": _shown, "pictures": _pictured}


def answer_task(task: Task, work: Mapping[str, Work] = _WORK) -> tuple[Answer, bytes]:
    """Do what is asked. Anything unforeseen ends the process with its trace on standard error; the parent starts another."""
    try:
        with Path(task.path).open("rb") as file:
            raw = file.read(MAX_MESSAGE_BYTES + 1)
        return work[task.what](task, raw)
    except UnreadableInputError as error:
        return Answer(unreadable=str(error)), b""
    except MemoryError:
        return Answer(out_of_memory=True), b""
    except OSError as error:
        return Answer(unavailable=f"The original cannot be opened: {error.strerror}. Check the folder of originals."), b""


def serve(source: BinaryIO, sink: BinaryIO, *, seconds: float, work: Mapping[str, Work] = _WORK) -> None:
    """Answer tasks until the source ends."""
    _write(sink, json.dumps("ready").encode())
    while len(head := source.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        task = _TASK.validate_json(source.read(length))
        _allow_seconds(seconds)
        answer, content = answer_task(task, work)
        frame = _ANSWER.dump_json(answer)
        _write(sink, frame)
        if task.what == "attachment" and answer == replace(answer, unreadable=None, unavailable=None, out_of_memory=False):
            _write(sink, content)


def _write(sink: BinaryIO, frame: bytes) -> None:
    sink.write(_LENGTH.pack(len(frame)))
    sink.write(frame)
    sink.flush()


def _allow_seconds(seconds: float) -> None:
    """Set the limit of processor time for one task: the parent's clock is the first guard, this one holds when the parent is gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, hard))


def run(work: Mapping[str, Work] = _WORK) -> None:
    """Serve as the child of a Reader, by what is done for each ``what``: arguments are bytes of memory and seconds a task."""
    memory_bytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not enter the pipe
    try:
        serve(sys.stdin.buffer, sink, seconds=seconds, work=work)
    except BrokenPipeError:
        # The parent went while we were loading or reading. What the interpreter flushes at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sink.fileno())


if __name__ == "__main__":
    run()
