"""A watcher of drop folders as a process that starts within a moment: what it needs is imported before."""

import os
from collections.abc import Mapping
from threading import Event

from flows.settings import load_settings
from flows.wiring import open_installation
from workers.folders import Watcher


def watch(environment: Mapping[str, str]) -> None:
    """Watch the folders that the environment names, until killed."""
    os.environ.update(environment)
    Watcher(open_installation(load_settings(), readers=1)).start()
    Event().wait()
