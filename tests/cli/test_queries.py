"""`citoyen query`: saved queries listed, shown, run and counted, as an agent sees them or as who runs the installation (S41)."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.ids import TownId
from domain.rights import Role
from flows import accounts, queries, search
from flows.rights import standing_of
from flows.settings import load_settings
from flows.wiring import open_installation
from store import agents, journal
from store.agents import NewAgent
from tests.cli.conftest import Run
from tests.flows.querying import keep_requests

VALOGNES = TownId("valognes")
NAME = "Voirie « ouverte » [bold]"
ASKED = {"all": [{"subject": ["VOI-*"]}, {"none": [{"state": ["any_over"]}]}]}


@pytest.fixture
def town(valognes: Run) -> Run:
    """The demo town with requests, and a saved query of its regulator."""
    installation = open_installation(load_settings())
    now = datetime.now(UTC)
    try:
        with installation.database.write() as session:
            keep_requests(session, VALOGNES, 30, random.Random(8), now)  # noqa: S311 - nothing here is secret
        search.catch_up(installation)
        for login, roles in (("regis", frozenset({Role.REGULATOR})), ("rose", frozenset({Role.RECEPTION}))):
            accounts.add_agent(installation, NewAgent(town=VALOGNES, login=login, name=login, roles=roles, password_hash="x"), now)
        with installation.database.read() as session:
            regis = agents.find_by_login(session, "regis")
            assert regis is not None
            standing = standing_of(session, installation.towns, regis)
        queries.save(installation, regis, standing, VALOGNES, NAME, ASKED, now)
    finally:
        installation.close()
    return valognes


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_saved_query_is_listed_shown_counted_and_run(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("query", "list", "--json") == 0
    (one,) = (json.loads(line) for line in said(capsys).splitlines())
    assert (one["name"], one["owner"], one["shared"], one["criteria"]) == (NAME, "regis", [], ASKED)
    assert town("query", "list") == 0 and NAME in said(capsys)
    assert town("query", "show", str(one["id"])) == 0 and '"VOI-*"' in said(capsys)
    assert town("query", "count", str(one["id"])) == 0
    every = int(said(capsys))
    assert town("query", "count", str(one["id"]), "--as", "regis", "--json") == 0
    assert 0 < json.loads(said(capsys))["count"] < every
    assert town("query", "run", str(one["id"]), "--json") == 0
    found = [json.loads(line) for line in said(capsys).splitlines()]
    assert len(found) == every and {line["subject"][:4] for line in found} == {"VOI-"}
    assert town("query", "run", str(one["id"]), "--limit", "2") == 0 and said(capsys).count("VOI-0") == 2
    assert town("query", "run", str(one["id"]), "--csv") == 0 and said(capsys).count("\r\n") == every + 1
    assert town("query", "list", "--as", "rose", "--json") == 0 and said(capsys) == ""
    assert town("query", "show", str(one["id"]), "--as", "rose") == 1
    installation = open_installation(load_settings())
    try:
        with installation.database.read() as session:
            left = [one for one in journal.page(session, VALOGNES, after=None, limit=20) if one.action == "export"]
        assert len(left) == 3
    finally:
        installation.close()


def test_what_is_written_is_counted_and_what_is_no_query_is_told(town: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "query.json"
    file.write_text(json.dumps(ASKED), encoding="utf-8")
    assert town("query", "count", "--criteria", json.dumps(ASKED)) == 0
    many = said(capsys)
    assert town("query", "count", "--file", str(file)) == 0 and said(capsys) == many
    for wrong in (
        ("count",),
        ("count", "1", "--criteria", "{}"),
        ("count", "--criteria", "{"),
        ("count", "--criteria", '{"colour": ["red"]}'),
        ("count", "--file", str(tmp_path / "none")),
        ("run", "--csv", "--criteria", "{}"),
        ("count", "--as", "nobody", "1"),
        ("show", "99"),
    ):
        assert town("query", *wrong) != 0, wrong
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err and "Traceback" not in captured.err
