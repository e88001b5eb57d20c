"""Traces, where OpenTelemetry is installed (the extra ``otel``) and its own variables ask for them; else nothing, at no cost.

One message is one trace, from its arrival to its letters: its number is made of the arrival's, so that every process knows it without a
nudge having to carry it.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Protocol, cast

_OTEL = "flows.tracing_otel"
_SWITCHES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER")
_log = logging.getLogger(__name__)

Attributes = Mapping[str, str | int | float]


class Span(Protocol):
    """Something that takes time, while it does."""

    def name(self, name: str) -> None:
        """Call it so from now on."""
        ...

    def tell(self, attributes: Attributes) -> None:
        """Tell more of it."""
        ...

    def fail(self, what: str) -> None:
        """Say that it failed, and by what class of error."""
        ...


class Tracer(Protocol):
    """What spans are told to."""

    @property
    def is_on(self) -> bool:
        """Tell whether anybody listens: what only traces want need not be looked up else."""
        ...

    def span(self, name: str, attributes: Attributes, headers: Mapping[str, str] | None = None) -> AbstractContextManager[Span]:
        """Time a block, within what this thread is in, or what the ``headers`` of an HTTP request say."""
        ...

    def followed(self, name: str, attributes: Attributes, arrival: int | None) -> AbstractContextManager[Span]:
        """Time a block within the trace of an arrival; None: in a trace of its own."""
        ...

    def arrived(self, arrival: int, attributes: Attributes, seconds: float) -> None:
        """Begin the trace of an arrival, which took so long to be kept and is linked to what brought it."""
        ...

    def kept(self, name: str, attributes: Attributes, arrival: int | None, seconds: float) -> None:
        """Tell of something that just ended, in the trace of an arrival."""
        ...

    def close(self) -> None:
        """Send what is left."""
        ...


class _NoSpan:
    """Nothing."""

    def name(self, name: str) -> None:
        """Do nothing."""

    def tell(self, attributes: Attributes) -> None:
        """Do nothing."""

    def fail(self, what: str) -> None:
        """Do nothing."""


class _NoTracer:
    """Listens to nothing."""

    is_on = False

    @contextmanager
    def span(self, name: str, attributes: Attributes, headers: Mapping[str, str] | None = None) -> Iterator[Span]:
        """Time nothing."""
        yield _NO_SPAN

    @contextmanager
    def followed(self, name: str, attributes: Attributes, arrival: int | None) -> Iterator[Span]:
        """Time nothing."""
        yield _NO_SPAN

    def arrived(self, arrival: int, attributes: Attributes, seconds: float) -> None:
        """Do nothing."""

    def kept(self, name: str, attributes: Attributes, arrival: int | None, seconds: float) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


_NO_SPAN = _NoSpan()
NO_TRACER: Tracer = _NoTracer()


def wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the variables of OpenTelemetry ask for traces."""
    is_off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true" or environment.get("OTEL_TRACES_EXPORTER") == "none"
    return not is_off and any(environment.get(name) for name in _SWITCHES)


def tracer(role: str, seed: str) -> Tracer:
    """Return what traces are told to; ``seed`` is the installation's own, so that numbers of traces tell nothing of arrivals."""
    if not wanted():
        return NO_TRACER
    try:
        # Only where it is wanted: its packages may not be there, and take a quarter of a second to load, which every command would pay.
        otel = import_module(_OTEL)
    except ModuleNotFoundError as error:
        # A platform may set the variables for all it runs: no reason not to start.
        _log.warning("OTEL_* variables ask for traces, and %s is not installed: pip install citoyen[otel]", error.name)
        return NO_TRACER
    return cast(Tracer, otel.tracer(role, seed))
