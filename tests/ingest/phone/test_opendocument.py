"""Spreadsheets of LibreOffice as the text of their largest sheet, and those that are made to harm whoever opens them."""

import io
import zipfile

import pytest

from domain.call import CallEnd
from ingest.phone import archived
from ingest.phone.faults import Reason
from ingest.phone.opendocument import Spreadsheet, is_spreadsheet
from ingest.phone.packed import fault_of, unpacked
from tests.ingest.phone.logs import legs

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "calcext", "style")
)
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def text(words: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'


def valued(kind: str, value: str, name: str = "value") -> str:
    shown = "<text:p>as it is shown</text:p>"
    return f'<table:table-cell office:value-type="{kind}" office:{name}="{value}" calcext:value-type="{kind}">{shown}</table:table-cell>'


def row(*cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def sheet(*rows: str) -> str:
    return f"<table:table table:name='Feuille'>{''.join(rows)}</table:table>"


def spreadsheet(*sheets: str, kind: str = KIND, head: str = "") -> bytes:
    body = f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", f'<?xml version="1.0"?>{head}<office:document-content {SPACES}>{body}</office:document-content>')
    return out.getvalue()


def read(raw: bytes) -> tuple[list[str], Reason | None]:
    stream = unpacked(io.BytesIO(raw))
    assert isinstance(stream, Spreadsheet)
    found = stream.read().decode().splitlines()
    return found, fault_of(stream)


def test_cells_stand_in_their_columns_and_rows_on_their_lines() -> None:
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    end = '<table:table-cell table:number-columns-repeated="1020"/>'
    raw = spreadsheet(sheet(row(text("a;b"), gap, text("d"), end), row(end, times=2), row(gap, text("c")), row(end, times=1_048_570)))
    assert read(raw) == (['"a;b";;;d', "", "", ";;c"], None)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (valued("date", "2026-03-12T08:30:00", "date-value"), "2026-03-12 08:30:00"),
        (valued("date", "2026-03-12T08:30:00.250000000", "date-value"), "2026-03-12 08:30:00"),
        (valued("date", "2026-03-12", "date-value"), "2026-03-12"),
        (valued("time", "PT00H02M06S", "time-value"), "00:02:06"),
        (valued("time", "PT24H01M00.5S", "time-value"), "24:01:00"),
        (valued("float", "639981001"), "639981001"),
        (valued("float", "6.39981001E8"), "639981001"),
        (valued("float", "12.5"), "12.5"),
        (valued("boolean", "true", "boolean-value"), "true"),
        (text("06 39<text:s/>98&#10;<text:span>10 01</text:span>"), "06 39 98 10 01"),
        (text("manqué<office:annotation><text:p>rappeler</text:p></office:annotation>"), "manqué"),
    ],
)
def test_a_cell_is_written_as_its_value_means_it(cell: str, shown: str) -> None:
    assert read(spreadsheet(sheet(row(cell)))) == ([shown], None)


def test_the_largest_sheet_is_read_and_nothing_of_the_others() -> None:
    small, large = sheet(row(text("a"))), sheet(row(text("b"), text("c")), row(text("d"), times=3))
    assert read(spreadsheet(small, large, small)) == (["b;c", "d", "d", "d"], None)


def test_a_log_is_read_from_it_like_from_a_file_of_text() -> None:
    names = row(*map(text, ("date", "heure", "sens", "appelant", "appele", "duree_s", "statut")))
    calls = [
        row(
            *(valued("date", "2026-03-12", "date-value"), valued("time", f"PT08H3{n}M07S", "time-value"), text("entrant")),
            *(valued("float", f"63998100{n}"), text("0261910500"), valued("float", "0"), text("manqué")),
        )
        for n in range(3)
    ]
    stream = unpacked(io.BytesIO(spreadsheet(sheet(names, *calls))))
    assert [(one.caller, one.end) for one in legs(stream.read())] == [(f"63998100{n}", CallEnd.MISSED) for n in range(3)]


@pytest.mark.parametrize("raw", [spreadsheet(sheet(), kind="application/vnd.oasis.opendocument.text"), b"PK\x03\x04 and no archive", b""])
def test_what_is_no_spreadsheet_is_not_taken_for_one(raw: bytes) -> None:
    assert not is_spreadsheet(io.BytesIO(raw))


def test_one_that_is_made_to_fill_disks_ends_there_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(spreadsheet(sheet(row(text("a")), row(text("b"), times=10**9)))) == (["a"], Reason.TOO_LARGE)
    wide = '<table:table-cell office:value-type="string" table:number-columns-repeated="999999999"><text:p>x</text:p></table:table-cell>'
    (line,), fault = read(spreadsheet(sheet(row(wide))))
    assert line.count("x") == 500 and fault is None
    monkeypatch.setattr(archived, "BEFORE_LOOKING", 1000)
    assert read(spreadsheet(sheet(row(text("a" * 10**6)))))[1] is Reason.TOO_LARGE


def test_one_that_defines_entities_or_is_damaged_is_said_to_be() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    assert read(spreadsheet(sheet(row(text("&b;"))), head=laughs)) == ([], Reason.PACKED)
    raw = spreadsheet(sheet(*(row(text(f"{n * 7919 % 10007} {n}")) for n in range(20_000))))
    start = raw.index(b"content.xml")
    assert read(raw[: start + 5000] + b"\0" * 4000 + raw[start + 9000 :])[1] is Reason.PACKED
