"""Absences, closing departments and transmissions on the command line (issue 7, point 3)."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.ids import TownId
from domain.inbound import Arrival, Channel, Envelope
from flows.receive import receive
from flows.settings import load_settings
from flows.wiring import open_installation
from flows.work import work
from store import jobs
from tests.cli.conftest import DEMO, Run
from tests.installations import mail

TOWN = TownId("valognes")
HOLE = "Bonjour, un nid de poule dangereux pour les vélos rue de Poterie devant le 22. Sylvie Lebrun"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def town(valognes: Run) -> Run:
    """The demo town with an agent who regulates, one who sets up, and one open request, of the roads."""
    for login, role in (("marie", "regulator"), ("luc", "reception"), ("chef", "admin")):
        assert valognes("users", "add", login, "--town", "valognes", "--role", "reception", "--role", role) == 0
    installation = open_installation(load_settings())
    try:
        box = "mairie@valognes.example"
        envelope = Envelope(sender="sylvie.lebrun@courriel.example", recipients=(box,))
        now = datetime.now(UTC)
        arrival = Arrival(raw=mail(HOLE), channel=Channel.EMAIL, town=TOWN, mailbox=box, envelope=envelope, received_at=now)
        receive(installation, [arrival])
        while any(work(installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
            pass
    finally:
        installation.close()
    assert valognes("requests", "confirm", "1", "--department", "VOI", "--agent", "marie") == 0
    return valognes


def said(town: Run, capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    status = town(*arguments)
    out, err = capsys.readouterr()
    return status, out, err


def shown(town: Run, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    status, out, _ = said(town, capsys, *arguments, "--json")
    assert status == 0
    return [json.loads(line) for line in out.splitlines()]


def test_an_absence_is_said_listed_and_ended(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    days = ("--from", TODAY.isoformat(), "--to", (TODAY + timedelta(days=5)).isoformat())
    status, out, _ = said(town, capsys, "departments", "absence", "add", "luc", *days, "--deputy", "marie", "--agent", "luc")
    assert (status, "luc est absent du" in out, "marie le supplée" in out) == (0, True, True)
    [one] = shown(town, capsys, "departments", "absence", "list")
    assert (one["login"], one["deputy"], one["said_by"]) == ("luc", "marie", "luc")
    status, _, err = said(town, capsys, "departments", "absence", "end", one["id"], "--agent", "marie")
    assert (status, "droits" in err) == (1, True)
    assert said(town, capsys, "departments", "absence", "end", one["id"], "--agent", "chef")[:2] == (0, "luc est là.\n")
    assert shown(town, capsys, "departments", "absence", "list") == []


def test_an_absence_with_itself_as_deputy_is_refused(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    days = ("--from", TODAY.isoformat(), "--to", TODAY.isoformat())
    status, _, err = said(town, capsys, "departments", "absence", "add", "luc", *days, "--deputy", "luc", "--agent", "luc")
    assert (status, "Personne ne se supplée lui-même." in err) == (1, True)


def test_a_transmission_is_shown_and_sent_again(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    [given] = shown(town, capsys, "requests", "transmissions", "1")[-1:]
    assert (given["department"], given["actor"], given["opened_at"]) == ("VOI", "routing", None)
    assert given["rule"], "a rule sent it out"
    status, out, _ = said(town, capsys, "requests", "resend", "1", "--agent", "marie")
    assert (status, "st@services.valognes.example" in out) == (0, True)


def test_what_lies_in_a_department_is_moved_and_a_second_time_nothing(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("departments", "move", "VOI", "EV", "--reason", "réunis", "--agent", "chef")
    assert said(town, capsys, *command)[1].replace("\u00a0", " ") == "Demandes passées de VOI à EV : 1.\n"
    assert said(town, capsys, *command)[1].replace("\u00a0", " ") == "Demandes passées de VOI à EV : 0.\n"
    assert shown(town, capsys, "requests", "transmissions", "1")[-1]["department"] == "EV"
    status, _, err = said(town, capsys, "departments", "move", "EV", "X-DEP", "--reason", "réunis", "--agent", "chef")
    assert (status, "autre autorité" in err or "X-DEP" in err or "Manche" in err) == (1, True)


def test_an_agent_has_an_address_that_is_one(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert "marie.roux@valognes.example" in said(town, capsys, "users", "email", "marie", "Marie.Roux@valognes.example")[1]
    status, _, err = said(town, capsys, "users", "email", "marie", "marie")
    assert (status, "adresse" in err) == (1, True)


def test_an_account_is_closed_with_what_it_had_in_hand(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(town, capsys, "departments", "members", "add", "VOI", "luc")[0] == 0
    assert said(town, capsys, "requests", "take", "1", "--agent", "luc")[0] == 0
    [planned] = shown(town, capsys, "users", "close", "luc", "--preview")
    number = shown(town, capsys, "requests", "list")[0]["number"]
    kept = {"request": number, "department": "VOI", "status": "accepted", "ending": "given_back", "to": None}
    assert planned["in_hand"] == [kept]
    status, out, _ = said(town, capsys, "users", "close", "luc")
    assert status == 0 and "Le compte de luc est fermé." in out and "rendue à son service" in out
    assert [one["is_closed"] for one in shown(town, capsys, "users", "list") if one["login"] == "luc"] == [True]
    status, _, err = said(town, capsys, "requests", "take", "1", "--agent", "luc")
    assert status != 0 and "Le compte de luc est fermé" in err
    assert said(town, capsys, "users", "close", "luc")[0] != 0
    assert said(town, capsys, "users", "reset", "luc")[0] == 0
    assert [one["is_closed"] for one in shown(town, capsys, "users", "list") if one["login"] == "luc"] == [False]


def test_a_folder_that_breaks_its_examples_needs_a_reason(town: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "valognes"
    shutil.copytree(DEMO, folder)
    examples = folder / "exemples.yaml"
    text = examples.read_text(encoding="utf-8")
    examples.write_text(text.replace("service: VOI, voie: Rue Carnot", "service: FIN, voie: Rue Carnot", 1), encoding="utf-8")
    status, _, err = said(town, capsys, "init", "--town", folder)
    plain = err.replace("\u00a0", " ")
    assert status == 1 and "trou rue Carnot : service : FIN attendu, VOI trouvé." in plain and "--reason" in plain
    assert len(shown(town, capsys, "rules", "list")) == 1
    assert said(town, capsys, "init", "--town", folder, "--reason", "à revoir")[0] == 0
