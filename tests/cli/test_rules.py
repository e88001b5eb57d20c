"""`citoyen rules`: the life of a rule set on the command line, as an administrator lives it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import DEMO, MESSAGES, Run, process


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], valognes: Run) -> "Told":
    """Runs a command on an installation with the demo town and keeps what it printed."""
    return Told(valognes, capsys)


class Told:
    """What a command said."""

    def __init__(self, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
        self._run = run
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: object) -> int:
        self._capsys.readouterr()
        status = self._run(*arguments)
        self.out, self.err = self._capsys.readouterr()
        return status

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


def _export(told: Told, number: int, file: Path) -> str:
    assert told("rules", "export", number, "-o", file) == 0
    return file.read_text(encoding="utf-8")


def _edited(told: Told, number: int, file: Path, share: str) -> None:
    text = _export(told, number, file)
    assert "automatique: 0.8" in text
    file.write_text(text.replace("automatique: 0.8", f"automatique: {share}"), encoding="utf-8")


def test_a_draft_is_edited_as_text_published_and_rolled_back(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "regles.yaml"
    assert told("rules", "new", "--note", "rentrée") == 0
    _edited(told, 2, file, "0.75")
    assert told("rules", "import", file, "--draft", 2) == 0
    assert "révision 2" in told.out
    assert told("rules", "diff", 1, 2) == 0
    assert "-  - automatique: 0.8" in told.out
    assert "+  - automatique: 0.75" in told.out
    assert told("rules", "publish", 2) == 0
    assert told("rules", "list", "--json") == 0
    assert [(line["number"], line["state"]) for line in told.lines()] == [(2, "publié"), (1, "retiré")]
    assert told("rules", "rollback", "--reason", "trop de vérifications") == 0
    assert told("rules", "list", "--json") == 0
    assert [(line["number"], line["state"]) for line in told.lines()] == [(2, "retiré"), (1, "publié")]
    assert told("journal", "--json", "--limit", 1) == 0
    assert told.lines()[0]["details"] == {"from": 2, "to": 1, "reason": "trop de vérifications"}


def test_export_is_read_back_exactly(told: Told, tmp_path: Path) -> None:
    first, second = tmp_path / "1.yaml", tmp_path / "2.yaml"
    text = _export(told, 1, first)
    assert text.startswith("# citoyen : commune valognes, jeu 1, révision 1\n")
    assert told("rules", "import", first, "--note", "copie") == 0
    again = _export(told, 2, second)
    assert again.replace("jeu 2", "jeu 1").replace("jeu: 2", "jeu: 1") == text
    assert told("rules", "diff", 1, 2) == 0
    assert "la même chose" in told.out


def test_second_of_two_administrators_is_told_what_differs(told: Told, tmp_path: Path) -> None:
    mine, theirs = tmp_path / "claire.yaml", tmp_path / "lea.yaml"
    told("rules", "new")
    _edited(told, 2, mine, "0.75")
    _edited(told, 2, theirs, "0.6")
    assert told("rules", "import", mine, "--draft", 2) == 0
    assert told("rules", "import", theirs, "--draft", 2) == 1
    assert "rien n'a été écrasé" in told.err
    assert "+  - automatique: 0.6" in told.out
    assert "automatique: 0.75" in _export(told, 2, tmp_path / "encore.yaml")


def test_text_of_another_version_is_not_saved_into_a_draft(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "regles.yaml"
    _export(told, 1, file)
    told("rules", "new")
    assert told("rules", "import", file, "--draft", 2) == 1
    assert "exporté du jeu de règles 1" in told.err
    file.write_text("\n".join(file.read_text(encoding="utf-8").splitlines()[1:]), encoding="utf-8")
    assert told("rules", "import", file, "--draft", 2) == 1
    assert "première ligne" in told.err


def test_text_with_mistakes_is_refused_whole_with_every_mistake(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "regles.yaml"
    text = _export(told, 1, file)
    file.write_text(text.replace("priorite: 3", "priorite: 9", 2), encoding="utf-8")
    assert told("rules", "import", file) == 1
    assert told.err.count(f"{file}:") == 2
    assert told("rules", "list", "--json") == 0
    assert len(told.lines()) == 1


@pytest.mark.parametrize("content", [b"", b"- rien", "commune: caf\xe9".encode("latin-1"), b"sujets: [", b"\x00\x01"])
def test_file_that_is_no_rule_set_is_refused(told: Told, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "regles.yaml"
    file.write_bytes(content)
    assert told("rules", "import", file) == 1
    assert str(file) in told.err
    assert told("rules", "import", tmp_path / "absent.yaml") == 1


def test_publication_at_a_date_freezes_the_draft_until_it_is_cancelled(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "regles.yaml"
    told("rules", "new")
    _edited(told, 2, file, "0.75")
    assert told("rules", "publish", 2, "--at", "2099-01-01 08:00") == 0
    assert told("rules", "list", "--json") == 0
    assert told.lines()[0]["publish_at"] == "2099-01-01T08:00:00+01:00"
    assert told("rules", "import", file, "--draft", 2) == 1
    assert "rules cancel 2" in told.err
    assert told("rules", "discard", 2) == 1
    assert told("rules", "cancel", 2) == 0
    assert told("rules", "import", file, "--draft", 2) == 0
    assert told("rules", "discard", 2) == 0
    assert told("rules", "publish", 2, "--at", "2001-01-01") in {1, 2}


def test_folder_text_and_version_are_checked_and_their_examples_tried(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "regles.yaml"
    _export(told, 1, file)
    for target in ((DEMO,), (file,), (1,), ()):
        assert told("rules", "check", *target) == 0
        assert "erreurs : 0" in told.out or "aucune faute" in told.out
        assert told("rules", "test", *target) == 0
        assert "en échec : 0" in told.out
    assert told("rules", "test", "--json") == 0
    assert all(line["passed"] for line in told.lines())
    assert told("rules", "check", "--json") == 0
    assert {line["severity"] for line in told.lines()} <= {"warning", "notice"}


def test_broken_example_is_named_and_needs_a_reason(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "regles.yaml"
    told("rules", "new")
    text = _export(told, 2, file)
    head, _, _ = text.partition("\nexemples:")
    wrong = "\nexemples:\n  - id: piscine\n    texte: Un nid de poule rue de Poterie.\n    attendu: {service: ECL}\n"
    file.write_text(head + wrong, encoding="utf-8")
    assert told("rules", "import", file, "--draft", 2) == 0
    assert told("rules", "test", 2) == 1
    assert "piscine" in told.out
    assert "ECL attendu" in told.out
    assert told("rules", "publish", 2) == 1
    assert "--reason" in told.err
    assert told("rules", "publish", 2, "--reason", "exemple à revoir") == 0


def test_stored_requests_are_decided_again_identically(told: Told) -> None:
    assert told("ingest", *sorted(MESSAGES.glob("*.eml"))) == 0
    assert told("rules", "replay") == 0
    assert "identique" in told.out
    assert "diffère" not in told.out
    assert told("rules", "replay", "--json") == 0
    found = told.lines()
    assert {line["verdict"] for line in found} == {"identical"}
    assert told("rules", "replay", "--request", found[0]["request"], "--json") == 0
    assert told.lines() == found[:1]
    assert told("rules", "replay", "--since", "2099-01-01", "--json") == 0
    assert told.lines() == []


def test_init_again_makes_a_version_only_where_something_changed(told: Told) -> None:
    assert told("init", "--town", DEMO) == 0
    assert told("rules", "list", "--json") == 0
    assert [(line["number"], line["created_by"]) for line in told.lines()] == [(1, "init")]


def test_author_is_the_agent_named_if_there_is_one(told: Told) -> None:
    assert told("rules", "new", "--agent", "personne") == 2
    assert "personne" in told.err
    assert told("users", "add", "claire", "--role", "regulator") == 0
    assert told("rules", "new", "--agent", "claire") == 0
    assert told("rules", "list", "--json") == 0
    assert told.lines()[0]["created_by"] == "claire"


MOMENTS = (
    ("demain", "date avec une heure"),
    ("2027-02-30 10:00", "date avec une heure"),
    ("2027-W10-1", "date avec une heure"),
    ("0001-01-01 00:00", "date avec une heure"),
    ("2027-03-28 02:30", "n'existe pas"),
    ("2020-01-01", "est passé"),
)


@pytest.mark.parametrize(("moment", "says"), MOMENTS)
def test_moment_that_cannot_be_is_refused(told: Told, moment: str, says: str) -> None:
    told("rules", "new")
    assert told("rules", "publish", 2, "--at", moment) == 1
    assert says in told.err


@pytest.mark.parametrize("moment", ["2190-01-01 01:00", "2190-01-01T00:00Z", "2189-12-31T19:00:00-05:00"])
def test_moment_is_in_the_towns_time_where_no_other_is_named(told: Told, moment: str) -> None:
    told("rules", "new")
    assert told("rules", "publish", 2, "--at", moment, "--reason", "essai") == 0
    assert "2190-01-01 01:00" in told.out


def test_number_that_no_version_has_is_told_in_ones_own_language(told: Told) -> None:
    for command in (("publish", 77), ("export", 77), ("check", 77), ("test", 77), ("rollback", 77), ("discard", 77), ("cancel", 77)):
        assert told("rules", *command) == 1
        assert "valognes n'a pas de jeu de règles 77" in told.err
    for arguments in (("diff", 1, 10**30), ("new", "--from", 77), ("backtest", "--draft", 77)):
        assert told("rules", *arguments) == 1
        assert "n'a pas de jeu de règles" in told.err
    assert told("rules", "replay", "--request", 77) == 1
    assert "Il n'y a pas de demande 77." in told.err


def test_export_overwrites_nothing_and_says_where_it_cannot_write(told: Told, tmp_path: Path) -> None:
    file = tmp_path / "regles.yaml"
    text = _export(told, 1, file)
    assert told("rules", "export", 1, "-o", file) == 0
    file.write_text(f"{text}# mon travail\n", encoding="utf-8")
    assert told("rules", "export", 1, "-o", file) == 2
    assert "existe déjà" in told.err
    assert file.read_text(encoding="utf-8").endswith("# mon travail\n")
    assert told("rules", "export", 1, "-o", tmp_path / "nulle part" / "regles.yaml") == 2
    assert "ne peut pas être écrit" in told.err


def test_journal_shows_the_reason_given(told: Told, tmp_path: Path) -> None:
    told("rules", "new")
    file = tmp_path / "regles.yaml"
    _edited(told, 2, file, "0.7")
    assert told("rules", "import", file, "--draft", 2) == 0
    assert told("rules", "publish", 2) == 0
    assert told("rules", "rollback", "--reason", "trop de vérifications") == 0
    assert told("journal", "--limit", 1) == 0
    assert told.out.rstrip().endswith("rule_set.rollback  rule_set:1  « trop de vérifications »")


@pytest.mark.parametrize(("locale", "words"), [("fr_FR.UTF-8", "brouillon"), ("en_GB.UTF-8", "draft")])
def test_state_of_a_version_is_in_the_language_asked_for(told: Told, tmp_path: Path, locale: str, words: str) -> None:
    told("rules", "new")
    done = process("rules", "list", folder=tmp_path, environment={"LC_ALL": locale})
    assert words in done.stdout.decode()


def test_list_shows_all_of_a_note_in_a_pipe(told: Told) -> None:
    note = "la raison pour laquelle ce brouillon a été commencé, tout entière"
    told("rules", "new", "--note", note)
    assert told("rules", "list") == 0
    assert note in told.out


def test_installation_without_a_town_says_how_to_load_one(citoyen: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("rules", "list") == 2
    assert "aucune commune n'est chargée ici. Chargez-en une avec : citoyen init --town" in capsys.readouterr().err
