"""Roles and members from the command line, and whose rights an act there has (S36)."""

import json

import pytest

from tests.cli.conftest import Run
from tests.cli.test_review import lines
from tests.cli.test_review import town as town_in_review

town = town_in_review


def told(run: Run, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(*arguments, "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_roles_are_several_and_are_given_and_taken(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("users", "add", "marie", "--town", "valognes", "--role", "regulator", "--role", "reception") == 0
    assert valognes("users", "add", "luc", "--town", "valognes", "--no-role") == 0
    listed = told(valognes, capsys, "users", "list")
    assert {one["login"]: one["roles"] for one in listed} == {
        "luc": [],
        "marie": ["reception", "regulator"],
    }
    assert valognes("users", "roles", "marie", "--add", "dpo", "--remove", "reception") == 0
    assert "marie est\u00a0: regulator, dpo." in capsys.readouterr().out
    assert valognes("users", "roles", "nobody", "--add", "dpo") == 1
    assert valognes("users", "add", "paul", "--role", "head") == 2


def test_members_come_and_go_and_are_remembered(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    members = ("departments", "members")
    for login in ("marie", "luc"):
        assert valognes("users", "add", login, "--town", "valognes", "--no-role") == 0
    assert valognes(*members, "add", "VOI", "marie") == 0
    assert valognes(*members, "add", "VOI", "Marie") == 0
    assert "marie est déjà membre de VOI" in capsys.readouterr().out.lower().replace("voi", "VOI")
    assert valognes(*members, "add", "VOI", "luc", "--post", "head") == 0
    assert valognes(*members, "add", "VOI", "marie", "--post", "head") == 0
    now = told(valognes, capsys, *members, "list", "VOI")
    assert {(one["login"], one["post"], one["until"]) for one in now} == {("luc", "head", None), ("marie", "head", None)}
    assert valognes(*members, "remove", "VOI", "marie") == 0
    assert valognes(*members, "remove", "VOI", "marie") == 0
    kept = told(valognes, capsys, *members, "list", "VOI", "--history")
    assert [(one["login"], one["post"], one["until"] is None) for one in kept] == [
        ("marie", "agent", False),
        ("luc", "head", True),
        ("marie", "head", False),
    ]
    assert valognes(*members, "add", "NOPE", "luc") == 1
    assert valognes(*members, "add", "VOI", "nobody") == 1
    actions = [one["action"] for one in told(valognes, capsys, "journal")]
    assert (actions.count("member.added"), actions.count("member.removed")) == (3, 1)


def test_who_is_named_acts_with_his_own_rights(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    code = str(lines(town, capsys, "list")[0]["tracking"])
    assert town("users", "add", "axel", "--town", "valognes", "--no-role") == 0
    assert town("departments", "members", "add", "VOI", "axel") == 0
    assert town("requests", "confirm", code, "--agent", "axel") == 1
    assert town("requests", "confirm", code, "--agent", "marie", "--subject", "VOI-01", "--department", "VOI") == 0
    capsys.readouterr()
    assert town("requests", "take", code, "--agent", "marie") == 1
    assert "Peuvent le faire\u00a0: un agent de son service, le responsable de son service" in capsys.readouterr().err
    assert town("requests", "take", code, "--agent", "axel") == 0
    assert town("requests", "close", code, "--how", "carried_out", "--answer", "Fait.", "--agent", "axel") == 1
    assert town("users", "roles", "chef", "--add", "regulator") == 0
    assert town("requests", "close", code, "--how", "carried_out", "--answer", "Fait.", "--agent", "chef") == 0
