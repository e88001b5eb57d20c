from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from cli.words import CATALOGUE, french, language, mistake_line
from domain.errors import Mistake
from tests.cli.conftest import DEMO, ROOT, process


def used() -> Iterator[str]:
    sources = [*(ROOT / "cli").glob("*.py"), *(ROOT / "flows").rglob("*.py"), *(ROOT / "store").rglob("*.py")]
    for source in sources:
        for _, message, _, _ in extract_from_file("python", source, keywords={"tr": None, "say": None, "N_": None}):
            yield str(message)


def fields(message: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(message) if field is not None}


def test_every_message_has_its_french() -> None:
    assert not set(used()) - set(french()), "add them to cli/translations"


def test_no_french_is_left_over() -> None:
    assert not set(french()) - set(used())


def test_french_has_the_same_values_to_fill_in() -> None:
    assert not [message for message, words in french().items() if fields(message) != fields(words)]


def test_nothing_is_fuzzy() -> None:
    with CATALOGUE.open("rb") as file:
        assert not [message.id for message in read_po(file, locale="fr") if message.id and message.fuzzy]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LC_ALL": "", "LANG": "en"}, "en"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "de_DE"}, "fr"),
    ],
)
def test_language_is_the_environments(environment: dict[str, str], expected: str) -> None:
    assert language(environment) == expected


def test_mistake_of_another_reader_comes_through_as_it_is() -> None:
    assert mistake_line(Mistake(where="CITOYEN_WEB_PORT", what="No {port}.", remedy="Do.", line=3)) == "CITOYEN_WEB_PORT:3: No {port}. Do."


@pytest.mark.parametrize(("locale", "words"), [("fr_FR.UTF-8", "le fichier manque"), ("en_GB.UTF-8", "the file is missing")])
def test_mistakes_are_told_in_the_language_asked_for(tmp_path: Path, locale: str, words: str) -> None:
    done = process("rules", "check", tmp_path, folder=tmp_path, environment={"LC_ALL": locale})

    assert done.returncode == 1
    assert words in done.stderr.decode()


def test_doctor_tells_in_french_what_is_wrong_with_settings_and_machine_alike(tmp_path: Path) -> None:
    wrong = {"LC_ALL": "fr_FR.UTF-8", "CITOYEN_DATA": "/proc/x", "CITOYEN_SMTP_PORT": "0"}
    done = process("doctor", folder=tmp_path, environment=wrong)

    told = done.stdout.decode()
    assert done.returncode == 1
    assert "CITOYEN_SMTP_PORT" in told
    assert "Le dossier de données /proc/x est inutilisable : /proc ne garde pas de fichiers." in told


def test_help_is_in_the_language_asked_for_and_has_an_example(tmp_path: Path) -> None:
    french_help = process("init", "--help", folder=tmp_path, environment={"LC_ALL": "fr_FR.UTF-8"}).stdout.decode()
    english_help = process("init", "--help", folder=tmp_path, environment={"LC_ALL": "en_GB.UTF-8"}).stdout.decode()

    assert "Charger le dossier" in french_help
    assert "Afficher cette aide" in french_help
    assert "Load the folder" in english_help
    assert "citoyen init --town" in french_help
    assert DEMO.is_dir()


def test_help_tells_in_french_what_is_taken_by_default_and_what_must_be_given(tmp_path: Path) -> None:
    with_default = process("ledger", "--help", folder=tmp_path, environment={"LC_ALL": "fr_FR.UTF-8"}).stdout.decode()
    with_required = process("rules", "publish", "--help", folder=tmp_path, environment={"LC_ALL": "fr_FR.UTF-8"}).stdout.decode()

    assert "[par défaut : 60]" in with_default.replace("\u00a0", " ")
    assert "[required]" not in with_required
    assert "[obligatoire]" in with_required
