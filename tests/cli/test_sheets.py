from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from cli import words
from domain.paper import Sheet
from ingest.paper.heap.marks import marks
from tests.cli.conftest import Run, process
from tests.ingest.paper.copier import rendered


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(document[0].get_textpage().get_text_range().replace("\u00a0", " ").split())


def sheet_of(pdf: Path) -> Sheet | None:
    return marks(rendered(pdf, dpi=100), (100, 100)).sheet


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    chosen = str(request.param)
    monkeypatch.setenv("LC_ALL", f"{chosen}.UTF-8")
    words.messages.cache_clear()
    request.addfinalizer(words.messages.cache_clear)
    return chosen


def test_sheets_say_in_code_and_words_what_was_asked_for(valognes: Run, tmp_path: Path, language: str) -> None:
    file = tmp_path / "roads.pdf"
    asked = ("--department", "voi", "--channel", "fax", "--date", "2026-03-12", "--letters", "5", "--copies", "2")
    assert valognes("sheets", *asked, "-o", file) == 0
    assert sheet_of(file) == Sheet(town="valognes", department="VOI", channel="fax", received_on=date(2026, 3, 12), letters=5)
    expected = {
        "fr": (
            "Feuille de séparation du courrier",
            "Télécopie",
            "Reçu le 12 mars 2026",
            "5 lettres dans la pile",
            "Pour cette pile seulement.",
        ),
        "en": ("Separator sheet for mail", "Fax", "March 12, 2026", "5 letters in the heap", "For this heap only."),
    }[language]
    for said in (*expected, "Valognes", "Services techniques – Voirie"):
        assert said in text_of(file)
    with pypdfium2.PdfDocument(file) as document:
        assert len(document) == 4


def test_plain_sheet_is_the_only_towns_and_is_kept(valognes: Run, tmp_path: Path) -> None:
    assert valognes("sheets", "-o", tmp_path / "plain.pdf", "--patch-t") == 0
    assert sheet_of(tmp_path / "plain.pdf") == Sheet(town="valognes")
    assert marks(rendered(tmp_path / "plain.pdf", dpi=100), (100, 100)).patch_t
    assert "Ne pas jeter : réutilisable." in text_of(tmp_path / "plain.pdf")


def test_unknown_department_is_refused_with_those_there_are(valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert valognes("sheets", "--department", "XYZ", "-o", tmp_path / "x.pdf") == 2
    told = capsys.readouterr().err
    assert "XYZ" in told and "VOI (Services techniques – Voirie)" in told and "ECI" in told
    assert not (tmp_path / "x.pdf").exists()
    assert valognes("sheets", "--town", "reims", "-o", tmp_path / "x.pdf") == 2
    assert "valognes" in capsys.readouterr().err


def test_installation_without_a_town_prints_sheets_for_any(citoyen: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert citoyen("sheets", "-o", tmp_path / "any.pdf") == 0
    assert sheet_of(tmp_path / "any.pdf") == Sheet()
    capsys.readouterr()
    assert citoyen("sheets", "--department", "VOI", "-o", tmp_path / "x.pdf") == 2
    assert "citoyen init" in capsys.readouterr().err


def test_file_that_cannot_be_written_is_told_and_wrong_options_are_refused(
    valognes: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert valognes("sheets", "-o", tmp_path / "none" / "x.pdf") == 1
    assert "x.pdf" in capsys.readouterr().err
    for wrong in (("--date", "12/03/2026"), ("--copies", "0"), ("--letters", "0"), ("--channel", "pigeon")):
        assert valognes("sheets", *wrong, "-o", tmp_path / "x.pdf") == 2
    assert not (tmp_path / "x.pdf").exists()


def test_standard_output_gets_the_pdf_and_nothing_else(tmp_path: Path) -> None:
    done = process("sheets", "-o", "-", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(b"%PDF-") and done.stdout.rstrip().endswith(b"%%EOF")
    assert done.stderr == b""
