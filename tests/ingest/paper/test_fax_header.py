from datetime import date

import pytest

from ingest.paper.letter.days import days_in
from ingest.paper.letter.fax_header import FaxHeader, read_fax_header

TODAY = date(2026, 11, 26)
DAY = date(2026, 3, 12)
NUMBER = "+33199001234"

LINES = {
    "De : 0199001234 12/03/2026 14:22 #123 P.001/002": FaxHeader(number=NUMBER, sent_on=DAY, page=1, pages=2),
    "12-MAR-2026 14:22 +33199001234 p.1": FaxHeader(number=NUMBER, sent_on=DAY, page=1),
    "12-MAR-2026 09:14 DE: GARAGE TESSON 0199001234 A: 0261910509 P.01/02": FaxHeader(
        number=NUMBER, sender="GARAGE TESSON", sent_on=DAY, page=1, pages=2
    ),
    "FROM GARAGE TESSON 01 99 00 12 34 TO 02 61 91 05 09 2026-03-12 09:14 Page 1 of 3": FaxHeader(
        number=NUMBER, sender="GARAGE TESSON", page=1, pages=3, sent_on=DAY
    ),
    "MAR/12/2026/JEU 14:22 DUPONT JEAN FAX: 01 99 00 12 34 P. 001/001": FaxHeader(
        number=NUMBER, sender="DUPONT JEAN", sent_on=DAY, page=1, pages=1
    ),
    "2026-03-12 14:22 0199001234 >> 0261910509 P 1/1": FaxHeader(number=NUMBER, sent_on=DAY, page=1, pages=1),
    "12/03 2026 14:22 TABAC DUMONT 0199001234 001/001": FaxHeader(number=NUMBER, sender="TABAC DUMONT", sent_on=DAY, page=1, pages=1),
    "12=MAR=2026 09:14 DE: GARAGE TESSON 0199001234 A: 0261910509 P.01/02": FaxHeader(
        number=NUMBER, sender="GARAGE TESSON", sent_on=DAY, page=1, pages=2
    ),
    "12/03/26 14:22 GARAGE MARTIN 0199001234 Pg: 1/4": FaxHeader(number=NUMBER, sender="GARAGE MARTIN", sent_on=DAY, page=1, pages=4),
    "Emetteur : MENUISERIE POULAIN Fax : 0199001234 Date : 12/03/2026 10:33 Page : 2/3": FaxHeader(
        number=NUMBER, sender="MENUISERIE POULAIN", sent_on=DAY, page=2, pages=3
    ),
}


@pytest.mark.parametrize("line", LINES)
def test_lines_of_many_makers_are_read(line: str) -> None:
    found = read_fax_header(line, TODAY, "FR")
    wanted = LINES[line]
    assert found is not None
    assert (found.number, found.sent_on, found.page, found.pages) == (wanted.number, wanted.sent_on, wanted.page, wanted.pages)
    assert wanted.sender is None or wanted.sender in (found.sender or "")


def test_a_nought_with_a_stroke_is_taken_for_one() -> None:
    found = read_fax_header("@9-JUN-2826 10:97 DE: CABINET DUVAL 9199001234 A: 6261910509 P.01/01", TODAY, "FR")
    assert found is not None
    assert (found.number, found.sent_on) == (NUMBER, date(2026, 6, 9))


def test_a_day_that_cannot_be_true_is_none() -> None:
    found = read_fax_header("12-MAR-2031 09:14 DE: GARAGE TESSON 0199001234 P.01/02", TODAY, "FR")
    assert found is not None
    assert found.sent_on is None


@pytest.mark.parametrize(
    "line",
    [
        "GARAGE TESSON",
        "Tél. 02 61 91 77 30 – Fax 02 61 91 77 33",
        "Valognes, le 12 mars 2026",
        "Permanence le samedi 12 mars 2026",
        "Page 2",
        "",
    ],
)
def test_lines_of_letters_are_none_of_a_machine(line: str) -> None:
    assert read_fax_header(line, TODAY, "FR") is None


@pytest.mark.parametrize("day", ["12-0CT-2026", "12 0CT 2026", "12/0CT/2026", "12.0CT.2026", "12-0CT-26"])
def test_a_month_whose_o_is_read_as_a_nought_is_one(day: str) -> None:
    assert [one for one, _, _ in days_in(f"{day} 18:20", TODAY)] == [date(2026, 10, 12)]


@pytest.mark.parametrize("text", ["12 000 2026", "12 015 2026", "lot 12 0 CT 2026", "12 00T 2026"])
def test_noughts_make_no_month(text: str) -> None:
    assert list(days_in(text, TODAY)) == []
