import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import flows
from domain.errors import UnavailableError
from flows.explain import Account, explain
from tests.cli.conftest import CORPUS, DEMO, MESSAGES, Run, process
from tests.flows.test_paper import LETTER
from tests.ingest.paper.made import pdf_of_lines

CHECK = jsonschema.Draft202012Validator(json.loads((Path(flows.__file__).parent / "explain.schema.json").read_text(encoding="utf-8")))


def lines_of(output: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in output.splitlines()]
    for line in found:
        CHECK.validate(line)
    return found


def test_folder_of_messages_gives_a_line_each(citoyen: Run, capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert citoyen("explain", "--json", "--town", DEMO, MESSAGES) == 0

    found = lines_of(capsys.readouterr().out)
    assert [Path(str(line["source"])).name for line in found] == sorted(path.name for path in MESSAGES.iterdir())
    assert {line["kind"] for line in found} >= {"request", "auto_reply", "bounce", "newsletter"}
    assert {draft["ruleset"] for line in found for draft in line["drafts"]} == {0}
    assert not data.exists(), "nothing is kept"


def test_account_for_people_names_what_was_found(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("explain", "--town", DEMO, MESSAGES / "01-nid-de-poule.eml") == 0

    account = capsys.readouterr().out
    assert "VASSELIN Claire" in account
    assert "VOI-01 Nid-de-poule" in account
    assert "31 Rue de Poterie" in account
    assert "part au service sans vérification" in account
    assert "part de doute" in account


def test_account_for_people_says_where_the_requester_was_read(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_text(
        "From: Guillaume Picot <bureau@foulees.example>\nSubject: trou\n\nGros nid-de-poule devant le 3 rue Carnot.\n\n"
        "Guillaume Picot\nLes Foulées du Val (association, RNA W502001234)\nTél. 02 61 91 00 43 - 06 39 98 00 43\n",
        encoding="utf-8",
    )
    assert citoyen("explain", "--town", DEMO, file) == 0
    account = capsys.readouterr().out
    assert "adresse électronique  bureau@foulees.example  ← ligne de l’expéditeur" in account
    assert "+33639980043  ← signature  « 06 39 98 00 43 »" in account
    assert "W502001234  ← signature" in account

    assert citoyen("explain", "--json", "--town", DEMO, file) == 0
    (line,) = lines_of(capsys.readouterr().out)
    told = {(entry["rule"], entry["answer"]) for entry in line["drafts"][0]["trace"]}
    assert {("signature:phone", "+33261910043"), ("signature:phone", "+33639980043"), ("signature:rna", "W502001234")} <= told


def test_account_for_people_says_what_marks_mean(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("explain", "--town", DEMO, MESSAGES / "04-danger-cable.eml") == 0

    account = capsys.readouterr().out
    assert "URG (urgent)" in account
    assert "sans vérification" not in account


def test_plain_text_is_read(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Bonjour, gros nid-de-poule devant le 3 rue Carnot.", encoding="utf-8")

    assert citoyen("explain", "--json", "--town", DEMO, note) == 0

    (line,) = lines_of(capsys.readouterr().out)
    assert line["source_id"] == "note.txt"
    assert line["drafts"][0]["place"]["street"] == "Rue Carnot"


def test_mailbox_gives_a_line_for_each_message(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mbox = tmp_path / "archive"
    separator = b"From a@example.example Mon Oct 12 08:42:17 2026\n"
    mails = [(MESSAGES / name).read_bytes().replace(b"\r\n", b"\n") for name in ("01-nid-de-poule.eml", "05-deux-demandes.eml")]
    mbox.write_bytes(b"".join(separator + mail + b"\n" for mail in mails))

    assert citoyen("explain", "--json", "--town", DEMO, mbox) == 0

    assert [(line["source"], line["item"]) for line in lines_of(capsys.readouterr().out)] == [(str(mbox), 1), (str(mbox), 2)]


def test_what_cannot_be_read_does_not_stop_the_rest(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    scan = tmp_path / "letter.pdf"
    scan.write_bytes(b"\x7fELF\x00")

    status = citoyen("explain", "--json", "--town", DEMO, tmp_path / "none.eml", scan, MESSAGES / "01-nid-de-poule.eml")

    told = capsys.readouterr()
    assert status == 1
    assert len(lines_of(told.out)) == 1
    assert "none.eml" in told.err
    assert "letter.pdf" in told.err


def test_hostile_file_does_not_stop_the_rest(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b'{"a":' * 12_000)
    shutil.copy(MESSAGES / "01-nid-de-poule.eml", tmp_path / "b.eml")

    assert citoyen("explain", "--json", "--town", DEMO, tmp_path) == 0

    told = capsys.readouterr()
    assert len(lines_of(told.out)) == 1
    assert "a.txt" in told.err


@pytest.mark.parametrize(
    ("error", "word"), [(UnavailableError("The disk is full."), "The disk is full."), (ZeroDivisionError(), "ZeroDivision")]
)
def test_fault_of_ours_costs_its_own_message_only(
    citoyen: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception, word: str
) -> None:
    def break_once(*given: Any) -> Account:
        if given[1].path.endswith("01-nid-de-poule.eml"):
            raise error
        return explain(*given)

    monkeypatch.setattr("cli.explaining.explain", break_once)

    assert citoyen("explain", "--json", "--town", DEMO, MESSAGES / "01-nid-de-poule.eml", MESSAGES / "04-danger-cable.eml") == 1

    told = capsys.readouterr()
    assert len(lines_of(told.out)) == 1
    assert "01-nid-de-poule.eml" in told.err
    assert word in told.err


def test_other_things_in_a_folder_are_passed_over(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "a.eml").write_bytes((MESSAGES / "01-nid-de-poule.eml").read_bytes())
    (tmp_path / "mails" / "expected.json").write_text('{"id": "1"}', encoding="utf-8")
    (tmp_path / "mails" / ".hidden").write_bytes(b"\x00")

    assert citoyen("explain", "--json", "--town", DEMO, tmp_path / "mails") == 0

    told = capsys.readouterr()
    assert len(lines_of(told.out)) == 1
    assert "expected.json" in told.err
    assert ".hidden" not in told.err


def test_without_a_town_there_is_nothing_to_ask(citoyen: Run, capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert citoyen("explain", MESSAGES) == 2

    assert "citoyen init" in capsys.readouterr().err
    assert not data.exists()


def test_mistakes_of_the_town_folder_are_listed(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert citoyen("explain", "--town", tmp_path, MESSAGES) == 2

    assert "ville.json" in capsys.readouterr().err


def test_what_is_no_form_is_told_and_shown_as_it_is(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    mail = MESSAGES / "01-nid-de-poule.eml"
    assert citoyen("explain", "--json", "--channel", "form", "--town", DEMO, mail) == 1
    said = capsys.readouterr()
    (line,) = lines_of(said.out)
    assert (line["channel"], line["kind"]) == ("form", "request")
    assert str(mail) in said.err


LOG = """date;heure;sens;appelant;appele;duree_s;statut;agent;nom;note
12/03/2026;08:31;entrant;0639981234;0261910500;0;manque;;;
12/03/2026;08:40;entrant;0639981234;0261910500;0;manque;;;
12/03/2026;09:02;entrant;0261914055;0261910500;164;repondu;Accueil 1;;
31/02/2026;09:10;entrant;0639987702;0261910500;0;manque;;;
"""


def test_a_call_log_gives_its_call_backs_and_cards_and_tells_of_each_row(
    citoyen: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "appels.csv"
    log.write_text(LOG)
    assert citoyen("explain", "--json", "--town", DEMO, log) == 1
    said = capsys.readouterr()
    lines = list(lines_of(said.out))
    due = [line for line in lines if line["drafts"]]
    assert [line["requester"]["phone"] for line in due] == ["+33639981234"]
    assert [line["requester"]["phone"] for line in lines if not line["drafts"]] == ["+33261914055"]
    assert f"{log}:5:" in said.err


def test_bad_usage_is_status_two(citoyen: Run) -> None:
    assert citoyen("explain", "--chanel", "email", MESSAGES) == 2
    assert citoyen("explain") == 2


def test_standard_input_is_read(tmp_path: Path) -> None:
    done = process("explain", "--json", "--town", DEMO, "-", folder=tmp_path, stdin=(MESSAGES / "04-danger-cable.eml").read_bytes())

    (line,) = lines_of(done.stdout.decode())
    assert done.returncode == 0
    assert line["source"] == "-"
    assert "URG" in line["flags"]


def test_message_goes_to_the_town_of_its_mailbox(valognes: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("explain", "--json", MESSAGES / "01-nid-de-poule.eml") == 0
    (line,) = lines_of(capsys.readouterr().out)
    assert line["town"] == "valognes"
    assert line["drafts"][0]["ruleset"] == 1

    assert valognes("explain", "--town", "nowhere", MESSAGES) == 2
    assert "valognes" in capsys.readouterr().err


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus lies beside the project only where it is developed")
@pytest.mark.timeout(300)
def test_every_mail_of_the_corpus_has_its_line(tmp_path: Path) -> None:
    citizens = sorted((CORPUS / "citoyens-fr" / "items").glob("*/input.eml"))
    nasty = sorted((CORPUS / "mail-parsed").rglob("*.eml")) + sorted((CORPUS / "mail-mime4j" / "testmsgs").glob("*.msg"))

    done = process("explain", "--json", "--channel", "email", "--town", DEMO, *citizens, *nasty, folder=tmp_path)

    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found = lines_of(done.stdout.decode())
    assert {line["source"] for line in found} == {str(path) for path in (*citizens, *nasty)}


def test_account_for_people_shows_every_leaf_of_a_rule(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Un lampadaire est en panne dans la zone d'activités d'Armanville.", encoding="utf-8")

    assert citoyen("explain", "--town", DEMO, note) == 0

    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    shown = lines[lines.index("Règle           R5 Zone d'activités d'Armanville — décide") :]
    assert shown[1:6] == [
        "oui  sujet : VOI-*, ECL-*, EV-03 → ECL-01",
        "oui  gestion de la voie : agglo → agglo",
        "oui  lieu : Zone d'activités d'Armanville → Zone d'activités d'Armanville",
        "oui  sauf ceci :",
        "non  sujet : ECL-04, EV-01 → ECL-01",
    ]


def test_account_for_people_says_what_the_message_does_not_have(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Un gros nid-de-poule abîme les voitures.", encoding="utf-8")

    assert citoyen("explain", "--town", DEMO, note) == 0

    assert "non  gestion de la voie : departement → le message n'en a pas" in capsys.readouterr().out


def test_a_scan_has_its_account_too(citoyen: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "courrier.pdf"
    file.write_bytes(pdf_of_lines(LETTER))
    assert citoyen("explain", "--town", DEMO, file) == 0
    account = capsys.readouterr().out
    assert "14 rue du Chemin-Vert, 50700 Valognes  ← en-tête ou pied de la lettre" in account

    (tmp_path / "vide.pdf").touch()
    assert citoyen("explain", "--json", "--town", DEMO, tmp_path / "vide.pdf", file) == 1
    said = capsys.readouterr()
    (line,) = lines_of(said.out)
    assert (line["channel"], line["item"], line["source_id"]) == ("scan", 1, "courrier.pdf, p. 1")
    assert "le fichier est vide" in said.err
