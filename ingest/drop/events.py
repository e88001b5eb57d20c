"""Tidings of a folder, where its file system gives them: a look follows at once, instead of at the next round."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch

_SETTLE_MS = 300
"""A burst of changes is one piece of news."""
_STEP_MS = 100

_log = logging.getLogger(__name__)


class Tidings:
    """Calls ``tell`` whenever something changes in folders of this machine's own disks, until it is stopped.

    Each folder is named: who watches a tree follows links out of it, and somebody may have laid one that leads to the whole disk.
    """

    def __init__(self, folders: Sequence[Path], tell: Callable[[], None]) -> None:
        self._folders = folders
        self._tell = tell
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=f"tidings-{folders[0].name}", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will be told."""
        return not self._thread.is_alive()

    def stop(self) -> None:
        """End it; the thread goes by itself."""
        self._stopping.set()

    def _run(self) -> None:
        try:
            for _ in watch(
                *self._folders,
                watch_filter=None,
                debounce=_SETTLE_MS,
                step=_STEP_MS,
                stop_event=self._stopping,
                rust_timeout=1000,
                yield_on_timeout=False,
                recursive=False,
                ignore_permission_denied=True,
            ):
                self._tell()
        except (OSError, RuntimeError) as error:
            # Too many folders are watched already, or this one is gone: rounds find what is new all the same.
            _log.warning("no tidings of a drop folder, it is looked through from time to time only: %s", type(error).__name__)
