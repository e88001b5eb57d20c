"""What is counted on a message's way, and what the database tells beside."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import UnavailableError
from domain.inbound import Envelope
from flows.gauges import GAUGES, DatabaseGauges
from flows.receive import receive
from flows.wiring import Installation
from flows.work import work
from store import jobs
from tests.installations import BREVILLE, POTHOLE, arrival, mail

WORDS = "paroles d’un habitant"
"""Named: traces quote our own source."""


def _value(hall: Installation, name: str, **labels: str) -> float | None:
    return hall.meters.registry.get_sample_value(name, labels)


def _take_in(hall: Installation, *, client: str | None) -> datetime:
    now = datetime.now(UTC)
    one = arrival(mail(POTHOLE))
    receive(
        hall, [replace(one, received_at=now - timedelta(seconds=3), envelope=Envelope(recipients=one.envelope.recipients, client=client))]
    )
    return now


def test_a_message_is_counted_at_each_stage_of_its_way(town_hall: Installation) -> None:
    now = _take_in(town_hall, client="192.0.2.1")
    _take_in(town_hall, client="192.0.2.1")
    work(town_hall, "mail", now)
    work(town_hall, "mail", datetime.now(UTC))

    assert _value(town_hall, "citoyen_arrivals_total", channel="email", known="no") == 1
    assert _value(town_hall, "citoyen_arrivals_total", channel="email", known="yes") == 1
    assert _value(town_hall, "citoyen_commit_arrivals_sum") == 2
    for stage, count in {"receive": 2, "read": 1, "opinion": 1, "routed": 1}.items():
        assert _value(town_hall, "citoyen_stage_seconds_count", stage=stage) == count, stage
    assert 3 <= (_value(town_hall, "citoyen_stage_seconds_sum", stage="read") or 0) < 60
    assert 3 <= (_value(town_hall, "citoyen_acknowledged_to_routed_seconds_sum", channel="email") or 0) < 60
    assert _value(town_hall, "citoyen_job_results_total", kind="route", result="done") == 1
    assert _value(town_hall, "citoyen_job_seconds_count", kind="read") == 1


def test_of_a_mail_that_another_server_took_in_nobody_says_how_long_it_took(town_hall: Installation) -> None:
    now = _take_in(town_hall, client=None)
    work(town_hall, "mail", now)
    work(town_hall, "mail", datetime.now(UTC))

    assert _value(town_hall, "citoyen_stage_seconds_count", stage="routed") == 1
    assert _value(town_hall, "citoyen_stage_seconds_count", stage="read") is None
    assert _value(town_hall, "citoyen_acknowledged_to_routed_seconds_count", channel="email") is None


def test_errors_are_counted_by_stage_and_class_and_tell_no_words(
    town_hall: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError(WORDS)

    now = _take_in(town_hall, client="192.0.2.1")
    assert _value(town_hall, "citoyen_errors_total", stage="read", error="fault") == 0, "there before it first rises"
    monkeypatch.setattr("ingest.reader.Reader.read", broken)
    work(town_hall, "mail", now)

    assert _value(town_hall, "citoyen_errors_total", stage="read", error="fault") == 1
    assert _value(town_hall, "citoyen_job_results_total", kind="read", result="failed") == 1
    assert WORDS not in town_hall.meters.text().decode() + caplog.text


def test_the_log_follows_a_message_by_the_number_of_its_arrival(town_hall: Installation, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "flows"):
        now = _take_in(town_hall, client="192.0.2.1")
        work(town_hall, "mail", now)
        work(town_hall, "mail", datetime.now(UTC))
        work(town_hall, "later", datetime.now(UTC))

    told = [record.__dict__ for record in caplog.records if record.getMessage() in {"kept", "job done"}]
    assert [one["stage"] for one in told] == ["receive", "read", "route", "send"]
    assert {one["arrival"] for one in told} == {1}
    assert {one["town"] for one in told} == {BREVILLE}
    assert told[-1]["letter"] == 1


def test_figures_are_those_that_are_declared(town_hall: Installation) -> None:
    town_hall.meters.look_up(DatabaseGauges(town_hall))
    found = {family.name: family for family in DatabaseGauges(town_hall).collect()}

    assert found.keys() == GAUGES.keys()
    for name, family in found.items():
        assert all(sample.labels.keys() == set(GAUGES[name].labels) for sample in family.samples), name


def test_letters_and_old_work_are_told_by_age(town_hall: Installation) -> None:
    town_hall.meters.look_up(DatabaseGauges(town_hall))
    now = _take_in(town_hall, client="192.0.2.1")
    work(town_hall, "mail", now)
    work(town_hall, "mail", datetime.now(UTC))
    with town_hall.database.write() as session:
        jobs.add(session, town=BREVILLE, queue="ocr", kind="read", subject_id=99, now=now - timedelta(hours=1))

    assert _value(town_hall, "citoyen_outbox", state="waiting") == 1
    assert 3600 <= (_value(town_hall, "citoyen_jobs_oldest_due_seconds", queue="ocr") or 0) < 3700


def test_towns_are_told_apart_up_to_so_many(town_hall: Installation) -> None:
    def told(most: int) -> bool:
        here = replace(town_hall, settings=town_hall.settings.model_copy(update={"metrics_towns": most}))
        return "citoyen_town_review_waiting" in {family.name for family in DatabaseGauges(here).collect()}

    assert [told(most) for most in (0, 1, 2)] == [False, False, True]


def test_without_the_database_only_that_is_told(town_hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_self: object) -> None:
        raise UnavailableError("away")

    monkeypatch.setattr("store.engine.Database.read", away)
    found = {family.name: family.samples[0].value for family in DatabaseGauges(town_hall).collect()}
    assert found == {"citoyen_database_up": 0}


def test_paper_is_counted_by_pages(town_hall: Installation) -> None:
    town_hall.meters.read_pages(3, 4.5)
    assert (_value(town_hall, "citoyen_ocr_pages_total"), _value(town_hall, "citoyen_ocr_seconds_total")) == (3, 4.5)
