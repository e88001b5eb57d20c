"""Child processes that can be killed: hostile input costs its own reading, never the service.

A child is ``python -m module MEMORY_BYTES SECONDS``. It answers tasks on its standard input until that closes, so it goes when its parent
goes. Each frame on a pipe is its length in eight bytes and its bytes; a task is one frame, an answer two: what is said, and bytes that
belong to it, which may be none.
"""

import logging
import os
import queue
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO

from domain.errors import UnavailableError
from domain.frames import frames

START_SECONDS = 60.0
_LENGTH = struct.Struct(">Q")
_READY = b"ready"
_CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL})
"""Faults within the libraries that look into pieces; who is killed for its memory gets another signal."""
_ROOT = Path(__file__).resolve().parents[1]
_log = logging.getLogger(__name__)

Answered = tuple[bytes, bytes]
Work = Callable[[bytes], Answered]


class Loss(StrEnum):
    """Why a child did not answer."""

    TIME = "time"
    MEMORY = "memory"
    CRASH = "crash"


class ChildLostError(Exception):
    """A child did not answer a task; it is dead now."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(f"the reading child was lost: {loss}")
        self.loss = loss


class _NeverAskedError(Exception):
    """The child was gone before it took the task."""


class _Child:
    """One child process and the pipe to it; used by one thread at a time."""

    def __init__(self, *, module: str, seconds: float, memory_bytes: int) -> None:
        self._seconds = seconds
        self._is_ready = False
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, numbers as arguments
            [sys.executable, "-P", "-m", module, str(memory_bytes), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
            # Programs that it starts end with it.
            process_group=0,
        )

    def ask(self, task: bytes) -> Answered:
        """Return the answer. Raises ChildLostError or _NeverAskedError; the child is dead then."""
        try:
            if not self._is_ready:
                self._receive(time.monotonic() + START_SECONDS)
                self._is_ready = True
            self._send(task)
        except (OSError, ChildLostError) as error:
            self.kill()
            raise _NeverAskedError from error
        deadline = time.monotonic() + self._seconds
        try:
            return self._receive(deadline), self._receive(deadline)
        except ChildLostError:
            self.kill()
            raise

    def _send(self, frame: bytes) -> None:
        stdin = self._pipe(self._process.stdin)
        for part in (_LENGTH.pack(len(frame)), frame):
            view = memoryview(part)
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
                raise ChildLostError(Loss.TIME)
            piece = os.read(fd, min(size - len(received), 1 << 20))
            if not piece:
                raise ChildLostError(self._cause())
            received += piece
        return bytes(received)

    def _cause(self) -> Loss:
        code = self._process.wait()
        if code in {-signal.SIGXCPU, 128 + signal.SIGXCPU}:
            return Loss.TIME
        return Loss.MEMORY if code < 0 and -code not in _CRASHES else Loss.CRASH

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None or pipe.closed:
            raise BrokenPipeError("the child has no pipe")
        return pipe

    def kill(self) -> None:
        """End the process and what it started, and collect it."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
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


class Children:
    """Children of one module. Safe for many threads; as many are asked at once as there are children."""

    def __init__(self, module: str, *, count: int, seconds: float, memory_bytes: int) -> None:
        """Start the children; they load while the service does."""
        self._module = module
        self.count = count
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._lock = threading.Lock()
        self._is_closed = False
        self._owner = os.getpid()
        self._free: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._fill()

    def ask(self, task: bytes) -> Answered:
        """Ask a free child; one that was gone before it was asked is replaced once.

        Raises ChildLostError where it did not answer, UnavailableError where children do not start.
        """
        self._after_fork()
        if self._is_closed:
            raise UnavailableError("The reader is closed. Start the service again.")
        child = self._free.get()
        try:
            try:
                return child.ask(task)
            except ChildLostError:
                child = self._new_child()
                raise
            except _NeverAskedError:
                child = self._new_child()
                return self._ask_again(child, task)
        finally:
            self._free.put(child)

    def close(self) -> None:
        """End the children. Asking in other threads ends first."""
        self._is_closed = True
        if self._owner == os.getpid():
            for _ in range(self.count):
                self._free.get().leave()

    def _ask_again(self, child: _Child, task: bytes) -> Answered:
        try:
            return child.ask(task)
        except _NeverAskedError as error:
            raise UnavailableError("The reading process does not start. See the log for what it says.") from error

    def _new_child(self) -> _Child:
        return _Child(module=self._module, seconds=self._seconds, memory_bytes=self._memory_bytes)

    def _fill(self) -> None:
        for _ in range(self.count):
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


# --- within the child -----------------------------------------------------------------------------------------------------------------


def run(work: Work) -> None:
    """Serve as a child of `Children`: arguments are bytes of memory and seconds a task."""
    memory_bytes, seconds = int(sys.argv[1]), float(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.excepthook = _tell_places
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    _silence_libraries()
    try:
        serve(sys.stdin.buffer, sink, work, seconds=seconds)
    except BrokenPipeError:
        # The parent went while we were loading or reading. What the interpreter flushes at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sink.fileno())


def _silence_libraries() -> None:
    """Send what libraries print to nowhere: it must not enter the pipe, and of a damaged fax it is a line for each of its lines.

    What Python says, the places of a failure among it, still goes where the parent's words go.
    """
    sys.stderr.flush()
    sys.stderr = os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def serve(source: BinaryIO, sink: BinaryIO, work: Work, *, seconds: float) -> None:
    """Answer tasks until the source ends. What work raises ends the process with its trace; the parent starts another."""
    _write(sink, _READY)
    while len(head := source.read(_LENGTH.size)) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        task = source.read(length)
        _allow_seconds(seconds)
        said, content = work(task)
        _write(sink, said)
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


def _tell_places(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Say where the process failed, without the words of the message an error may quote."""
    print(frames(error), file=sys.stderr)
