"""Does a folder answer? A process of its own asks, which a share that hangs may keep: within such a share none can even be killed."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_QUESTION = "import os, sys\nfor _ in os.scandir(sys.argv[1]): break"
"""A listing is not answered from what the system remembers, as a folder's own state is."""
_TURN_SECONDS = 0.02
_unanswered: list[subprocess.Popen[bytes]] = []
"""Those nobody waits for any more, until they end: a process that is forgotten stays in the system's list when it has ended."""


class Probe:
    """Asks a folder, one question at a time: while one is unanswered no other is asked, so that no processes pile up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._asking: subprocess.Popen[bytes] | None = None

    def answers(self, seconds: float, is_over: Callable[[], bool] = lambda: False) -> bool:
        """Tell whether the folder answers within so many seconds, be it with an error. Waits no longer where ``is_over``."""
        asking = self._asking
        if asking is None or asking.poll() is not None:
            asking = self._asking = self._ask()
        deadline = time.monotonic() + seconds
        while asking.poll() is None:
            if is_over() or time.monotonic() > deadline:
                asking.kill()  # heard as soon as the share answers
                if asking not in _unanswered:
                    _unanswered.append(asking)
                return False
            time.sleep(_TURN_SECONDS)
        return True

    def _ask(self) -> subprocess.Popen[bytes]:
        _unanswered[:] = [one for one in _unanswered if one.poll() is None]
        command = [sys.executable, "-I", "-S", "-c", _QUESTION, str(self._folder)]
        return subprocess.Popen(  # noqa: S603 — our own interpreter and question, and a path of the settings
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
