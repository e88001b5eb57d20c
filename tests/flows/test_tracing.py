"""Traces: one message, one trace, whichever process works on it; nothing where nobody asked."""

import importlib
import threading
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from domain.inbound import Envelope
from flows import tracing
from flows.receive import receive
from flows.tracing_otel import OtelTracer
from flows.wiring import Installation
from flows.work import work
from tests.installations import POTHOLE, arrival, mail

SEED = "k" * 40


def _traced(hall: Installation) -> tuple[Installation, InMemorySpanExporter]:
    """Return the installation as a process of its own sees it, and what that process tells."""
    exporter = InMemorySpanExporter()
    return replace(hall, tracer=OtelTracer(SimpleSpanProcessor(exporter), "test", SEED)), exporter


def _trace(span: ReadableSpan) -> int:
    context = span.get_span_context()
    assert context is not None
    return context.trace_id


def test_one_message_is_one_trace_through_processes_that_only_nudge_each_other(town_hall: Installation) -> None:
    door, taken = _traced(town_hall)
    worker, worked = _traced(town_hall)
    one = arrival(mail(POTHOLE))
    receive(door, [replace(one, received_at=datetime.now(UTC), envelope=Envelope(recipients=one.envelope.recipients, client="192.0.2.1"))])
    for queue in ("mail", "mail", "later"):
        work(worker, queue, datetime.now(UTC))

    (root,) = taken.get_finished_spans()
    spans = worked.get_finished_spans()
    assert root.name == "arrival"
    assert root.parent is None
    assert root.attributes is not None
    assert root.attributes["citoyen.arrival"] == 1
    names = [span.name for span in spans]
    assert sorted(names) == sorted(["job read", "keep", "opinion", "job route", "keep", "job send", "keep"])
    assert {_trace(span) for span in spans} == {_trace(root)}
    by_name = {span.name: span for span in spans}
    first, route = root.get_span_context(), by_name["job route"].get_span_context()
    assert first is not None
    assert route is not None
    assert by_name["job read"].parent is not None
    assert by_name["job read"].parent.span_id == first.span_id
    assert by_name["opinion"].parent is not None
    assert by_name["opinion"].parent.span_id == route.span_id, "a stage of its job"


def test_a_span_tells_the_class_of_an_error_and_none_of_its_words(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("paroles d’un habitant")

    hall, told = _traced(town_hall)
    receive(hall, [replace(arrival(mail(POTHOLE)), received_at=datetime.now(UTC))])
    monkeypatch.setattr("ingest.reader.Reader.read", broken)
    work(hall, "mail", datetime.now(UTC))

    span = next(one for one in told.get_finished_spans() if one.name == "job read")
    assert span.status.description == "RuntimeError"
    assert "paroles" not in span.to_json()


def test_what_a_caller_says_of_his_trace_is_gone_on_with_and_an_arrival_links_to_what_brought_it() -> None:
    exporter = InMemorySpanExporter()
    tracer = OtelTracer(SimpleSpanProcessor(exporter), "test", SEED)
    with tracer.span("POST", {}, {"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}) as span:
        span.name("POST /api/v1/requests")
        tracer.arrived(7, {}, 0.5)

    root, page = exporter.get_finished_spans()
    assert _trace(page) == int("ab" * 16, 16)
    assert page.name == "POST /api/v1/requests"
    assert _trace(root) != _trace(page)
    assert [link.context.trace_id for link in root.links] == [_trace(page)]
    assert root.start_time is not None
    assert root.end_time == root.start_time + 500_000_000


def test_numbers_of_traces_are_the_installations_own() -> None:
    one, same, other = (OtelTracer(SimpleSpanProcessor(InMemorySpanExporter()), "test", seed) for seed in (SEED, SEED, "x" * 40))
    assert one.root(1) == same.root(1)
    assert one.root(1).trace_id not in {one.root(2).trace_id, other.root(1).trace_id}


def test_who_is_not_sampled_is_so_in_every_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")
    exporter = InMemorySpanExporter()
    tracer = OtelTracer(SimpleSpanProcessor(exporter), "test", SEED)
    for number in range(60):
        tracer.arrived(number, {}, 0.0)
        tracer.kept("keep", {}, number, 0.0)

    found = exporter.get_finished_spans()
    assert 20 < len(found) < 100
    roots, kept = ({_trace(span) for span in found if span.name == name} for name in ("arrival", "keep"))
    assert roots == kept


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "citoyen"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, False),
    ],
)
def test_the_usual_variables_switch_it_on_and_off(environment: dict[str, str], wanted: bool) -> None:
    assert tracing.wanted(environment) is wanted


def test_without_the_packages_everything_goes_on_and_says_so(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def missing(_name: str) -> None:
        raise ModuleNotFoundError("No module named 'opentelemetry'", name="opentelemetry")

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setattr(tracing, "import_module", missing)
    tracer = tracing.tracer("web", SEED)
    assert not tracer.is_on
    assert "citoyen[otel]" in caplog.text
    monkeypatch.undo()
    assert importlib.import_module("flows.tracing_otel")


def test_spans_reach_a_receiver_of_otlp(monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[tuple[str, bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Write nothing."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        tracer = tracing.tracer("smtp", SEED)
        tracer.arrived(1, {"citoyen.channel": "email"}, 0.1)
        tracer.close()
        server.shutdown()
        thread.join()

    ((path, content),) = posted
    assert path == "/v1/traces"
    assert b"citoyen-smtp" in content
    assert b"arrival" in content
