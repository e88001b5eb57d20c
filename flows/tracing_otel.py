"""Traces told to OpenTelemetry; of this package's modules the only one that knows it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from threading import local

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from flows.town_views import RELEASE

Attributes = Mapping[str, str | int | float]
_NANOSECONDS = 1_000_000_000
_UNNAMED = "unknown_service"


class _Ids(RandomIdGenerator):
    """Numbers of spans: by chance, but for the first of an arrival, which every process knows."""

    def __init__(self) -> None:
        self._wanted = local()

    @contextmanager
    def wanting(self, context: SpanContext) -> Iterator[None]:
        """Give the span that this thread begins in the block these numbers."""
        self._wanted.context = context
        try:
            yield
        finally:
            self._wanted.context = None

    def generate_span_id(self) -> int:
        """Return the number of the next span."""
        wanted: SpanContext | None = getattr(self._wanted, "context", None)
        return super().generate_span_id() if wanted is None else wanted.span_id

    def generate_trace_id(self) -> int:
        """Return the number of the next trace."""
        wanted: SpanContext | None = getattr(self._wanted, "context", None)
        return super().generate_trace_id() if wanted is None else wanted.trace_id


@dataclass(frozen=True, slots=True)
class _Span:
    """A span of OpenTelemetry's in our words."""

    span: trace.Span

    def name(self, name: str) -> None:
        """Call it so from now on."""
        self.span.update_name(name)

    def tell(self, attributes: Attributes) -> None:
        """Tell more of it."""
        self.span.set_attributes(dict(attributes))

    def fail(self, what: str) -> None:
        """Say that it failed; never in the error's own words, which may be people's."""
        self.span.set_status(Status(StatusCode.ERROR, what))


class OtelTracer:
    """Tells spans to the SDK."""

    is_on = True

    def __init__(self, processor: SpanProcessor, role: str, seed: str) -> None:
        """``processor`` takes what is told; the OTEL_* variables name sampler, service and what else is said of it."""
        self._ids = _Ids()
        self._provider = TracerProvider(id_generator=self._ids, resource=_resource(role))
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("citoyen", RELEASE)
        self._seed = seed
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, name: str, attributes: Attributes, headers: Mapping[str, str] | None = None) -> Iterator[_Span]:
        """Time a block."""
        context = self._propagator.extract(headers, Context()) if headers is not None else None
        kind = SpanKind.INTERNAL if headers is None else SpanKind.SERVER
        with self._timed(name, attributes, context, kind) as span:
            yield span

    @contextmanager
    def followed(self, name: str, attributes: Attributes, arrival: int | None) -> Iterator[_Span]:
        """Time a block within the trace of an arrival."""
        with self._timed(name, attributes, self._within(arrival), SpanKind.CONSUMER) as span:
            yield span

    def arrived(self, arrival: int, attributes: Attributes, seconds: float) -> None:
        """Begin the trace of an arrival."""
        brought_by = trace.get_current_span().get_span_context()
        links = [Link(brought_by)] if brought_by.is_valid else []
        ended = time.time_ns()
        with self._ids.wanting(self.root(arrival)):
            span = self._tracer.start_span(
                "arrival",
                Context(),
                SpanKind.SERVER,
                {**attributes, "citoyen.arrival": arrival},
                links,
                start_time=ended - int(seconds * _NANOSECONDS),
            )
        span.end(ended)

    def kept(self, name: str, attributes: Attributes, arrival: int | None, seconds: float) -> None:
        """Tell of something that just ended."""
        ended = time.time_ns()
        span = self._tracer.start_span(
            name, self._within(arrival), attributes=dict(attributes), start_time=ended - int(seconds * _NANOSECONDS)
        )
        span.end(ended)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def root(self, arrival: int) -> SpanContext:
        """Return the numbers of the span that an arrival's trace begins with, made of the arrival's own."""
        digest = sha256(f"{self._seed}\0{arrival}".encode()).digest()
        trace_id = int.from_bytes(digest[:16], "big")
        decided = self._provider.sampler.should_sample(Context(), trace_id, "arrival").decision
        flags = TraceFlags(TraceFlags.SAMPLED if decided is Decision.RECORD_AND_SAMPLE else TraceFlags.DEFAULT)
        return SpanContext(trace_id, int.from_bytes(digest[16:24], "big"), is_remote=True, trace_flags=flags)

    def _within(self, arrival: int | None) -> Context:
        return Context() if arrival is None else trace.set_span_in_context(NonRecordingSpan(self.root(arrival)), Context())

    @contextmanager
    def _timed(self, name: str, attributes: Attributes, context: Context | None, kind: SpanKind) -> Iterator[_Span]:
        # The SDK would write the error's own words down.
        with self._tracer.start_as_current_span(
            name, context, kind, dict(attributes), record_exception=False, set_status_on_exception=False
        ) as span:
            told = _Span(span)
            try:
                yield told
            except Exception as error:
                told.fail(type(error).__name__)
                raise


def tracer(role: str, seed: str) -> OtelTracer:
    """Return what sends spans by OTLP over HTTP to where the OTEL_* variables say."""
    return OtelTracer(BatchSpanProcessor(OTLPSpanExporter()), role, seed)


def _resource(role: str) -> Resource:
    told = Resource.create({"service.version": RELEASE, "citoyen.role": role})
    # What the variables call it goes before our name.
    is_named = not str(told.attributes.get("service.name", _UNNAMED)).startswith(_UNNAMED)
    return told if is_named else told.merge(Resource({"service.name": f"citoyen-{role}"}))
