"""Figures of the processes that serve one desk: each writes its own into a folder, and whichever is asked tells those of all.

A Prometheus that asks the port does not choose which process answers. Each figure has the number of its process as a label: a process that
is started anew begins at nought, and only its own figures do.
"""

import json
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

LABEL = "process"
Told: TypeAlias = tuple[str, str, str, list[tuple[str, Mapping[str, str], float]]]
"""A metric as it is written: name, documentation, kind, and its samples with their labels."""
_log = logging.getLogger(__name__)


class SharedFigures(Collector):
    """The figures of one of several processes, and those of all as last written."""

    def __init__(self, folder: Path, number: int) -> None:
        """``folder`` is one nobody else writes to; ``number`` tells this process from the others."""
        self._folder = folder
        self._number = number
        self._lock = threading.Lock()
        self._own: list[Told] = []
        self._is_hindered = False

    def write(self, families: Iterable[Metric]) -> None:
        """Write the figures of this process down, whole or not at all; a full disk is told in the log, and keeps nobody from serving."""
        told: list[Told] = [
            (one.name, one.documentation, one.type, [(sample.name, dict(sample.labels), sample.value) for sample in one.samples])
            for one in families
        ]
        # Who is asked writes, and the loop that says that we get on: both by one file.
        with self._lock:
            self._own = told
            fresh = self._folder / f".{self._number}"
            try:
                fresh.write_text(json.dumps(told), encoding="utf-8")
                fresh.replace(self._path(self._number))
            except OSError as error:
                if not self._is_hindered:
                    _log.warning("the figures of web process %d cannot be written: %s", self._number, error)
                self._is_hindered = True
            else:
                self._is_hindered = False

    def forget(self) -> None:
        """Remove the figures of this process: it is gone."""
        self._path(self._number).unlink(missing_ok=True)

    def describe(self) -> list[Metric]:
        """Promise nothing, so that registering reads nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of all processes as they were last written."""
        families: dict[str, Metric] = {}
        for number, told in sorted(self._everyone().items()):
            for name, documentation, kind, samples in told:
                family = families.setdefault(name, Metric(name, documentation, kind))
                for sample, labels, value in samples:
                    family.add_sample(sample, {**labels, LABEL: number}, value)
        yield from families.values()

    def _everyone(self) -> dict[str, list[Told]]:
        found: dict[str, list[Told]] = {}
        for path in self._folder.glob("figures-*.json"):
            try:
                found[path.stem.removeprefix("figures-")] = json.loads(path.read_text(encoding="utf-8"))
            except FileNotFoundError:
                # It ended between the two looks.
                continue
        if self._own:
            found[str(self._number)] = self._own
        return found

    def _path(self, number: int) -> Path:
        return self._folder / f"figures-{number}.json"
