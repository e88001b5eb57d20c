"""Letters to requesters from the command line: models checked and kept, letters that wait, shown and printed (S15, S16)."""

import json
import shutil
from pathlib import Path

import pytest

from flows.settings import load_settings
from flows.wiring import open_installation
from store import outbox, requests
from tests.cli.conftest import DEMO, Run

HOLE = "Bonjour, il y a un nid de poule rue de Poterie devant le 22. Sylvie Lebrun"


@pytest.fixture
def town(citoyen: Run, tmp_path: Path) -> Run:
    """The demo town as one that writes to its requesters, with one mail and its request."""
    folder = tmp_path / "valognes"
    shutil.copytree(DEMO, folder)
    facts = json.loads((folder / "ville.json").read_text(encoding="utf-8"))
    facts |= {"courriers_demandeurs": True, "signataires": []}
    (folder / "ville.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    assert citoyen("init", "--town", folder) == 0
    mail = tmp_path / "1.eml"
    people = "From: Sylvie Lebrun <sylvie.lebrun@courriel.example>\nTo: mairie@valognes.example\n"
    head = f"{people}Subject: trou\nMessage-ID: <1@courriel.example>\n"
    mail.write_text(f"{head}Content-Type: text/plain; charset=utf-8\n\n{HOLE}\n", encoding="utf-8")
    assert citoyen("ingest", mail) == 0
    return citoyen


def only_request() -> str:
    opened = open_installation(load_settings())
    try:
        with opened.database.read() as session:
            (line,) = requests.open_page(session, None, after=None, limit=9)
            assert "receipt" in {one.letter.kind for one in outbox.of_request(session, line.id)}
        return str(line.number)
    finally:
        opened.close()


def test_a_model_is_shown_changed_refused_with_all_faults_and_kept(town: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    capsys.readouterr()
    assert town("letters", "models", "show", "cloture") == 0
    shipped = capsys.readouterr().out
    assert shipped.startswith("Objet : Demande {{ fiche.reference }}")
    file = tmp_path / "cloture.txt"
    file.write_text(shipped.replace("fiche.objet", "fiche.objt") + "{{ demandeurs.nom }}\n", encoding="utf-8")
    assert town("letters", "models", "set", "cloture", file) == 1
    told = capsys.readouterr().err
    assert "cloture:5" in told
    assert "fiche.objet" in told
    assert "demandeur.nom" in told
    file.write_text(shipped.replace("Votre demande est close.", "C’est fini."), encoding="utf-8")
    assert town("letters", "models", "check", "cloture", file) == 0
    assert town("letters", "models", "set", "cloture", file) == 0
    capsys.readouterr()
    assert town("letters", "models", "list", "--json") == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    versions = {(line["model"], line["language"]): line["version"] for line in listed}
    assert (versions["cloture", "fr"], versions["cloture", "en"], versions["refus", "fr"]) == (1, 0, 0)
    assert town("letters", "list", "--request", only_request(), "--json") == 0
    (letter,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (letter["number"], letter["model"], letter["state"]) == (1, "prise_en_compte", "prepared")
    assert town("letters", "preview", "cloture", only_request()) == 0
    assert "C’est fini." in capsys.readouterr().out
    assert town("letters", "preview", "cloture", only_request(), "--html") == 0
    assert "<p>" in capsys.readouterr().out
    assert town("letters", "models", "reset", "cloture") == 0
    assert town("letters", "models", "show", "cloture") == 0
    assert capsys.readouterr().out.endswith(shipped)


def test_a_file_that_is_no_text_is_refused(town: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "cloture.txt"
    file.write_bytes("Objet : été\n\nà".encode("cp1252"))
    assert town("letters", "models", "set", "cloture", file) == 1
    assert "UTF-8" in capsys.readouterr().err


def test_a_letter_that_lacks_its_signatory_is_listed_and_stays_until_there_is_one(town: Run, capsys: pytest.CaptureFixture[str]) -> None:
    number = only_request()
    assert town("users", "add", "anne", "--town", "valognes", "--role", "reception", "--role", "regulator") == 0
    assert town("requests", "close", number, "--how", "refused", "--answer", "La voie est privée.", "--agent", "anne") == 0
    capsys.readouterr()
    assert town("letters", "list", "--json") == 0
    (held,) = [one for one in map(json.loads, capsys.readouterr().out.splitlines()) if one["model"] == "refus"]
    assert (held["why"], held["request"]) == ("signatory", number)
    assert town("letters", "retry", str(held["id"]), "--agent", "anne") == 1
    assert "signataire.nom" in capsys.readouterr().err
    assert town("letters", "list") == 0
    assert town("letters", "list", "--to-print") == 0
    assert town("letters", "show", str(held["id"])) == 0
    assert "signataire.nom" in capsys.readouterr().out


def test_fields_are_listed(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("letters", "fields") == 0
    assert "fiche.numero" in capsys.readouterr().out
