import subprocess
import time
from pathlib import Path

import pytest

from ingest.drop import probe
from ingest.drop.probe import Probe


def test_folder_answers_be_it_that_it_is_missing(tmp_path: Path) -> None:
    assert Probe(tmp_path).answers(20)
    assert Probe(tmp_path / "missing").answers(20)


def test_folder_that_does_not_answer_is_asked_once_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = tmp_path / "answers"
    question = f"import os, time\nwhile not os.path.exists({str(answers)!r}): time.sleep(0.01)"
    monkeypatch.setattr(probe, "_QUESTION", question)
    monkeypatch.setattr(subprocess.Popen, "kill", lambda _self: None)  # within a share that hangs nothing is heard
    asked = Probe(tmp_path)
    began = time.monotonic()
    assert not asked.answers(0.2)
    first = asked._asking
    assert not asked.answers(0.2)
    assert not asked.answers(60, lambda: True)
    assert asked._asking is first
    assert time.monotonic() - began < 5
    answers.touch()
    assert asked.answers(20)
