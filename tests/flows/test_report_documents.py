"""Documents of figures of the demo town: their pages say what their tables hold; kept as pictures in screenshots/ (S26, S40)."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from sqlalchemy import select, update

from domain.department import Confidentiality
from domain.errors import ForbiddenError, InvalidError
from domain.figures import Axis
from domain.ids import DepartmentCode
from domain.report import ReportAsked, ReportKind
from domain.request import Status
from figures.document_kinds import last_period
from figures.document_words import DEFINITIONS, cell_words
from figures.documents import Scope, plan
from figures.table import Line, Table
from flows.figures import OPERATOR, Reader
from flows.printing import pdf
from flows.reports.actions import actions_of, keep_actions
from flows.reports.making import MOST_PAGES, Made, make, printed_of, sectors_of, take_out, written
from flows.reports.page import pages
from flows.wiring import Installation
from store import journal
from store.schema import RequestRow, table_of
from tests import installations, year_of_demo
from tests.conftest import Filled
from tests.year_of_demo import NOW, VALOGNES

PICTURES = Path(__file__).resolve().parents[2] / "screenshots"
TODAY = date(2026, 1, 5)
STREETS = DepartmentCode("VOI")
WEEKLY = ReportAsked(kind=ReportKind.WEEKLY, department=STREETS)
ANNUAL = ReportAsked(kind=ReportKind.ANNUAL)
MONTHLY = ReportAsked(kind=ReportKind.MONTHLY)


def _fill(url: str) -> None:
    opened = installations.opened(installations.settings(Path(), database_url=url))
    try:
        year_of_demo.fill(opened)
    finally:
        opened.close()


@pytest.fixture
def year(filled: Filled, tmp_path: Path) -> Iterator[Installation]:
    """The demo town with two years of requests."""
    with filled.copied(_fill, tmp_path) as url:
        opened = installations.opened(installations.settings(tmp_path / "data", database_url=url))
        try:
            yield opened
        finally:
            opened.close()


def _made(year: Installation, asked: ReportAsked, language: str = "fr", reader: Reader = OPERATOR) -> Made:
    return make(year, reader, VALOGNES, asked, last_period(asked.kind, TODAY), language=language, now=NOW)


def _pages(made: Made) -> list[str]:
    with pdfplumber.open(io.BytesIO(made.content)) as found:
        return [_plain(page.extract_text() or "") for page in found.pages]


def _plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def _keep(made: Made, name: str) -> None:
    _keep_pages(made.content, name)


def _keep_pages(content: bytes, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    document = pypdfium2.PdfDocument(content)
    try:
        for at in range(len(document)):
            document[at].render(scale=1.2).to_pil().save(PICTURES / f"document-{name}-{at + 1:02}.png")
    finally:
        document.close()


def _says_rows(page: str, table: Table, language: str = "fr") -> None:
    """Each line of a table stands on a page, its figures in their order."""
    for line in (*table.lines, table.total):
        figures = " ".join(cell_words(cell, column.unit, language) for cell, column in zip(line.cells, table.columns, strict=True))
        # A long label takes two lines, its figures beside the last.
        assert _plain(f"{_plain(line.label).split(' ')[-1]} {figures}") in page, (line.label, figures)


def test_the_week_of_a_department_is_one_page_that_names_what_is_late(year: Installation) -> None:
    made = _made(year, WEEKLY)
    _keep(made, "weekly")
    (page,) = _pages(made)
    assert "Services techniques – Voirie" in page
    assert "Semaine 1, du 29 décembre 2025 au 4 janvier 2026" in page
    for column, cell in zip(made.tables["standing"].columns, made.tables["standing"].total.cells, strict=True):
        assert column.label in page
        assert cell_words(cell, column.unit, "fr") in page
    _says_rows(page, made.tables["subjects"])
    assert "En retard au 5 janvier 2026" in page
    assert "Décisions implicites d’ici au 20 janvier 2026" in page
    late = re.search(r"En retard au 5 janvier 2026 (\d+)", page)
    assert late is not None
    assert int(late[1]) == len(re.findall(r"\b20\d\d/\d{4}\b", page.partition("Décisions implicites")[0]))
    assert int(late[1]) > 0
    assert made.summary[0] == f"Demandes reçues\u00a0: {made.tables['standing'].total.cells[0].value}"


def test_the_month_is_two_pages_with_all_departments(year: Installation) -> None:
    made = _made(year, MONTHLY)
    _keep(made, "monthly")
    first, second = _pages(made)
    assert "Décembre 2025" in first
    _says_rows(first, made.tables["channels"])
    _says_rows(second, made.tables["departments"])
    _says_rows(second, made.tables["subjects"])


def test_the_sheet_of_a_sector_tells_of_that_sector_alone(year: Installation) -> None:
    sector = sectors_of(year.towns.get(VALOGNES))[0]
    made = _made(year, ReportAsked(kind=ReportKind.SECTOR, sector=sector))
    _keep(made, "sector")
    first, second = _pages(made)
    assert sector in first
    _says_rows(second, made.tables["departments"])
    whole = _made(year, MONTHLY).tables["standing"].total.cells[0].value
    own = made.tables["standing"].total.cells[0].value
    assert whole is not None
    assert own is not None
    assert 0 < own < whole


def test_the_annual_report_has_its_chapters_in_eight_to_twelve_pages(year: Installation) -> None:
    said = "La commune a recruté.\n\n- Une tournée du soir\n- Des corbeilles"
    keep_actions(year, VALOGNES, 2025, said, seen=0, by="maire", now=NOW)
    made = _made(year, ANNUAL)
    _keep(made, "annual")
    pages = _pages(made)
    assert 8 <= len(pages) <= 12
    assert made.page_count == len(pages)
    cover, contents = pages[:2]
    assert "Valognes" in cover
    assert "Rapport annuel au conseil municipal" in cover
    assert "Année 2025" in cover
    for chapter in plan(ReportKind.ANNUAL, last_period(ReportKind.ANNUAL, TODAY), Scope()).chapters:
        heading = chapter.heading.told("fr")
        told = re.search(rf"{re.escape(heading)}[ .]+(\d+)", contents)
        assert told is not None, heading
        assert heading in pages[int(told[1]) - 1]
    whole = " ".join(pages)
    for code in ("months", "channels", "subjects", "themes", "delays", "on_time_departments", "departments", "quality_months"):
        _says_rows(whole, made.tables[code])
    assert "Une tournée du soir" in whole
    assert all(_plain(term.told("fr")) in pages[-1] for term, _ in DEFINITIONS)


def test_the_annual_report_of_long_names_and_words_is_set_closer_and_has_twelve_pages_at_most(year: Installation) -> None:
    period = last_period(ReportKind.ANNUAL, TODAY)
    keep_actions(year, VALOGNES, 2025, "- Une tournée de plus.\n" * 250, seen=0, by="maire", now=NOW)
    content, files, _ = written(year, OPERATOR, VALOGNES, ANNUAL, period, language="fr", now=NOW)
    tables = {code: replace(table, lines=tuple(_long(line) for line in table.lines)) for code, table in content.tables.items()}
    assert pdf.draw(pages(content).html, {**pages(content).files, **files}).pages > MOST_PAGES
    found = printed_of(replace(content, tables=tables), files)
    assert found.pages <= MOST_PAGES
    _keep_pages(found.content, "annual_long")


def _long(line: Line) -> Line:
    return replace(line, label=f"{line.label}, et tout ce qui relève de la délégation communautaire correspondante " * 3)


def test_the_annual_report_masks_small_numbers_and_names_nobody(year: Installation) -> None:
    made = _made(year, ANNUAL)
    cells = [cell for table in made.tables.values() for line in (*table.lines, table.total) for cell in line.cells]
    assert any(cell.is_masked for cell in cells)
    counts = [
        cell.value
        for table in made.tables.values()
        for line in (*table.lines, table.total)
        for cell, column in zip(line.cells, table.columns, strict=True)
        if column.unit.value == "count"
    ]
    assert not [one for one in counts if one is not None and 0 < one < 5]
    whole = " ".join(_pages(made))
    assert "masqué" in whole
    assert not re.search(r"\b20\d\d/\d{4}\b", whole)
    assert "claire" not in whole


def test_documents_are_tagged_in_both_languages_and_the_same_twice(year: Installation) -> None:
    for language, word in (("fr", "Tableau mensuel"), ("en", "Monthly table")):
        made = _made(year, MONTHLY, language)
        assert word in _pages(made)[0]
        assert {"fr": "Année précédente :", "en": "Year before:"}[language] in _pages(made)[0]
        assert made.content == _made(year, MONTHLY, language).content
        with pikepdf.open(io.BytesIO(made.content)) as found:
            assert found.Root.MarkInfo.Marked
            assert str(found.Root.Lang) == language
            assert "/StructTreeRoot" in found.Root
            meta = found.open_metadata()
            assert meta.get("{http://www.aiim.org/pdfua/ns/id/}part") == "1"


def test_a_period_without_data_is_a_document_that_says_so(year: Installation) -> None:
    made = make(year, OPERATOR, VALOGNES, ANNUAL, last_period(ReportKind.ANNUAL, date(2011, 1, 1)), language="fr", now=NOW)
    whole = " ".join(_pages(made))
    assert "La commune n’a reçu aucune demande." in whole
    assert "Aucune donnée pour cette période." in whole
    (sectors,) = (page for page in _pages(made) if "Demandes reçues par secteur" in page)
    assert "Ensemble" not in sectors and sectors.count("Aucune donnée pour cette période.") == 2


def _make_late(year: Installation, department: DepartmentCode) -> None:
    """Make an open request of the town one of a department, social and late, whatever the invented ones are."""
    rows = table_of(RequestRow)
    with year.database.write() as session:
        chosen = session.scalars(select(rows.c.id).where(rows.c.year == 2025).order_by(rows.c.id).limit(1)).one()
        late = {"department": department, "confidentiality": int(Confidentiality.SOCIAL), "complete_by": NOW - timedelta(days=9)}
        session.execute(update(rows).where(rows.c.id == chosen).values(status=Status.ACCEPTED, closed_at=None, closure=None, **late))


def test_confidential_requests_stand_as_their_number_for_who_may_not_read_them(year: Installation) -> None:
    social = next(one.code for one in year.towns.get(VALOGNES).ruleset.departments if one.confidentiality is Confidentiality.SOCIAL)
    _make_late(year, social)
    asked = ReportAsked(kind=ReportKind.WEEKLY, department=social)
    (own,) = _pages(_made(year, asked, reader=Reader(departments=frozenset({social}), headed=frozenset(), own=frozenset({social}))))
    (other,) = _pages(_made(year, asked, reader=Reader(departments=None, headed=frozenset())))
    numbers = re.findall(r"\b20\d\d/\d{4}\b", own)
    assert numbers
    assert "Demande confidentielle" not in own
    assert other.count("Demande confidentielle") == len(numbers) == len(re.findall(r"\b20\d\d/\d{4}\b", other))


def test_who_reads_no_requests_gets_their_numbers_alone(year: Installation) -> None:
    """An élu, or who is only administrator, knows of requests without reading them (docs/rights.md)."""
    (read,) = _pages(_made(year, WEEKLY))
    (known,) = _pages(_made(year, WEEKLY, reader=Reader(departments=None, headed=frozenset(), is_reading=False)))
    numbers = re.findall(r"\b20\d\d/\d{4}\b", known)
    assert numbers and numbers == re.findall(r"\b20\d\d/\d{4}\b", read)
    assert re.search(r"\b20\d\d/\d{4} \w[^/]* Rue ", read)
    assert not re.search(r"\b20\d\d/\d{4} \w", known) and "Rue " not in known


def test_what_cannot_be_asked_is_said(year: Installation) -> None:
    with pytest.raises(InvalidError) as no_department:
        _made(year, ReportAsked(kind=ReportKind.WEEKLY, department=DepartmentCode("NON")))
    assert [one.where for one in no_department.value.mistakes] == ["department"]
    with pytest.raises(InvalidError) as no_sector:
        _made(year, ReportAsked(kind=ReportKind.SECTOR, sector="Ailleurs"))
    assert [one.where for one in no_sector.value.mistakes] == ["sector"]


def test_a_member_has_the_dashboard_of_his_department_alone(year: Installation) -> None:
    own = frozenset({STREETS})
    member = Reader(departments=own, headed=frozenset(), own=own)
    assert _made(year, WEEKLY, reader=member).page_count == 1
    for asked in (ReportAsked(kind=ReportKind.WEEKLY, department=DepartmentCode("PRO")), MONTHLY, ANNUAL):
        with pytest.raises(ForbiddenError):
            _made(year, asked, reader=member)


def test_a_document_that_is_taken_out_stands_in_the_journal(year: Installation) -> None:
    take_out(year, OPERATOR, VALOGNES, WEEKLY, last_period(ReportKind.WEEKLY, TODAY), language="fr", by="marie", now=NOW)
    with year.database.read() as session:
        lines = [one for one in journal.page(session, VALOGNES, after=None, limit=20) if one.action == "figures.document"]
    assert [(one.actor, one.details["kind"], one.details["period"], one.details["about"]) for one in lines] == [
        ("marie", "weekly", "2026-W01", "VOI")
    ]


def test_actions_are_kept_by_versions(year: Installation) -> None:
    keep_actions(year, VALOGNES, 2025, "Un", seen=0, by="marie", now=NOW)
    keep_actions(year, VALOGNES, 2025, "Deux", seen=1, by="marie", now=NOW)
    assert actions_of(year, VALOGNES, 2025).text == "Deux"
    assert actions_of(year, VALOGNES, 2024).text == ""
    for seen in (0, 1):
        with pytest.raises(Exception, match="changed meanwhile"):
            keep_actions(year, VALOGNES, 2025, "Trois", seen=seen, by="luc", now=NOW)
    with pytest.raises(InvalidError):
        keep_actions(year, VALOGNES, 2025, "x" * 6_001, seen=2, by="marie", now=NOW)


def test_all_that_is_asked_in_a_document_can_be_asked(year: Installation) -> None:
    for kind in ReportKind:
        scope = Scope(filters={Axis.DEPARTMENT: frozenset({"VOI"})} if kind is ReportKind.WEEKLY else {})
        planned = plan(kind, last_period(kind, TODAY), scope)
        assert len({part.code for chapter in planned.chapters for part in chapter.parts}) == sum(len(one.parts) for one in planned.chapters)
        if kind is ReportKind.WEEKLY:
            assert all(one.filters == scope.filters for one in planned.questions)
