"""What one process counts and times while it works, for Prometheus; docs/watching.md tells what is normal."""

from collections import Counter as Counts
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from domain.errors import CitoyenError
from flows.kinds import JobKind
from flows.shared_figures import SharedFigures
from flows.town_views import RELEASE

# The moment each series began: as many lines again, and nobody asks.
disable_created_metrics()  # type: ignore[no-untyped-call]  # prometheus_client left it without types
_PAGE_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_STEP_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
_WAITED_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
"""From milliseconds for a mail to the hour that a heap of paper takes."""
_ARRIVALS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
STAGES = ("queue", "sweep", "beat", "mailbox", "folder", "calls")
"""Where things go wrong beside the jobs, which are called by their kind."""
FAULT = "fault"
"""An error that is no state of the world, but ours."""
_CODES = ("250", "421", "451", "452", "550", "552")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


Child = TypeVar("Child", Counter, Gauge, Histogram)


class _Labelled(dict[tuple[str, ...], Child]):
    """The children of a meter by their labels: to ask the meter itself for one costs three times the counting."""

    def __init__(self, meter: Child) -> None:
        super().__init__()
        self._meter: Child = meter

    def __missing__(self, labels: tuple[str, ...]) -> Child:
        child = self[labels] = self._meter.labels(*labels)
        return child


class _Beside(Collector):
    """Tells what another registry has."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def describe(self) -> list[Metric]:
        """Promise nothing, so that registering asks nobody."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Return what it has."""
        return self._registry.collect()


class Meters:
    """One process's meters. Safe for many threads; who counts is never held up."""

    def __init__(self) -> None:
        """Begin at nought."""
        self._own = CollectorRegistry()
        """What is of this process alone."""
        self.registry = CollectorRegistry()
        self.registry.register(_Beside(self._own))
        self.labels: dict[str, tuple[str, ...]] = {}
        """The labels of each meter, by its name."""
        self._stock: Collector | None = None
        """What is of the database, and so the same whichever process tells it."""
        self._shared: SharedFigures | None = None
        ProcessCollector(registry=self._own)
        self._gauge("citoyen_build", "The release that runs; always 1.", "release").labels(RELEASE).set(1)
        self._served = _Labelled(self._counter("citoyen_http_requests_total", "HTTP requests answered.", "method", "path", "status"))
        self._page = _Labelled(self._histogram("citoyen_http_request_seconds", "Time to answer an HTTP request.", _PAGE_SECONDS, "path"))
        self._arrivals = _Labelled(
            self._counter("citoyen_arrivals_total", "Arrivals kept; known ones had come before.", "channel", "known")
        )
        self._batch = self._histogram("citoyen_commit_arrivals", "Arrivals that one commit made durable.", _ARRIVALS)
        self._stage = _Labelled(self._histogram("citoyen_stage_seconds", "How long a message took in each stage.", _STEP_SECONDS, "stage"))
        self._routed = _Labelled(
            self._histogram(
                "citoyen_acknowledged_to_routed_seconds", "From when a message was taken in to its outcome.", _WAITED_SECONDS, "channel"
            )
        )
        self._job = _Labelled(self._histogram("citoyen_job_seconds", "Time a job took, without what it waited.", _STEP_SECONDS, "kind"))
        self._jobs = _Labelled(self._counter("citoyen_job_results_total", "What became of jobs that were worked on.", "kind", "result"))
        self._errors = _Labelled(self._counter("citoyen_errors_total", "What went wrong, by where and what.", "stage", "error"))
        self._answers = _Labelled(self._counter("citoyen_smtp_answers_total", "Answers of the mail door, by code.", "code"))
        self._message = _Labelled(
            self._histogram("citoyen_smtp_message_seconds", "From DATA to the answer, by its code.", _STEP_SECONDS, "code")
        )
        self._ocr_pages = self._counter("citoyen_ocr_pages_total", "Pages of paper that were read.")
        self._ocr_seconds = self._counter("citoyen_ocr_seconds_total", "Time in which pages were read, several at once.")
        self._letters = _Labelled(self._counter("citoyen_letters_total", "Letters handed to the relay or held back.", "result"))
        self._loop = self._gauge("citoyen_loop_quiet_seconds", "For how long each loop of the process has not stirred.", "loop")

        self._connections = self._gauge("citoyen_database_connections", "Connections of this process to the database.", "state")
        # A series that begins at one was never seen to rise: what must be told of at once is there from the start.
        for stage in (*JobKind, *STAGES):
            _ = self._errors[stage, FAULT]
        for code in _CODES:
            _ = self._answers[code,]

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        if self._shared is None:
            return generate_latest(self.registry)
        self.write_down()
        everyone = CollectorRegistry()
        for one in (self._shared, self._stock):
            if one is not None:
                everyone.register(one)
        return generate_latest(everyone)

    def share(self, shared: SharedFigures) -> None:
        """Tell the figures of all processes that serve together, from now on."""
        self._shared = shared

    def write_down(self) -> None:
        """Write this process's figures where those read them that serve with it, if any do."""
        if self._shared is not None:
            self._shared.write(self._own.collect())

    def look_up(self, collector: Collector) -> None:
        """Tell what a collector finds as well, in place of the one before: an installation has one stock, however many look at it."""
        if self._stock is not None:
            self.registry.unregister(self._stock)
        self.registry.register(collector)
        self._stock = collector

    def served(self, *, method: str, path: str, status: int, seconds: float) -> None:
        """Count one answered HTTP request; ``path`` is the pattern of its route."""
        self._served[method if method in METHODS else "other", path, str(status)].inc()
        self._page[path,].observe(seconds)

    def kept(self, channels: Sequence[str], new: Sequence[bool], seconds: float) -> None:
        """Count arrivals that one commit made durable, and the time that took."""
        for (channel, is_new), count in Counts(zip(channels, new, strict=True)).items():
            self._arrivals[channel, "no" if is_new else "yes"].inc(count)
        self._batch.observe(len(channels))
        self._stage["receive",].observe(seconds)

    def stage(self, name: str, seconds: float) -> None:
        """Count the time a message took in a stage; a clock that was set back counts as none."""
        self._stage[name,].observe(max(0.0, seconds))

    def routed(self, channel: str, acknowledged_at: datetime, now: datetime) -> None:
        """Count the time from taking a message in to its outcome."""
        self._routed[channel,].observe(max(0.0, (now - acknowledged_at).total_seconds()))

    def worked(self, kind: str, seconds: float) -> None:
        """Count the time a job took."""
        self._job[kind,].observe(seconds)

    def ended(self, kind: str, result: str) -> None:
        """Count what became of a job: ``done``, ``failed``, ``parked``, ``lost`` or ``put_back``."""
        self._jobs[kind, result].inc()

    def error(self, stage: str, error: BaseException) -> None:
        """Count an error by its class; what is no error of ours on purpose is a ``fault``."""
        self.trouble(stage, type(error).__name__ if isinstance(error, CitoyenError) else FAULT)

    def trouble(self, stage: str, what: str) -> None:
        """Count a trouble by its word, of which there are few."""
        self._errors[stage, what].inc()

    def answered(self, answer: str) -> None:
        """Count an answer of the mail door; it begins with its code."""
        self._answers[answer[:3],].inc()

    def took_message(self, answer: str, seconds: float) -> None:
        """Count the time from DATA to the answer."""
        self._message[answer[:3],].observe(seconds)

    def read_pages(self, pages: int, seconds: float) -> None:
        """Count pages of paper that were read, and the time in which they were."""
        self._ocr_pages.inc(pages)
        self._ocr_seconds.inc(max(0.0, seconds))

    def letter(self, result: str) -> None:
        """Count a letter: ``sent``, ``held``, ``refused`` (by the relay, for good) or ``failed`` (tried again)."""
        self._letters[result,].inc()

    def now(self, *, loops: Mapping[str, float], connections: Mapping[str, int]) -> None:
        """Tell how the process is: for how many seconds its loops have not stirred, and its connections by their state."""
        self._loop.clear()
        for loop, seconds in loops.items():
            self._loop.labels(loop).set(seconds)
        for state, count in connections.items():
            self._connections.labels(state).set(count)

    def _counter(self, name: str, help_text: str, *labels: str) -> Counter:
        self.labels[name] = labels
        return Counter(name, help_text, labels, registry=self._own)

    def _histogram(self, name: str, help_text: str, buckets: Sequence[float], *labels: str) -> Histogram:
        self.labels[name] = labels
        return Histogram(name, help_text, labels, buckets=buckets, registry=self._own)

    def _gauge(self, name: str, help_text: str, *labels: str) -> Gauge:
        self.labels[name] = labels
        return Gauge(name, help_text, labels, registry=self._own)
