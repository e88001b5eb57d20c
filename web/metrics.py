"""Figures for Prometheus: what the database said a moment ago, and how fast this process answers."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from store import figures, jobs, requests
from store.engine import Database

STATES = ("ready", "running", "parked")
FRESH_SECONDS = 15.0
"""How long figures are good for: they count whole tables, and anybody may ask as often as he likes."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Meters:
    """One process's meters; each application has its own registry."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        """Register the meters. ``clock`` gives seconds."""
        self._registry = CollectorRegistry()
        self._registry.register(_DatabaseFigures(database, clock))
        self._served = Counter(
            "citoyen_http_requests_total", "HTTP requests answered.", ("method", "path", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "citoyen_http_request_seconds", "Time to answer an HTTP request.", ("path",), buckets=BUCKETS, registry=self._registry
        )

    def served(self, *, method: str, path: str, status: int, seconds: float) -> None:
        """Count one answered HTTP request."""
        known = method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
        self._served.labels(known, path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format; raises UnavailableError without the database."""
        return generate_latest(self._registry)


class _DatabaseFigures(Collector):
    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock
        self._counting = Lock()
        self._counted: tuple[GaugeMetricFamily, ...] = ()
        self._counted_at = float("-inf")

    def describe(self) -> list[GaugeMetricFamily]:
        """Promise nothing, so that registering does not ask the database."""
        return []

    def collect(self) -> tuple[GaugeMetricFamily, ...]:
        """Return the figures, asking the database where they are old."""
        with self._counting:
            if self._clock() - self._counted_at >= FRESH_SECONDS:
                self._counted = tuple(self._count())
                self._counted_at = self._clock()
            return self._counted

    def _count(self) -> Iterator[GaugeMetricFamily]:
        with self._database.read() as session:
            statuses = requests.counts(session, None)
            outcomes = figures.inbounds_by_outcome(session)
            states = jobs.counts(session)
            oldest = jobs.oldest_due(session, datetime.now(UTC))
        yield _gauge("citoyen_requests", "Requests by status.", ("status",), [((key,), value) for key, value in statuses.items()])
        yield _gauge("citoyen_inbounds", "Arrivals by outcome.", ("outcome",), [((key,), value) for key, value in outcomes.items()])
        # A figure for every queue and state: a series that comes and goes cannot be watched.
        figure = [((queue, state), states.get((queue, state), 0)) for queue in jobs.QUEUES for state in STATES]
        yield _gauge("citoyen_jobs", "Jobs by queue and state, without those done.", ("queue", "state"), figure)
        ages = [((queue,), oldest.get(queue, 0.0)) for queue in jobs.QUEUES]
        yield _gauge("citoyen_jobs_oldest_due_seconds", "Age of the oldest job that is due.", ("queue",), ages)


def _gauge(name: str, help_text: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help_text, labels=labels)
    for key, value in values:
        family.add_metric([str(part) for part in key], value)
    return family
