"""Letters to requesters from the command line: models checked and kept, letters that wait, shown and printed (S15, S16)."""

import json
import shutil
from pathlib import Path

import pytest

from cli import words
from flows.settings import load_settings
from flows.wiring import open_installation
from letters.office import words_of
from letters.office_package import opened
from store import outbox, requests
from tests.cli.conftest import DEMO, Run
from tests.letters.test_office import docx, p

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
    hall = open_installation(load_settings())
    try:
        with hall.database.read() as session:
            (line,) = requests.open_page(session, None, after=None, limit=9)
            assert "receipt" in {one.letter.kind for one in outbox.of_request(session, line.id)}
        return str(line.number)
    finally:
        hall.close()


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
    file.write_text(shipped.replace("Votre demande est close", "C’est fini. Close"), encoding="utf-8")
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


def test_mails_about_accounts_are_shown_without_a_request(town: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert town("letters", "preview", "compte_code", "--language", "en") == 0
    assert "Your code" in capsys.readouterr().out
    assert town("letters", "preview", "compte_avis") == 0
    assert capsys.readouterr().out.count("https://citoyen.valognes.example/") == 10
    assert town("letters", "preview", "cloture") == 1
    assert "demande" in capsys.readouterr().err
    file = tmp_path / "code.txt"
    file.write_text("Objet : x\n\nBonjour.", encoding="utf-8")
    assert town("letters", "models", "set", "compte_code", file) == 1
    assert "compte.code" in capsys.readouterr().err


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


def test_letters_are_signed_and_refused(town: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    number, folder = only_request(), tmp_path / "valognes"
    facts = json.loads((folder / "ville.json").read_text(encoding="utf-8"))
    facts["signataires"] = [{"nom": "Anne Roy", "qualite": "Maire"}]
    (folder / "ville.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    assert town("init", "--town", folder) == 0
    for login in ("anne", "maire"):
        assert town("users", "add", login, "--town", "valognes", "--role", "reception", "--role", "regulator") == 0
    assert town("letters", "signing") == 0
    assert "Anne Roy, Maire" in capsys.readouterr().out
    assert town("letters", "signing", "--model", "refus") == 1  # nobody’s account is named
    assert town("letters", "signing", "--account", "Anne Roy", "--model", "refus") == 1
    assert "--account" in capsys.readouterr().err
    assert town("letters", "signing", "--model", "refus", "--account", "Anne Roy=maire") == 0
    capsys.readouterr()
    assert town("letters", "signing", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["models"] == ["refus"] and said["signatories"] == [{"name": "Anne Roy", "quality": "Maire", "login": "maire"}]
    assert town("requests", "close", number, "--how", "refused", "--answer", "La voie est privée.", "--agent", "anne") == 0
    capsys.readouterr()
    assert town("letters", "to-sign", "--agent", "maire", "--json") == 0
    (one,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (one["model"], one["request"], one["signatory"], one["by"]) == ("refus", number, "Anne Roy", "anne")
    letter = str(one["id"])
    assert town("letters", "sign", letter, "--agent", "anne") == 1
    assert town("letters", "refuse", letter, "--reason", "Citez l’arrêté.", "--agent", "maire") == 0
    assert town("letters", "put-to-sign", letter, "--words", "La voie est privée (arrêté).", "--agent", "anne") == 0
    assert town("letters", "sign", letter, "--agent", "maire") == 0
    capsys.readouterr()
    assert town("letters", "to-sign", "--agent", "maire") == 0
    assert "maire" in capsys.readouterr().out
    assert town("letters", "show", letter) == 0
    assert "arrêté" in capsys.readouterr().out


def test_a_letter_that_is_not_there_is_told_in_french(
    town: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "messages", words.french)
    for command in (("refuse", "999", "--reason", "Non."), ("show", "999"), ("printed", "999"), ("returned", "999")):
        assert town("letters", *command) == 1
        assert "Il n’y a pas de courrier 999." in capsys.readouterr().err


def test_fields_are_listed(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("letters", "fields") == 0
    assert "fiche.numero" in capsys.readouterr().out


def test_a_template_of_word_is_checked_kept_filled_and_handed_back(town: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file, made = tmp_path / "arrete.docx", tmp_path / "made.docx"
    file.write_bytes(docx(p("Réf. {{ fiche.reference }}") + p("{{ fiche.numreo }}")))
    assert town("letters", "documents", "check", file) == 1
    assert "fiche.numero" in capsys.readouterr().err
    file.write_bytes(docx(p("Réf. {{ fiche.reference }}")))
    assert town("letters", "documents", "set", "arrete", file) == 0
    assert town("letters", "fill", "arrete", only_request(), "--out", made) == 0
    assert words_of(opened(made.read_bytes())) == f"Réf. {only_request()}"
    assert town("users", "add", "anne", "--town", "valognes", "--role", "reception", "--role", "regulator") == 0
    assert town("letters", "fill", "arrete", only_request(), "--out", made, "--keep", "--agent", "anne") == 0
    assert town("letters", "write", "recepisse_depot", only_request(), "--agent", "anne") == 0
    assert town("letters", "write", "refus", only_request(), "--agent", "anne") == 1
    capsys.readouterr()
    assert town("letters", "list", "--request", only_request(), "--json") == 0
    listed = [json.loads(line)["model"] for line in capsys.readouterr().out.splitlines()]
    assert {"arrete", "recepisse_depot"} <= set(listed)
    assert town("letters", "documents", "get", "arrete", "--out", made) == 0
    assert made.read_bytes() == file.read_bytes()
    assert town("letters", "documents", "withdraw", "arrete") == 0
    assert town("letters", "documents", "list") == 0
    assert town("letters", "fill", "arrete", only_request(), "--out", made) == 1
