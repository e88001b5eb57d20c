"""Figures of the processes that serve one desk: each writes its own into a folder, and whichever is asked tells those of all.

A Prometheus that asks the port does not choose which process answers. Each figure has the number of its process as a label: a process that
is started anew begins at nought, and only its own figures do.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

LABEL = "process"


class SharedFigures(Collector):
    """The figures of one of several processes, and those of all as last written."""

    def __init__(self, folder: Path, number: int) -> None:
        """``folder`` is one nobody else writes to; ``number`` tells this process from the others."""
        self._folder = folder
        self._number = number

    def write(self, families: Iterable[Metric]) -> None:
        """Write the figures of this process down, whole or not at all."""
        told = [
            (one.name, one.documentation, one.type, [(sample.name, dict(sample.labels), sample.value) for sample in one.samples])
            for one in families
        ]
        fresh = self._folder / f".{self._number}"
        fresh.write_text(json.dumps(told), encoding="utf-8")
        fresh.replace(self._path(self._number))

    def forget(self) -> None:
        """Remove the figures of this process: it is gone."""
        self._path(self._number).unlink(missing_ok=True)

    def describe(self) -> list[Metric]:
        """Promise nothing, so that registering reads nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield the figures of all processes as they were last written."""
        families: dict[str, Metric] = {}
        for path in sorted(self._folder.glob("figures-*.json")):
            try:
                told = json.loads(path.read_text(encoding="utf-8"))
            except FileNotFoundError:
                # It ended between the two looks.
                continue
            number = path.stem.removeprefix("figures-")
            for name, documentation, kind, samples in told:
                family = families.setdefault(name, Metric(name, documentation, kind))
                for sample, labels, value in samples:
                    family.add_sample(sample, {**labels, LABEL: number}, value)
        yield from families.values()

    def _path(self, number: int) -> Path:
        return self._folder / f"figures-{number}.json"
