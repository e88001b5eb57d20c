"""Notes and tasks on the command line: an agent's, by his rights (issue 8, point 2)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.ids import DepartmentCode, RequestId, TownId
from domain.member import Member, Post
from flows.settings import load_settings
from flows.wiring import open_installation
from store import journal, members, requests
from store.schema import RequestRow
from tests.cli.conftest import Run
from tests.cli.test_incidents import town as incident_town

TOWN = TownId("valognes")
LATE = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
__all__ = ["incident_town"]


@pytest.fixture
def town(incident_town: Run) -> Run:
    """A town where a request is its department's, which has a head and an agent."""
    assert incident_town("requests", "confirm", "1", "--agent", "marie") == 0
    installation = open_installation(load_settings())
    try:
        with installation.database.read() as session:
            department = requests.lines(session, requests.ids(session, None)[:1])[0].department
        for login, post in (("hugo", Post.HEAD), ("axel", Post.AGENT)):
            assert incident_town("users", "add", login, "--town", "valognes") == 0
            with installation.database.write() as session:
                members.add(session, Member(town=TOWN, department=DepartmentCode(department), login=login, post=post), datetime.now(UTC))
    finally:
        installation.close()
    return incident_town


def shown(town: Run, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert town("requests", *arguments, "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_note_is_written_and_read_by_who_may(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (written,) = shown(town, capsys, "note", "1", "@hugo le code est 4711", "--agent", "axel")
    assert (written["author"], written["text"], written["edited_at"]) == ("axel", "@hugo le code est 4711", None)
    assert shown(town, capsys, "note", "1", "--agent", "hugo") == [written]
    assert town("requests", "note", "1", "--agent", "hugo") == 0 and "axel  @hugo le code est 4711" in capsys.readouterr().out
    assert town("requests", "note", "1", "moi aussi", "--agent", "nobody") != 0
    assert town("requests", "note", "1", "   ", "--agent", "axel") != 0
    assert "La note est vide" in capsys.readouterr().err


def test_notes_and_tasks_of_a_part_are_told_with_those_of_the_whole(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "confirm", "2", "--agent", "marie") == 0
    installation = open_installation(load_settings())
    with installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == 2).values(department=requests.get(session, RequestId(1)).line.department))
    installation.close()
    shown(town, capsys, "note", "2", "vu sur place", "--agent", "axel")
    shown(town, capsys, "task", "2", "Mesurer", "--agent", "hugo")
    assert town("requests", "merge", "2", "1", "--agent", "marie") == 0
    assert [(one["request"], one["text"]) for one in shown(town, capsys, "note", "1", "--agent", "axel")] == [(2, "vu sur place")]
    assert [(one["request"], one["text"]) for one in shown(town, capsys, "task", "1", "--agent", "axel")] == [(2, "Mesurer")]


def test_what_is_confidential_is_shown_to_members_alone_and_that_is_written_down(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    shown(town, capsys, "note", "1", "entre nous", "--agent", "axel")
    installation = open_installation(load_settings())
    try:
        with installation.database.write() as session:
            session.execute(update(RequestRow).where(RequestRow.id == 1).values(confidentiality=2))
        assert town("requests", "note", "1", "--agent", "marie") != 0
        assert town("requests", "task", "1", "--agent", "marie") != 0
        assert "entre nous" not in "".join(capsys.readouterr())
        assert [one["text"] for one in shown(town, capsys, "note", "1", "--agent", "hugo")] == ["entre nous"]
        with installation.database.read() as session:
            lines = journal.page(session, TOWN, after=None, limit=50)
        told = [line.details for line in lines if line.action == "export"]
        assert {"what": "notes", "count": 1, "requests": [1]} in told
    finally:
        installation.close()


def test_a_task_is_given_listed_and_ended(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (given,) = shown(town, capsys, "task", "1", "Mesurer", "--for", "axel", "--day", LATE, "--agent", "hugo")
    assert (given["agent"], given["due_on"], given["ending"]) == ("axel", LATE, None)
    assert shown(town, capsys, "task", "1", "--agent", "axel") == [given] == shown(town, capsys, "tasks", "--agent", "axel")
    assert town("requests", "tasks", "--agent", "axel") == 0
    told = capsys.readouterr().out
    assert f"à faire  axel  jusqu’au {LATE}  Mesurer" in told
    (ended,) = shown(town, capsys, "task-end", str(given["id"]), "--agent", "axel")
    assert (ended["ending"], ended["ended_by"]) == ("done", "axel") and shown(town, capsys, "tasks", "--agent", "axel") == []
    (again,) = shown(town, capsys, "task-end", str(given["id"]), "--how", "again", "--agent", "hugo")
    assert again["ended_at"] is None
    (dropped,) = shown(town, capsys, "task-end", str(given["id"]), "--how", "dropped", "--agent", "hugo")
    assert dropped["ending"] == "dropped"
    assert town("requests", "task", "1", "Mesurer", "--for", "personne", "--agent", "hugo") != 0
    assert "ne s’appelle" in capsys.readouterr().err
    assert town("requests", "task-end", "99", "--agent", "hugo") != 0
