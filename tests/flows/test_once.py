"""Writes that come twice: done once, answered the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from flows.once import KEPT, DifferentError, Write, earlier, forget_answers, keep, once
from flows.settings import load_settings
from flows.wiring import Installation, open_installation
from store.answered import Answered

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
WRITE = Write(caller="api:site /entries", key="k1", content=b"one")


@pytest.fixture
def installation(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    opened = open_installation(load_settings(data=tmp_path / "data", database_url=database_url))
    yield opened
    opened.close()


def doing(installation: Installation, done: list[int], write: Write = WRITE) -> Answered:
    def do() -> Answered:
        answer: dict[str, object] = {"n": len(done)}
        with installation.database.write() as session:
            keep(session, write, 201, answer, NOW)
        done.append(1)
        return Answered(fingerprint=write.fingerprint, status=201, answer=answer)

    return once(installation, write, do)


def test_a_write_is_done_once_and_answered_the_same(installation: Installation) -> None:
    done: list[int] = []
    assert doing(installation, done) == doing(installation, done)
    assert len(done) == 1


def test_another_content_under_the_same_key_is_a_mistake(installation: Installation) -> None:
    doing(installation, [])
    with pytest.raises(DifferentError):
        doing(installation, [], Write(caller=WRITE.caller, key=WRITE.key, content=b"two"))
    doing(installation, [], Write(caller="api:other /entries", key=WRITE.key, content=b"two"))


def test_an_answer_from_before_its_time_is_given_anew(installation: Installation) -> None:
    done: list[int] = []
    doing(installation, done)
    later = replace(WRITE, since=NOW + timedelta(seconds=1))
    assert earlier(installation, replace(WRITE, since=NOW)) is not None
    assert earlier(installation, later) is None
    assert doing(installation, done, later).answer == {"n": 1}
    kept = earlier(installation, WRITE)
    assert kept is not None
    assert kept.answer == {"n": 1}


def test_who_was_beaten_is_answered_what_the_first_was(installation: Installation) -> None:
    first: list[int] = []

    def slow() -> Answered:
        # While this one works, another with the same key is done.
        doing(installation, first)
        with installation.database.write() as session:
            keep(session, WRITE, 201, {"n": "mine"}, NOW)
        raise AssertionError("the second was kept too")

    assert once(installation, WRITE, slow).answer == {"n": 0}
    assert len(first) == 1


def test_what_fails_is_not_answered_the_next_time(installation: Installation) -> None:
    def fails(session: Session) -> None:
        keep(session, WRITE, 201, {}, NOW)
        raise RuntimeError("disk")

    def do() -> Answered:
        with installation.database.write() as session:
            fails(session)
        raise AssertionError("unreachable")

    with pytest.raises(RuntimeError, match="disk"):
        once(installation, WRITE, do)
    assert earlier(installation, WRITE) is None


def test_old_answers_are_forgotten(installation: Installation) -> None:
    doing(installation, [])
    forget_answers(installation, NOW + KEPT - timedelta(seconds=1))
    assert earlier(installation, WRITE) is not None
    forget_answers(installation, NOW + KEPT + timedelta(seconds=1))
    assert earlier(installation, WRITE) is None
