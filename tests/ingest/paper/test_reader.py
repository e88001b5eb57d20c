"""Pages read in children: what a page costs, it costs itself."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from domain.draft import Kind, Remark
from domain.errors import ConfigurationError, Mistake, UnavailableError, UnreadableInputError
from domain.inbound import Channel
from domain.paper import Origin, Page
from ingest.paper import child
from ingest.paper.circumstances import Circumstances
from ingest.paper.letters import letters
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.survey import FileKind, PageSize, Survey, Trouble
from ingest.paper.outline import outline
from ingest.paper.reader import PaperReader
from ingest.paper.tasks import Answer, Task
from tests.ingest.paper.made import letter_pdf, pdf_of_lines

BROKEN = """
import os, time
from ingest.paper import child

read = child._read

def odd(desk, task):
    if task.number == 1:
        os.abort()
    if task.number == 2:
        time.sleep(60)
    if task.number == 3:
        raise MemoryError
    return read(desk, task)

child._read = odd
child.main()
"""

KILLED = """
import os, pathlib, signal
from ingest.paper import child

read = child._read

def killed(desk, task):
    sign = pathlib.Path(os.environ["SIGN"])
    if not sign.exists():
        sign.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read(desk, task)

child._read = killed
child.main()
"""


@pytest.fixture(scope="module")
def reader() -> Iterator[PaperReader]:
    made = PaperReader(count=2, limits=Limits())
    yield made
    made.close()


def kept(folder: Path, raw: bytes) -> Path:
    path = folder / "original"
    path.write_bytes(raw)
    return path


def test_pages_become_a_letter_a_picture_and_a_document(reader: PaperReader, tmp_path: Path) -> None:
    path = kept(tmp_path, letter_pdf(pages=3))
    survey = reader.survey(path)
    assert (survey.kind, survey.page_count, survey.trouble) == (FileKind.PDF, 3, None)
    pages = sorted(reader.pages(path, survey, range(3), Channel.SCAN), key=lambda page: page.number)
    assert [(page.number, page.origin) for page in pages] == [(number, Origin.TEXT_LAYER) for number in range(3)]
    cut = reader.heap(map(outline, pages), Circumstances(today=date(2026, 3, 12)))
    assert (len(cut.pieces), cut.report.pages_in) == (1, 3)
    draft = reader.letter(replace(cut.pieces[0], pages=tuple(pages)), Circumstances(today=date(2026, 3, 12)), 1, ())
    assert "nid-de-poule" in draft.text
    assert reader.picture(path, pages[0], 50).startswith(b"\x89PNG")
    assert reader.searchable(path, tuple(pages)).startswith(b"%PDF-")


def test_a_page_that_is_not_there_says_so(reader: PaperReader, tmp_path: Path) -> None:
    path = kept(tmp_path, letter_pdf())
    (page,) = reader.pages(path, reader.survey(path), [7], Channel.SCAN)
    assert (page.origin, page.trouble) == (Origin.UNREADABLE, Trouble.NO_PAGES)
    with pytest.raises(UnreadableInputError):
        reader.picture(kept(tmp_path, b"no document"), Page(number=0, origin=Origin.OCR), 100)


def test_an_original_that_is_away_is_tried_again_later(reader: PaperReader, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        reader.survey(tmp_path / "missing")
    with pytest.raises(UnavailableError):
        list(reader.pages(tmp_path / "missing", Survey(kind=FileKind.PDF, pages=(PageSize(width=595, height=842),)), [0], Channel.SCAN))


def test_bad_pages_cost_themselves_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_child.py").write_text(BROKEN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("ingest.paper.reader.MODULE", "broken_child")
    reader = PaperReader(count=2, limits=Limits(), seconds=4)
    try:
        path = kept(tmp_path, letter_pdf(pages=6))
        pages = sorted(reader.pages(path, reader.survey(path), range(6), Channel.SCAN), key=lambda page: page.number)
    finally:
        reader.close()
    assert [page.trouble for page in pages] == [None, "damaged", "time_limit", "memory_limit", None, None]


def test_what_is_written_into_a_form_is_read_in_its_place(reader: PaperReader, tmp_path: Path) -> None:
    path = kept(tmp_path, filled_in_form({"nom": "Mireille Corbin", "demande": "Le lampadaire est éteint."}))
    for _ in range(2):  # whichever child has looked at the file before
        survey = reader.survey(path)
        (page,) = reader.pages(path, survey, range(1), Channel.SCAN)
        assert [line.text for line in page.lines] == ["Formulaire", "Mireille Corbin", "Le lampadaire est éteint."]


def test_a_name_that_is_no_utf_8_names_its_file(reader: PaperReader, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/num\xe9ris\xe9 %41.pdf"))
    path.write_bytes(letter_pdf())
    assert reader.survey(path).page_count == 1


def test_a_child_that_was_killed_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign = tmp_path / "killed"
    monkeypatch.setenv("SIGN", str(sign))
    (tmp_path / "killed_child.py").write_text(KILLED, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("ingest.paper.reader.MODULE", "killed_child")
    path = kept(tmp_path, letter_pdf())
    reader = PaperReader(count=1, limits=Limits())
    try:
        (page,) = reader.pages(path, reader.survey(path), range(1), Channel.SCAN)
    finally:
        reader.close()
    assert sign.exists()
    assert page.origin is Origin.TEXT_LAYER


def test_a_language_that_is_missing_is_no_fault_of_the_page() -> None:
    def unset(_desk: object, _task: Task) -> tuple[Answer, bytes]:
        raise ConfigurationError(Mistake(where="tesseract", what="It does not know fra.", remedy="Install tesseract-ocr-fra."))

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(child._WORK, "page", unset)
        answer, _ = child.answer_task(child._Desk(), Task(what="page", path=""))
    assert answer.unavailable is not None
    assert "tesseract-ocr-fra" in answer.unavailable


def filled_in_form(answers: dict[str, str]) -> bytes:
    """Return a form whose answers are values only: whoever shows it is to draw them."""
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf_of_lines([(57, 100, "Formulaire")]))) as pdf:
        page = pdf.pages[0]
        fields = [
            pdf.make_indirect(
                Dictionary(
                    FT=Name.Tx, T=String(name), V=String(value), Type=Name.Annot, Subtype=Name.Widget, F=4, P=page.obj,
                    Rect=Array([100, 600 - 60 * place, 500, 630 - 60 * place]), DA=String("/Helv 11 Tf 0 g"),
                )
            )
            for place, (name, value) in enumerate(answers.items())
        ]  # fmt: skip
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding))
        resources = Dictionary(Font=Dictionary(Helv=font))
        pdf.Root.AcroForm = Dictionary(Fields=Array(fields), NeedAppearances=True, DA=String("/Helv 11 Tf 0 g"), DR=resources)
        page.Annots = Array(fields)
        pdf.save(made)
    return made.getvalue()


def test_a_page_that_could_not_be_read_is_no_empty_letter() -> None:
    page = Page(number=0, origin=Origin.UNREADABLE, quality=0.0, trouble="time_limit")
    (draft,) = letters((page,), Circumstances(today=date(2026, 3, 12))).drafts
    assert (draft.kind, draft.remarks) == (Kind.REQUEST, (Remark.TIME_LIMIT,))
