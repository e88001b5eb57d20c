"""Workbooks as the text of their largest sheet, and those that are made to harm whoever opens them."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from ingest.phone import workbook
from ingest.phone.faults import Reason
from ingest.phone.packed import fault_of, unpacked
from ingest.phone.workbook import Workbook, is_workbook

STRANGERS = Path(__file__).parent / "strangers"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"


def book(rows: str, *, styles: str = "", strings: str = "", more: dict[str, str] | None = None, properties: str = "") -> bytes:
    """Return a workbook of one sheet."""
    out = io.BytesIO()
    parts = {
        "xl/workbook.xml": f"<workbook {SPACE}>{properties}<sheets/></workbook>",
        SHEET: f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>",
    }
    if styles:
        parts["xl/styles.xml"] = f"<styleSheet {SPACE}>{styles}</styleSheet>"
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {SPACE}>{strings}</sst>"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | (more or {})).items():
            archive.writestr(name, text)
    return out.getvalue()


def lines(raw: bytes) -> list[str]:
    stream = unpacked(io.BytesIO(raw))
    assert isinstance(stream, Workbook)
    text = stream.read().decode()
    assert fault_of(stream) is None
    return text.splitlines()


def test_cells_stand_in_their_columns_and_rows_on_their_lines() -> None:
    rows = '<row r="2"><c r="B2"><v>7</v></c><c r="D2" t="str"><v>a;b\nc</v></c></row><row r="5"><c r="A5" t="b"><v>1</v></c></row>'
    assert lines(book(rows)) == ["", ';7;;"a;b c"', "", "", "1"]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("dd/mm/yyyy hh:mm", "46093.354166666664", "2026-03-12 08:30:00"),
        ("d mmm", "46093", "2026-03-12"),
        ("[h]:mm:ss", "1.0006944444444446", "24:01:00"),
        ("mm:ss", "0.0014583333333333334", "00:02:06"),
        ('0#" "##" "##" "##" "##', "639981001", "639981001"),
        ("Standard", "639981001", "639981001"),
        ('"du" 0', "12.5", "12.5"),
        ("[Red]0.00", "3", "3"),
        ("General", "33639981001", "33639981001"),
        ("General", "6.39981001E8", "639981001"),
    ],
)
def test_a_number_is_written_as_its_format_means_it(code: str, value: str, shown: str) -> None:
    styles = f"<numFmts><numFmt numFmtId='200' formatCode='{code}'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='200'/></cellXfs>"
    assert lines(book(f'<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>', styles=styles)) == [shown]


def test_days_may_count_from_1904() -> None:
    styles = "<cellXfs><xf numFmtId='14'/></cellXfs>"
    serial = (date(2026, 3, 12) - date(1904, 1, 1)).days
    raw = book(f'<row><c s="0"><v>{serial}</v></c></row>', styles=styles, properties='<workbookPr date1904="1"/>')
    assert lines(raw) == ["2026-03-12"]


def test_how_a_word_is_read_aloud_is_not_in_it() -> None:
    strings = "<si><t>Reç</t><rPh sb='0' eb='1'><t>xx</t></rPh></si><si><r><t>Man</t></r><r><t>qué</t></r></si>"
    cells = '<c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>9</v></c><c t="inlineStr"><is><t>ici</t></is></c>'
    assert lines(book(f"<row>{cells}</row>", strings=strings)) == ["Manqué;Reç;;ici"]


def test_a_workbook_is_read_again_from_any_byte() -> None:
    stream = Workbook(io.BytesIO((STRANGERS / "workbook.xlsx").read_bytes()))
    whole = stream.read()
    assert stream.seek(0, 2) == len(whole)
    assert stream.seek(40) == 40 and stream.read(20) == whole[40:60]
    assert stream.seek(0) == 0 and stream.read() == whole


def test_an_archive_of_something_else_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert not is_workbook(out) and unpacked(out) is out and out.tell() == 0
    cut = io.BytesIO(out.getvalue()[:40])
    assert unpacked(cut) is cut and cut.tell() == 0


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (f"<worksheet {SPACE}><sheetData><row><c><v>1</v></c></row>", Reason.PACKED),
        (f"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet {SPACE}>&a;</worksheet>", Reason.PACKED),
        (f"<worksheet {SPACE}><sheetData>{'<row/>' * 4_000_000}</sheetData></worksheet>", Reason.TOO_LARGE),
    ],
    ids=["cut off", "entities", "bomb"],
)
def test_a_damaged_or_hostile_workbook_ends_and_says_why(sheet: str, reason: Reason) -> None:
    stream = unpacked(io.BytesIO(book("", more={SHEET: sheet})))
    while stream.read(1 << 16):
        pass
    assert fault_of(stream) is reason


def test_the_texts_that_cells_share_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_LETTERS", 10)
    stream = unpacked(io.BytesIO(book('<row><c t="s"><v>0</v></c></row>', strings="<si><t>douze lettres</t></si>")))
    assert stream.read() == b"" and fault_of(stream) is Reason.TOO_LARGE
