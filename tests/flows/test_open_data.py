"""Open data of a year: a line a request, of nobody, placed to a street at most."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from domain.department import Confidentiality
from domain.report import ReportKind
from figures.document_kinds import last_period, period_of, recent_periods, written_period
from figures.open_data import FIELDS, OpenRequest, dictionary, discreet, written
from flows.reports.open_data import open_data
from flows.wiring import Installation
from store import journal
from tests import installations, year_of_demo
from tests.conftest import Filled
from tests.year_of_demo import NOW, VALOGNES


def _request(street: str, subject: str = "Nid-de-poule", day: int = 1) -> OpenRequest:
    return OpenRequest(
        received_on=date(2025, 3, day),
        channel="Courriel",
        nature="Signalement",
        theme="Voirie",
        subject_code="VOI-01",
        subject=subject,
        sector="Centre",
        street=street,
        state="Close",
        closed_on=date(2025, 3, 9),
    )


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_a_street_of_few_requests_is_left_out() -> None:
    found = discreet([*(_request("Rue A") for _ in range(5)), *(_request("Rue B") for _ in range(4))])
    assert Counter(one.street for one in found) == {"Rue A": 5, "": 4}


def test_the_order_tells_nothing_of_when_it_came() -> None:
    made = [_request("Rue A", f"Objet {index}") for index in (3, 1, 2)]
    assert discreet(made) == discreet(reversed(made))


def test_a_line_has_all_columns_and_no_formula() -> None:
    (row,) = _rows(written([_request("Rue A", "=HYPERLINK(1)", day=4)]))
    assert list(row) == [field.name for field in FIELDS]
    assert row["date_reception"] == "2025-03-04"
    assert row["date_cloture"] == "2025-03-09"
    assert row["duree_jours"] == "5"
    assert row["objet"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("words", [" =1+1", "\u00a0=1+1", "＝1+1", "\n=1", "|calc", "%0A=1"])
def test_a_subject_that_hides_a_formula_is_none(words: str) -> None:
    (row,) = _rows(written([_request("Rue A", words)]))
    assert row["objet"] == f"'{words}"


def test_the_dictionary_tells_of_each_column() -> None:
    assert [row["nom"] for row in _rows(dictionary("fr"))] == [field.name for field in FIELDS]
    assert all(row["description"] for row in _rows(dictionary("en")))


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


def test_a_year_of_the_demo_town_holds_nothing_confidential_and_no_lonely_street(year: Installation) -> None:
    found = open_data(year, VALOGNES, last_period(ReportKind.ANNUAL, date(2026, 1, 5)), "fr", "marie", NOW)
    rows, ruleset = _rows(found.content), year.towns.get(VALOGNES).ruleset
    assert len(rows) == found.count > 900
    assert {row["date_reception"][:4] for row in rows} == {"2025"}
    levels = {one.code: one.confidentiality for one in ruleset.departments}
    hidden = {one.code for one in ruleset.subjects if max(one.confidentiality, levels[one.department]) > Confidentiality.NORMAL}
    assert hidden
    assert not {row["objet_code"] for row in rows} & hidden
    streets = Counter(row["rue"] for row in rows if row["rue"])
    assert streets
    assert min(streets.values()) >= 5
    with year.database.read() as session:
        (line,) = [one for one in journal.page(session, VALOGNES, after=None, limit=20) if one.action == "figures.open_data"]
    assert (line.actor, line.details["count"]) == ("marie", len(rows))


@pytest.mark.parametrize(
    ("kind", "words", "first", "last"),
    [
        (ReportKind.WEEKLY, "2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        (ReportKind.WEEKLY, "2026-w53", date(2026, 12, 28), date(2027, 1, 3)),
        (ReportKind.MONTHLY, "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (ReportKind.SECTOR, "2025", date(2025, 1, 1), date(2025, 12, 31)),
        (ReportKind.ANNUAL, "2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_is_read_as_it_is_written(kind: ReportKind, words: str, first: date, last: date) -> None:
    found = period_of(kind, words)
    assert found is not None
    assert (found.first, found.last) == (first, last)
    assert written_period(kind, found) == words.upper()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ReportKind.WEEKLY, "2025-W53"),
        (ReportKind.WEEKLY, "2025-03"),
        (ReportKind.MONTHLY, "2025-13"),
        (ReportKind.MONTHLY, "2025"),
        (ReportKind.ANNUAL, "1"),
        (ReportKind.ANNUAL, "0000"),
        (ReportKind.ANNUAL, ""),
    ],
)
def test_other_words_are_no_period(kind: ReportKind, words: str) -> None:
    assert period_of(kind, words) is None


def test_the_periods_on_offer_are_over_and_without_gap() -> None:
    for kind in (ReportKind.WEEKLY, ReportKind.MONTHLY, ReportKind.ANNUAL):
        found = recent_periods(kind, date(2026, 3, 2))
        assert found[0].last < date(2026, 3, 2)
        assert all((later.first - earlier.last).days == 1 for later, earlier in pairwise(found))
