import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from domain.errors import UnavailableError
from domain.rights import Role
from flows.tracing_otel import OtelTracer
from store import agents, jobs
from store.agents import NewAgent
from store.engine import Database
from tests.web import seed
from tests.web.conftest import Browser, Hall
from web.app import create_app


def test_a_well_desk_says_so(browser: Browser) -> None:
    found = {
        path: (answer.status_code, answer.json()) for path in ("/healthz", "/readyz", "/workz") if (answer := browser.client.get(path))
    }
    assert found == {
        "/healthz": (200, {"status": "ok"}),
        "/readyz": (200, {"status": "ok", "database": "ok", "tables": "ok", "originals": "ok"}),
        "/workz": (200, {"status": "ok", "oldest_job_seconds": 0.0}),
    }


def test_a_desk_on_its_way_out_is_alive_and_not_ready(browser: Browser, hall: Hall) -> None:
    hall.installation.pulse.close()
    answer = browser.client.get("/readyz")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "closing", "ok")
    assert browser.status("/healthz") == 200
    assert browser.status("/sign-in") == 200


def test_a_desk_whose_loops_stand_still_is_not_alive(browser: Browser, hall: Hall) -> None:
    with hall.installation.pulse.watched("work mail", -1.0):
        answer = browser.client.get("/healthz")
        assert (answer.status_code, answer.json()) == (503, {"status": "stalled", "loops": ["work mail"]})
        assert browser.status("/readyz") == 503
    assert browser.status("/healthz") == 200


def test_originals_that_cannot_be_kept_and_tables_of_another_version_make_it_unready(
    browser: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.migration._heads", lambda: frozenset({"9999"}))
    monkeypatch.setattr("flows.checks.fault_of", lambda _folder: "the disk is read-only")
    answer = browser.client.get("/readyz")
    told = {"status": "unavailable", "database": "ok", "tables": "of another version", "originals": "unavailable"}
    assert (answer.status_code, answer.json()) == (503, told)
    assert browser.status("/healthz") == 200


def test_an_answered_page_is_told_by_its_pattern_and_not_by_what_was_searched(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "web.gate"):
        browser.client.get("/requests/12?q=voisin", follow_redirects=False)
    (line,) = (record.__dict__ for record in caplog.records if record.name == "web.gate")
    assert (line["msg"], line["method"], line["path"]) == ("answered", "GET", "/requests/{request_id}")
    assert line["ms"] > 0
    assert "voisin" not in str(line)


def test_a_page_is_a_span_by_its_pattern(browser: Browser, hall: Hall) -> None:
    exporter = InMemorySpanExporter()
    tracer = OtelTracer(SimpleSpanProcessor(exporter), "web", "k" * 40)
    app = create_app(replace(hall.installation, tracer=tracer))
    with TestClient(app, base_url=str(browser.client.base_url)) as client:
        client.get("/requests/12?q=voisin", follow_redirects=False, headers={"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"})
        client.request("BREW-4711", "/voisin")
    span, invented = exporter.get_finished_spans()
    assert invented.name == "other other" and "4711" not in invented.to_json()
    assert span.name == "GET /requests/{request_id}"
    assert span.context is not None
    assert span.context.trace_id == int("ab" * 16, 16)
    assert "voisin" not in span.to_json()


def test_work_nobody_does_is_a_fault(browser: Browser, hall: Hall) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with hall.installation.database.write() as session:
        jobs.add(session, town=seed.VALOGNES, queue="mail", kind="read", subject_id=1, now=long_ago)
    answer = browser.client.get("/workz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "late"
    assert browser.status("/readyz") == 200, "pages can be served all the same"
    assert 3500 < answer.json()["oldest_job_seconds"] < 3700


def test_a_database_that_is_away_is_a_fault_with_a_page(claire: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.installation.database.close()
    monkeypatch.setattr(Database, "read", _away)
    assert claire.client.get("/readyz").json() == {
        "status": "unavailable",
        "database": "unavailable",
        "tables": "unknown",
        "originals": "unknown",
    }
    assert [claire.status(path) for path in ("/healthz", "/readyz", "/workz")] == [200, 503, 503]
    assert "citoyen_database_up 0.0" in claire.get("/metrics")
    answer = claire.client.get("/review")
    assert answer.status_code == 503
    assert "Momentanément indisponible" in answer.text


def test_metrics_tell_requests_jobs_arrivals_and_answers(browser: Browser, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        jobs.add(session, town=seed.VALOGNES, queue="mail", kind="read", subject_id=1, now=datetime.now(UTC))
    browser.get("/sign-in")
    browser.get("/requests/12")
    text = browser.get("/metrics")
    for line in (
        'citoyen_requests{status="review"} 8.0',
        'citoyen_requests{status="open"} 5.0',
        'citoyen_inbounds{outcome="pending"} 13.0',
        'citoyen_inbounds{outcome="spam"} 0.0',
        'citoyen_jobs{queue="mail",state="ready"} 1.0',
        'citoyen_jobs{queue="ocr",state="parked"} 0.0',
        'citoyen_http_requests_total{method="GET",path="/sign-in",status="200"} 2.0',
        'path="/requests/{request_id}"',
    ):
        assert line in text
    assert 'citoyen_jobs_oldest_due_seconds{queue="mail"}' in text
    assert "citoyen_review_waiting 8.0" in text
    assert 'citoyen_database_connections{state="in_use"}' in text


def test_only_administrators_see_and_revive_jobs(browser: Browser, hall: Hall) -> None:
    now = datetime.now(UTC)
    with hall.installation.database.write() as session:
        jobs.add(session, town=seed.BREVILLE, queue="mail", kind="read", subject_id=77, now=now)
        (job,) = jobs.claim(session, "mail", now=now, lease=timedelta(minutes=1))
        assert jobs.fail(session, job, "disque plein <b>", now, max_attempts=0)
    browser.sign_in("claire")
    assert browser.status("/jobs") == 403
    assert browser.post(f"/jobs/{job.id}/revive", page="/review") == 403
    browser.forget()
    browser.sign_in("admin")
    page = browser.get("/jobs")
    assert "disque plein &lt;b&gt;" in page
    assert browser.post(f"/jobs/{job.id}/revive", page="/jobs") == 303
    assert browser.post(f"/jobs/{job.id}/revive", page="/jobs") == 404
    assert "Aucune tâche mise de côté" in (page := browser.get("/jobs")) and f"/jobs/{job.id}/revive" not in page


def test_a_fault_of_ours_shows_a_reference_and_nothing_else(claire: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.gauges.in_review", _broken)
    answer = claire.client.get("/review")
    assert answer.status_code == 500
    assert "Référence\u00a0: " in answer.text
    assert "paroles" not in answer.text


def test_there_is_no_documentation_page_that_loads_from_elsewhere(browser: Browser) -> None:
    assert [browser.status(path) for path in ("/docs", "/redoc", "/openapi.json")] == [404, 404, 404]


def test_versioned_files_may_be_kept_and_are_compressed(browser: Browser) -> None:
    kept = browser.client.get("/static/desk.css?v=1")
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-encoding"] == "gzip"
    assert browser.client.get("/static/desk.css").headers["cache-control"] == "no-cache"
    assert browser.status("/static/../app.py") == 404


def _away(_self: Database) -> object:
    raise UnavailableError("away")


def _broken(*_arguments: object) -> object:
    raise RuntimeError("paroles d’un habitant")


def test_a_towns_own_administrator_sees_and_revives_his_towns_jobs_only(browser: Browser, hall: Hall) -> None:
    now = datetime.now(UTC)
    with hall.installation.database.write() as session:
        new = NewAgent(
            town=seed.VALOGNES,
            login="paul",
            name="Paul",
            roles=frozenset({Role.ADMIN, Role.RECEPTION, Role.REGULATOR}),
            password_hash=seed.PASSWORD_HASH,
            must_change=False,
        )
        agents.add(session, new, now)
        for subject_id in range(101):
            jobs.add(session, town=seed.BREVILLE, queue="mail", kind="read", subject_id=subject_id, now=now)
        jobs.add(session, town=seed.VALOGNES, queue="mail", kind="read", subject_id=4711, now=now)
        parked = {job.subject_id: job for job in jobs.claim(session, "mail", now=now, lease=timedelta(minutes=1), limit=200)}
        for job in parked.values():
            jobs.fail(session, job, "disque plein", now, max_attempts=0)
    browser.sign_in("paul")
    page = browser.get("/jobs")
    assert page.count("disque plein") == 1
    assert "read 4711" in page
    assert ">102<" not in page
    assert browser.post(f"/jobs/{parked[1].id}/revive", page="/jobs") == 404
    assert browser.post(f"/jobs/{parked[4711].id}/revive", page="/jobs") == 303
