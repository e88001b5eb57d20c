"""The review queue on the command line."""

import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from domain.ids import TownId
from domain.inbound import Arrival, Channel, Envelope
from flows.receive import receive
from flows.settings import load_settings
from flows.wiring import open_installation
from flows.work import work
from store import jobs
from store.schema import RequestRow
from tests.cli.conftest import Run
from tests.flows.confirming import VAGUE
from tests.installations import mail

TOWN = TownId("valognes")


@pytest.fixture
def town(valognes: Run) -> Run:
    """A town with two agents and three requests in review."""
    for login, role in (("marie", "reception"), ("luc", "reception"), ("chef", "admin")):
        assert valognes("users", "add", login, "--town", "valognes", "--role", role) == 0
    installation = open_installation(load_settings())
    now = datetime.now(UTC)
    try:
        receive(
            installation,
            [
                Arrival(
                    raw=mail(f"{VAGUE} {number}", number=number, subject="bonjour"),
                    channel=Channel.EMAIL,
                    town=TOWN,
                    mailbox="mairie@valognes.example",
                    envelope=Envelope(sender="sylvie.lebrun@courriel.example", recipients=("mairie@valognes.example",)),
                    received_at=now,
                )
                for number in range(3)
            ],
        )
        while any(work(installation, queue, datetime.now(UTC)).claimed for queue in jobs.QUEUES):
            pass
    finally:
        installation.close()
    return valognes


def lines(town: Run, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert town("review", *arguments, "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_queue_is_worked_through_from_the_command_line(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [str(line["tracking"]) for line in lines(town, capsys, "list")]
    assert len(codes) == 3
    (held,) = lines(town, capsys, "next", "--agent", "marie")
    assert held["tracking"] == codes[0] and "un problème dans ma rue" in str(held["text"])
    assert town("review", "confirm", codes[0], codes[1], "--agent", "luc") == 1
    shown = capsys.readouterr()
    assert re.search(f"{codes[0]}: .*réservée à marie jusqu’au", shown.err)
    assert re.search(r"Demande 20\d\d/0001", shown.out)
    assert town("review", "undo", codes[1], "--agent", "luc") == 0
    assert "à vérifier" in capsys.readouterr().out
    assert town("review", "release", codes[0], "--agent", "marie") == 0
    assert town("review", "later", codes[2], "--until", "2020-01-01", "--reason", "x", "--agent", "luc") == 1
    assert "Ce moment est passé" in capsys.readouterr().err
    tomorrow = datetime.now(ZoneInfo("Europe/Paris")).date() + timedelta(days=1)
    assert town("review", "later", codes[2], "--until", tomorrow.isoformat(), "--reason", "attend le plan", "--agent", "luc") == 0
    assert [line["tracking"] for line in lines(town, capsys, "list", "--put-off")] == [codes[2]]
    assert town("review", "back", codes[2], "--agent", "luc") == 0
    assert town("review", "cut", codes[2], "--text", "il y a un problème dans ma rue", "--agent", "luc") == 0
    assert town("review", "attach", codes[2], codes[0], "--agent", "luc") == 0
    assert town("review", "reject", f"{codes[0]}@99", "--reason", "publicité", "--agent", "luc") == 1
    assert "a changé entre-temps" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("review", "attach"), ("requests", "merge")])
def test_what_is_a_part_already_does_not_move_its_main_request(
    town: Run, capsys: pytest.CaptureFixture[str], command: tuple[str, str]
) -> None:
    codes = [str(line["tracking"]) for line in lines(town, capsys, "list")]
    assert town("review", "attach", codes[2], codes[1], "--agent", "luc") == 0
    capsys.readouterr()
    assert town(*command, codes[2], codes[0], "--agent", "luc") == 1
    assert f"la demande {codes[1]}" in " ".join(capsys.readouterr().err.split())
    assert [line["tracking"] for line in lines(town, capsys, "list")] == codes[:2]
    assert town("review", "attach", codes[2], codes[1], "--agent", "luc") == 0
    # Taken out first, it goes alone.
    assert town("review", "undo", codes[2], "--agent", "luc") == 0
    assert town(*command, codes[2], codes[0], "--agent", "luc") == 0
    assert [line["tracking"] for line in lines(town, capsys, "list")] == codes[:2]


def test_a_part_that_was_cut_is_attached_alone(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [str(line["tracking"]) for line in lines(town, capsys, "list")]
    assert town("review", "cut", codes[2], "--text", "un problème dans ma rue", "--agent", "luc") == 0
    (made,) = {str(line["tracking"]) for line in lines(town, capsys, "list")} - set(codes)
    assert town("review", "attach", made, codes[0], "--agent", "luc") == 0
    assert [line["tracking"] for line in lines(town, capsys, "list")] == codes


def test_rates_rules_levels_and_terms(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (code, *_) = [str(line["tracking"]) for line in lines(town, capsys, "list")]
    assert town("review", "confirm", code, "--department", "VOI", "--agent", "marie") == 0
    (rate,) = lines(town, capsys, "rates", "--by", "agent")
    assert (rate["key"], rate["decided"], rate["corrected"]) == ("marie", 1, 1)
    assert [rate["decided"] for rate in lines(town, capsys, "rates", "--by", "month")] == [1]
    assert town("review", "rates") == 0
    assert "100 %" in capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    (rule,) = lines(town, capsys, "rules")
    assert town("review", "level", str(rule["rule"]), "propose", "--reason", "essai", "--agent", "chef") == 0
    assert town("review", "level", str(rule["rule"]), "automatic", "--reason", "essai", "--agent", "chef") == 1
    assert "n’a pas gagné" in capsys.readouterr().err
    assert town("review", "rules") == 0
    assert "propose" in capsys.readouterr().out
    assert town("review", "terms", "--confirmations", "50", "--agent", "chef") == 0
    assert "50 dernières validations" in capsys.readouterr().out
    assert town("review", "terms", "--precision", "2", "--agent", "chef") == 1


def test_the_slower_of_two_who_only_receive_is_told_who_was_faster(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    first, *_ = lines(town, capsys, "list")
    code = str(first["tracking"])
    assert town("review", "confirm", code, "--agent", "marie") == 0
    for reference in (code, f"{code}@{first['version']}"):
        capsys.readouterr()
        assert town("review", "confirm", reference, "--agent", "luc") == 1
        assert re.search(r"décidée entre-temps par marie, le \d\d/\d\d/20\d\d à \d\d:\d\d", capsys.readouterr().err)


def test_the_queue_tells_of_what_is_not_the_agents_that_it_waits_alone(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, third = (line["id"] for line in lines(town, capsys, "list"))
    for priority in (1, 3):
        installation = open_installation(load_settings())
        with installation.database.write() as session:
            pressing = {"confidentiality": 2, "priority": priority, "pressing_on": datetime.now(UTC).date()}
            session.execute(update(RequestRow).where(RequestRow.id == first).values(pressing))
        installation.close()
        for agent in ("marie", "operator", "admin"):
            told = lines(town, capsys, "list", "--agent", agent)
            assert [line["id"] for line in told] == [second, third, first]
            hidden = told[-1]
            assert [hidden[name] for name in ("tracking", "subject", "department", "priority", "reasons")] == [None, None, None, None, []]
    assert town("review", "list") == 0
    assert "Demande confidentielle" in capsys.readouterr().out
    assert town("review", "list", "--agent", "chef") == 1
    assert "Vos droits" in capsys.readouterr().err
    assert town("users", "add", "sociale", "--town", "valognes", "--role", "reception") == 0
    department = str(lines(town, capsys, "list")[0]["department"])
    installation = open_installation(load_settings())
    with installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == first).values(department=department))
    installation.close()
    assert town("departments", "members", "add", department, "sociale", "--post", "head") == 0
    told = lines(town, capsys, "list", "--agent", "sociale")
    assert (told[0]["id"], told[0]["priority"]) == (first, 3)


def test_who_asks_is_set_right_from_the_command_line(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    one = lines(town, capsys, "list")[0]
    code = str(one["tracking"])
    assert town("review", "requester", code, "--agent", "marie") == 2
    assert town("review", "requester", code, "--email", "sylvie", "--agent", "marie") == 1
    assert "adresse électronique" in capsys.readouterr().err
    assert town("review", "requester", f"{code}@99", "--name", "ROGER Pauline", "--agent", "marie") == 1
    assert town("review", "requester", f"{code}@{one['version']}", "--name", "ROGER Pauline", "--agent", "marie") == 0
    assert "ROGER Pauline" in capsys.readouterr().out
    assert town("review", "confirm", code, "--agent", "marie") == 0
    assert town("review", "requester", code, "--name", "Autre", "--agent", "marie") == 1
