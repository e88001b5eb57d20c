"""Requests of one fact on the command line (issue 7, point 5)."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from domain.ids import TownId
from domain.inbound import Arrival, Channel, Envelope
from flows.receive import receive
from flows.settings import load_settings
from flows.wiring import open_installation
from flows.work import work
from store import jobs, towns
from store.mapping import dump
from store.schema import TownRow
from tests.cli.conftest import Run
from tests.installations import mail

TOWN = TownId("valognes")
LAMP = "Bonjour, le lampadaire devant le 4 rue de Poterie est éteint depuis trois jours."


def work_all() -> None:
    installation = open_installation(load_settings())
    try:
        while any(work(installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
            pass
    finally:
        installation.close()


@pytest.fixture
def town(valognes: Run) -> Run:
    """A town where three people tell of one lamp."""
    assert valognes("users", "add", "marie", "--town", "valognes", "--role", "reception", "--role", "regulator") == 0
    installation = open_installation(load_settings())
    try:
        for name in ("sylvie.lebrun", "paul.roger", "odile.vasseur"):
            sender = f"{name}@courriel.example"
            raw = mail(LAMP, number=len(name), subject="lampadaire").replace(b"sylvie.lebrun@courriel.example", sender.encode())
            arrival = Arrival(
                raw=raw.replace(b"Sylvie Lebrun", name.replace(".", " ").title().encode()),
                channel=Channel.EMAIL,
                town=TOWN,
                mailbox="mairie@valognes.example",
                envelope=Envelope(sender=sender, recipients=("mairie@valognes.example",)),
                received_at=datetime.now(UTC),
            )
            receive(installation, [arrival])
    finally:
        installation.close()
    work_all()
    return valognes


def shown(town: Run, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert town(*arguments, "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_incident_from_the_proposal_to_its_end(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "confirm", "1", "--agent", "marie") == 0
    found = shown(town, capsys, "requests", "same", "2", "--agent", "marie")
    assert {(line["id"], line["kind"]) for line in found} == {(1, "incident"), (3, "incident")}
    assert town("review", "show", "2", "--agent", "marie") == 0
    words = capsys.readouterr().out
    assert "quelqu’un d’autre signale le même fait" in words and "la même adresse" in words and "Contacts\u00a0: 1" in words
    assert town("requests", "together", "2", "1", "--as", "incident", "--agent", "marie") == 0
    assert town("incidents", "include", "3", "1", "--agent", "marie") == 0
    assert [(line["id"], line["included"]) for line in shown(town, capsys, "incidents", "list")] == [(1, 2)]
    (whole,) = shown(town, capsys, "incidents", "show", "2")
    assert (whole["id"], [one["id"] for one in whole["requests"]]) == (1, [2, 3])  # type: ignore[attr-defined]  # a list of objects
    (figures,) = shown(town, capsys, "incidents", "figures")
    assert (figures["received"], figures["incidents"], figures["included"]) == (3, 1, 2)
    assert town("incidents", "detach", "3", "--agent", "marie") == 0
    assert town("incidents", "close", "1", "--how", "carried_out", "--answer", "Réparé.", "--agent", "marie") == 0
    # Of the two, one was taken out again.
    assert "Demandes qui y sont incluses : 1, dont 1 suivent." in capsys.readouterr().out.replace("\u00a0", " ")
    work_all()
    assert [line["status"] for line in shown(town, capsys, "incidents", "show", "1")[0]["requests"]] == ["closed"]  # type: ignore[attr-defined]  # a list of objects
    assert town("incidents", "reopen", "1", "--reason", "la panne est revenue", "--agent", "marie") == 0
    work_all()
    (again,) = shown(town, capsys, "incidents", "list")
    assert (again["status"], again["still_open"]) == ("transferred", 1), "the authority that had it has it again"


def test_s32_what_does_not_follow_is_said_not_to(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """One is over already, and one is another department's: nothing is promised of them."""
    for number in ("1", "2", "3"):
        assert town("requests", "confirm", number, "--department", "VOI", "--agent", "marie") == 0
    for login, department in (("luc", "VOI"), ("hugo", "EV")):
        assert town("users", "add", login, "--town", "valognes", "--role", "reception") == 0
        assert town("departments", "members", "add", department, login, "--post", "head") == 0
    for number in ("2", "3"):
        assert town("incidents", "include", number, "1", "--agent", "marie") == 0
    assert town("requests", "hand-over", "3", "--department", "EV", "--reason", "arbre", "--agent", "marie") == 0
    capsys.readouterr()
    assert town("incidents", "close", "1", "--how", "no_action", "--reason", "vu sur place", "--agent", "luc") == 0
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Demandes qui y sont incluses : 2, dont 1 suivent." in told
    assert re.search(r"Restent telles quelles : 1, .* citoyen incidents show 20\d\d/0001", " ".join(told.split()))
    work_all()
    (whole,) = shown(town, capsys, "incidents", "show", "1", "--agent", "marie")
    assert {one["id"]: one["status"] for one in whole["requests"]} == {2: "closed", 3: "open"}  # type: ignore[attr-defined]  # a list of objects
    assert town("incidents", "follow", "1", "--agent", "luc") == 0
    assert "dont 0 suivent" in capsys.readouterr().out


def test_an_incident_is_shown_as_far_as_an_agent_may_see_it(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "confirm", "1", "--agent", "marie") == 0
    assert town("incidents", "include", "2", "1", "--agent", "marie") == 0
    for login in ("luc", "boss"):
        assert town("users", "add", login, "--town", "valognes", *(("--role", "admin") if login == "boss" else ("--role", "elected"))) == 0
    (seen,) = shown(town, capsys, "incidents", "list", "--agent", "luc")
    assert (seen["id"], seen["tracking"], seen["subject"], seen["department"]) == (1, None, None, None)
    (whole,) = shown(town, capsys, "incidents", "show", "1", "--agent", "luc")
    assert [(one["id"], one["tracking"]) for one in whole["requests"]] == [(2, None)]  # type: ignore[attr-defined]  # a list of objects
    assert town("incidents", "show", "1", "--agent", "luc") == 0
    words = capsys.readouterr().out
    assert "Demande confidentielle" in words and "poterie" not in words.lower()
    # Who sets up reads no request by that, and learns of none.
    assert shown(town, capsys, "incidents", "list", "--agent", "boss") == []
    for command in (("incidents", "show", "1"), ("requests", "same", "1")):
        capsys.readouterr()
        assert town(*command, "--agent", "boss") != 0
        said = capsys.readouterr()
        assert "lampadaire" not in said.out + said.err
    assert town("requests", "together", "3", "1", "--as", "incident", "--agent", "boss") != 0


def test_a_request_made_a_part_of_another_is_its_own_again_by_its_code(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "confirm", "1", "--agent", "marie") == 0
    (second,) = shown(town, capsys, "review", "show", "2", "--agent", "marie")
    assert town("review", "attach", "2", "1", "--agent", "marie") == 0
    assert town("review", "undo", str(second["tracking"]), "--agent", "marie") == 0
    (again,) = shown(town, capsys, "review", "show", str(second["tracking"]), "--agent", "marie")
    assert (again["id"], again["status"]) == (2, second["status"])


def test_everyone_is_written_to_as_was_shown(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert town("requests", "confirm", "1", "--agent", "marie") == 0
    assert town("incidents", "include", "2", "1", "--agent", "marie") == 0
    words = ("--text", "Les lampes arrivent lundi.", "--agent", "marie")
    capsys.readouterr()
    assert town("incidents", "write", "1", *words) != 0  # the demo town writes to nobody
    assert "écrit à aucun demandeur" in capsys.readouterr().err
    open_letters()
    seen = shown(town, capsys, "incidents", "write", "1", "--preview", *words)
    assert [one["result"] for one in seen] == ["written", "written"]
    assert "Les lampes arrivent lundi." in str(seen[1]["letters"])
    assert shown(town, capsys, "incidents", "write", "1", *words) == seen
    assert [one["result"] for one in shown(town, capsys, "incidents", "write", "1", *words)] == ["told", "told"]
    assert town("incidents", "write", "1", *words) == 0
    assert "a déjà reçu ces mots" in capsys.readouterr().out


def open_letters() -> None:
    """Let the town write to its requesters."""
    installation = open_installation(load_settings())
    try:
        with installation.database.write() as session:
            known = towns.town(session, TOWN)
            document = dump(replace(known, writes_to_requesters=True))
            session.execute(update(TownRow).where(TownRow.id == TOWN).values(document=document))
    finally:
        installation.close()
