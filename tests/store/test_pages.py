from dataclasses import replace
from datetime import date

from domain.ids import InboundId
from domain.paper import Box, Line, Origin, Page, Separator, Sheet, Word
from store import inbounds, pages
from store.engine import Database
from tests.store.samples import VALOGNES, inbound

WORD = Word(text="Péril", box=Box(left=1, top=2, right=3, bottom=4), confidence=91)
READ = Page(number=0, origin=Origin.OCR, lines=(Line(words=(WORD, WORD), block=2), Line(words=())), width=595.2, turned=90, quality=0.93)
SHEET = Sheet(town=VALOGNES, department="VOI", received_on=date(2026, 3, 12), letters=4)
BETWEEN = Page(number=1, origin=Origin.OCR, separator=Separator.SHEET, sheet=SHEET)
BROKEN = Page(number=2, origin=Origin.UNREADABLE, trouble="time_limit")


def _arrival(database: Database) -> InboundId:
    with database.write() as session:
        return inbounds.add(session, inbound())[0]


def test_pages_come_back_as_they_were_read(served: Database) -> None:
    arrival = _arrival(served)
    with served.write() as session:
        pages.add(session, arrival, {(0, 1): BETWEEN, (0, 0): READ})
        pages.add(session, arrival, {(1, 2): BROKEN})
        pages.add(session, arrival, {})
    with served.read() as session:
        assert list(pages.find(session, arrival).items()) == [((0, 0), READ), ((0, 1), BETWEEN), ((1, 2), BROKEN)]
        assert list(pages.find(session, arrival, 1).values()) == [BROKEN]


def test_a_page_that_is_there_stays(served: Database) -> None:
    arrival = _arrival(served)
    with served.write() as session:
        pages.add(session, arrival, {(0, 0): READ})
        pages.add(session, arrival, {(0, 0): BROKEN})
        assert pages.find(session, arrival) == {(0, 0): READ}


def test_characters_that_no_database_takes_do_not_lose_a_page(served: Database) -> None:
    arrival = _arrival(served)
    odd = replace(READ, lines=(Line(words=(replace(WORD, text="a\x00\ud800b"),)),))
    with served.write() as session:
        pages.add(session, arrival, {(0, 0): odd})
    with served.read() as session:
        assert pages.find(session, arrival)[0, 0].text == "a��b"
