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
_LOOKS = 4
"""How often in its time a child is looked at."""
_HANGS = 0.005
"""Who has used less of the processor than this share of the time waits for what does not come."""
_LONGEST = 10
"""So many times its time may a child take that works on, on a machine that has others to serve."""
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
        self.answered = 0
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, numbers as arguments
            [sys.executable, "-P", "-m", module, str(memory_bytes), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
            # It outlives the folder that its parent began in, and libraries ask which it is.
            cwd=os.sep,
            # Programs that it starts end with it.
            process_group=0,
        )

    def ask(self, task: bytes) -> Answered:
        """Return the answer. Raises ChildLostError or _NeverAskedError; the child is dead then."""
        try:
            if not self._is_ready:
                self._receive(_Patience(self._process.pid, START_SECONDS))
                self._is_ready = True
            self._send(task)
        except (OSError, ChildLostError) as error:
            self.kill()
            raise _NeverAskedError from error
        patience = _Patience(self._process.pid, self._seconds)
        try:
            answered = self._receive(patience), self._receive(patience)
        except ChildLostError:
            self.kill()
            raise
        self.answered += 1
        return answered

    def _send(self, frame: bytes) -> None:
        stdin = self._pipe(self._process.stdin)
        for part in (_LENGTH.pack(len(frame)), frame):
            view = memoryview(part)
            while view:
                view = view[os.write(stdin.fileno(), view) :]

    def _receive(self, patience: "_Patience") -> bytes:
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size, patience))
        return self._exactly(length, patience)

    def _exactly(self, size: int, patience: "_Patience") -> bytes:
        fd = self._pipe(self._process.stdout).fileno()
        poll = select.poll()
        poll.register(fd, select.POLLIN | select.POLLHUP)
        received = bytearray()
        while len(received) < size:
            while not poll.poll(patience.next_look() * 1000):
                if patience.is_over():
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


class _Patience:
    """How long a child is waited for: its time, and where it has not had the processor for so long, longer.

    That a machine is busy is no fault of what is read: the processor time of a task is limited within the child (`_allow_seconds`). Here
    who hangs is found, and who would take for ever.
    """

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid = pid
        self._step = seconds / _LOOKS
        started = time.monotonic()
        self._soonest, self._latest = started + seconds, started + _LONGEST * seconds
        self._looked_at = started
        # To ask the system takes longer than most answers: it is asked at the first look, and the second can tell.
        self._used: float | None = None

    def next_look(self) -> float:
        """Return for how many seconds to wait before asking whether it is over."""
        return max(0.0, min(self._looked_at + self._step, self._latest) - time.monotonic())

    def is_over(self) -> bool:
        """Tell whether to wait no more."""
        now = time.monotonic()
        before, self._used = self._used, processor_seconds(self._pid)
        passed, self._looked_at = now - self._looked_at, now
        if now < self._soonest:
            return False
        hangs = before is None or self._used is None or self._used - before <= _HANGS * passed
        return hangs or now >= self._latest


def processor_seconds(pid: int) -> float | None:
    """Return the processor time of a process and of the programs it has started, in seconds; None where the system does not tell."""
    try:
        programs = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return _used(str(pid)) + sum(map(_used, programs))
    except (OSError, ValueError, IndexError):
        return None


def _used(pid: str) -> float:
    # After the name, which may hold anything, come the fields from the third on; utime, stime, cutime and cstime are 14 to 17: proc(5).
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


class Children:
    """Children of one module. Safe for many threads; as many are asked at once as there are children."""

    def __init__(self, module: str, *, count: int, seconds: float, memory_bytes: int, renewed_after: int | None = None) -> None:
        """Start the children; they load while the service does. After so many answers one makes room for another, if that is said."""
        self._module = module
        self._renewed_after = renewed_after
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
                answered = child.ask(task)
                child = self._fresh(child)
                return answered
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

    def _fresh(self, child: _Child) -> _Child:
        if self._renewed_after is None or child.answered < self._renewed_after:
            return child
        child.leave()
        return self._new_child()

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
    """Set the limit of processor time for one task: what it may cost. How long it may take is the parent's to say (`_Patience`)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, hard))


def _tell_places(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Say where the process failed, without the words of the message an error may quote."""
    print(frames(error), file=sys.stderr)
