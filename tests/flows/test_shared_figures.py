"""Figures of processes that serve one desk: whichever is asked tells those of all, each under its number."""

import logging
import threading
from pathlib import Path

import pytest

from flows.gauges import DatabaseGauges
from flows.meters import Meters
from flows.shared_figures import SharedFigures
from flows.wiring import Installation


def meters_of(folder: Path, number: int) -> Meters:
    meters = Meters()
    meters.share(SharedFigures(folder, number))
    return meters


def test_whichever_is_asked_tells_the_figures_of_all(tmp_path: Path, town_hall: Installation) -> None:
    one, other = meters_of(tmp_path, 1), meters_of(tmp_path, 2)
    one.look_up(DatabaseGauges(town_hall))
    one.served(method="GET", path="/review", status=200, seconds=0.2)
    for _ in range(3):
        other.served(method="GET", path="/review", status=200, seconds=0.2)
    other.write_down()
    told = one.text().decode()
    line = 'citoyen_http_requests_total{{method="GET",path="/review",process="{}",status="200"}} {}'
    assert line.format(1, 1.0) in told
    assert line.format(2, 3.0) in told
    assert 'citoyen_http_request_seconds_bucket{le="+Inf",path="/review",process="2"} 3.0' in told
    assert "citoyen_database_up 1.0" in told, "what is of the database is told once, without a process"
    assert told.count("# TYPE citoyen_http_requests_total counter") == 1


def test_figures_of_a_process_that_is_gone_are_told_no_more(tmp_path: Path) -> None:
    one, other = meters_of(tmp_path, 1), meters_of(tmp_path, 2)
    other.write_down()
    assert 'process="2"' in one.text().decode()
    SharedFigures(tmp_path, 2).forget()
    assert 'process="2"' not in one.text().decode()


def test_who_is_asked_and_who_writes_down_do_not_take_the_file_from_each_other(tmp_path: Path) -> None:
    meters = meters_of(tmp_path, 1)
    faults: list[Exception] = []

    def ask() -> None:
        try:
            for _ in range(100):
                meters.text()
        except Exception as error:  # noqa: BLE001 - told below, in the thread of the test
            faults.append(error)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert not faults, faults[0]


def test_a_folder_that_takes_nothing_keeps_nobody_from_serving_and_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    meters = meters_of(tmp_path / "none", 1)
    meters.served(method="GET", path="/review", status=200, seconds=0.2)
    with caplog.at_level(logging.WARNING):
        meters.write_down()
        assert 'citoyen_http_requests_total{method="GET",path="/review",process="1",status="200"} 1.0' in meters.text().decode()
    assert caplog.text.count("the figures of web process 1 cannot be written") == 1


def test_a_process_alone_has_no_number() -> None:
    meters = Meters()
    meters.served(method="GET", path="/review", status=200, seconds=0.2)
    assert b'citoyen_http_requests_total{method="GET",path="/review",status="200"} 1.0' in meters.text()
