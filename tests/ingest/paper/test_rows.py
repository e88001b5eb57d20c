from domain.paper import Box, Line, Origin, Page, Word
from ingest.paper.letter.rows import bands, page_rows


def line(text: str, left: int, top: int, right: int, bottom: int) -> Line:
    return Line(words=(Word(text=text, box=Box(left=left, top=top, right=right, bottom=bottom), confidence=90),), block=0)


def page(*lines: Line) -> Page:
    return Page(number=0, origin=Origin.OCR, lines=lines, width=595, height=842, quality=1.0)


def test_lines_of_a_crooked_page_follow_each_other() -> None:
    rows = page_rows(page(line("months.", 1900, 3464, 3400, 3637), line("after-eight", 2000, 3311, 8150, 3565)))
    assert [one.text for one in rows] == ["after-eight", "months."]
    assert len(bands(rows)) == 2


def test_the_edge_of_the_paper_is_no_row() -> None:
    rows = page_rows(page(line("|", 700, 1100, 740, 1900), line("Below", 2000, 1600, 3000, 1700), line("Above", 2100, 1200, 3100, 1300)))
    assert [one.text for one in rows] == ["Above", "Below"]


def test_what_stands_beside_is_one_band() -> None:
    rows = page_rows(page(line("Right", 5000, 1020, 6000, 1120), line("Left", 1000, 1000, 2000, 1100)))
    assert [[one.text for one in band] for band in bands(rows)] == [["Left", "Right"]]
