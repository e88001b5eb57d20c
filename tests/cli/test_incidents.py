"""Requests of one fact on the command line (issue 7, point 5)."""

import json
from datetime import UTC, datetime

import pytest

from domain.ids import TownId
from domain.inbound import Arrival, Channel, Envelope
from flows.receive import receive
from flows.settings import load_settings
from flows.wiring import open_installation
from flows.work import work
from store import jobs
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
    assert "close" in capsys.readouterr().out
    work_all()
    assert [line["status"] for line in shown(town, capsys, "incidents", "show", "1")[0]["requests"]] == ["closed"]  # type: ignore[attr-defined]  # a list of objects
    assert town("incidents", "reopen", "1", "--reason", "la panne est revenue", "--agent", "marie") == 0
    work_all()
    (again,) = shown(town, capsys, "incidents", "list")
    assert (again["status"], again["still_open"]) == ("open", 1)
