"""The log of a process that keeps running."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import structlog

from cli import logs
from flows.settings import Settings
from flows.trail import Trail, following

LOGGER = logging.getLogger("flows.work")
WORDS = "paroles d’un habitant"
"""Named: traces quote our own source."""


def _set_up(tmp_path: Path, **values: str) -> None:
    logs.set_up(Settings.model_validate({"data": tmp_path, **values}))


def _lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.readouterr().err.splitlines()]


def test_a_line_is_an_object_with_what_the_thread_has_in_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _set_up(tmp_path, log_format="json")
    with following(Trail(town="breville", job=7, kind="route", arrival=3)):
        LOGGER.error("job %d went wrong", 7, extra={"stage": "route", "ms": 1.5, "sender": "eve@courriel.example"})

    (line,) = _lines(capsys)
    assert list(line)[:4] == ["time", "level", "logger", "event"]
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "error",
        "logger": "flows.work",
        "event": "job 7 went wrong",
        "stage": "route",
        "ms": 1.5,
        "town": "breville",
        "job": 7,
        "kind": "route",
        "arrival": 3,
    }


def test_words_of_an_error_are_not_written_but_where_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _set_up(tmp_path, log_format="json")
    try:
        raise ValueError(WORDS)
    except ValueError:
        LOGGER.exception("it broke")
        structlog.get_logger("web.pages.errors").exception("fault")

    lines = _lines(capsys)
    assert [line["error"] for line in lines] == ["ValueError", "ValueError"]
    assert "test_logs.py" in lines[0]["frames"]
    assert WORDS not in json.dumps(lines, ensure_ascii=False)


def test_lines_of_both_libraries_have_one_form_and_a_level(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _set_up(tmp_path, log_format="json", log_level="warning")
    log = structlog.get_logger("flows.oidc")
    log.info("provider_broke_off")
    log.warning("provider_lets_nobody_in", fault="late")
    LOGGER.info("job done")
    logging.getLogger("celery").info("quoting what it works on")
    assert [(line["logger"], line["event"], line.get("fault")) for line in _lines(capsys)] == [
        ("flows.oidc", "provider_lets_nobody_in", "late")
    ]

    _set_up(tmp_path, log_format="json", log_level="info")
    LOGGER.info("job done")
    logging.getLogger("celery").info("quoting what it works on")
    assert [line["event"] for line in _lines(capsys)] == ["job done"], "once, though it was set up twice"


def test_for_people_a_line_is_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _set_up(tmp_path)
    LOGGER.error("job %d went wrong", 7, extra={"stage": "route"})
    line = capsys.readouterr().err
    assert "job 7 went wrong" in line
    assert "stage=route" in line
    assert "[error] job 7 went wrong [flows.work]" in line
    assert not line.startswith("{")


def test_no_file_name_or_foreign_answer_makes_a_line_of_its_own_or_steers_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _set_up(tmp_path)
    LOGGER.error("folder %s", "a\n2026-11-27T10:00:00Z [error] disk full\r\x1b[2J", extra={"path": "b\nc"})
    lines = capsys.readouterr().err.splitlines()
    assert [line[:4] for line in lines] == ["2026", "    "]
    assert "\\x1b[2J" in lines[1] and "\x1b" not in "".join(lines)
