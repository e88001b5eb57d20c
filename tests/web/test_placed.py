from domain.draft import PlacedWord
from domain.evidence import Part, Span
from domain.paper import Box, Line, Origin, Page, Separator, Word
from web.highlight import Mark, Piece, pieces
from web.placed import Spot, anchor_id, own_pages, sheets

TEXT = "trou rue de Poterie."


def word(start: int, end: int, left: int, *, page: int = 0, top: int = 1000, part: Part = Part.BODY) -> PlacedWord:
    """Return a word, a hundred wide for each letter."""
    right = left + 100 * (end - start)
    return PlacedWord(part=part, start=start, end=end, page=page, left=left, top=top, right=right, bottom=top + 100, confidence=95)


LAYOUT = (word(0, 4, 1000), word(4, 7, 1600), word(8, 10, 2000), word(11, 19, 1000, top=1200))


def page(number: int = 0, *lines: Line, **how: object) -> Page:
    return Page(number=number, origin=Origin.OCR, lines=lines, **{"width": 595.0, "height": 842.0, **how})  # type: ignore[arg-type]


def cut(*marks: Mark) -> dict[Part, tuple[Piece, ...]]:
    return {Part.BODY: pieces(TEXT, marks, (0, len(TEXT)))}


def mark(start: int, end: int, kind: str = "place") -> Mark:
    return Mark(start=start, end=end, kind=kind, title=kind)


def test_words_of_a_line_that_are_marked_together_are_one_rectangle() -> None:
    (sheet,) = sheets([page()], LAYOUT, cut(mark(4, 18)), {})
    (found,) = sheet.marked
    assert found.spots == (
        Spot(left=1580, top=982, width=640, height=136),
        Spot(left=980, top=1182, width=740, height=136),  # without the full stop, an eighth of the word
    )


def test_two_columns_are_not_joined_and_neither_are_pages() -> None:
    layout = (word(0, 4, 1000), word(5, 8, 6000), word(9, 11, 1000, page=1))
    first, second = sheets([page(0), page(1)], layout, cut(mark(0, 11)), {})
    assert len(first.marked[0].spots) == 2
    assert len(second.marked[0].spots) == 1


def test_evidence_of_another_part_of_the_letter_stays_there() -> None:
    layout = (word(0, 4, 1000), word(0, 4, 5000, part=Part.SIGNATURE))
    (sheet,) = sheets([page()], layout, cut(mark(0, 4)), {})
    assert [spot.left for one in sheet.marked for spot in one.spots] == [980]


def test_a_link_leads_to_the_first_page_of_what_it_is_about() -> None:
    layout = (word(0, 4, 1000, page=3), word(5, 8, 1000, page=4))
    marks = {Part.BODY: [mark(0, 8), mark(0, 8, "subject")]}
    first, second = sheets([page(3), page(4)], layout, cut(), marks)
    assert [one.id for one in first.anchors] == [anchor_id(Span(part=Part.BODY, start=0, end=8))]
    assert second.anchors == ()


def test_places_nobody_could_show_do_no_harm() -> None:
    layout = (word(0, 0, 1000), PlacedWord(part=Part.BODY, start=0, end=4, page=0, left=9990, top=50, right=10, bottom=0, confidence=0))
    (sheet,) = sheets([page(width=0.0, height=-3.0)], layout, cut(mark(0, 4)), {})
    assert all(0 <= side <= 10_000 for one in sheet.marked for spot in one.spots for side in (spot.left, spot.width, spot.top, spot.height))
    assert (sheet.width, sheet.height) == (793, 1123)


def test_a_page_that_says_it_is_enormous_is_shown_as_large_as_any() -> None:
    (sheet,) = sheets([page(width=9e9, height=1.0)], (), cut(), {})
    assert (sheet.width, sheet.height) == (793, 1123)


def test_words_read_with_doubt_are_marked_in_picture_and_text() -> None:
    box = Box(left=100, top=200, right=300, bottom=260)
    line = Line(words=(Word(text="sûr", box=box, confidence=90), Word(text="favcec", box=box, confidence=31)))
    (sheet,) = sheets([page(0, line)], (), cut(), {})
    assert len(sheet.unsure) == 1
    assert [(one.text, one.is_unsure) for one in sheet.paragraphs[0][0]] == [("sûr", False), ("favcec", True)]


def test_lines_of_a_block_are_one_paragraph() -> None:
    box = Box(left=0, top=0, right=1, bottom=1)
    lines = [Line(words=(Word(text=text, box=box, confidence=99),), block=block) for text, block in (("a", 0), ("b", 0), ("c", 1))]
    (sheet,) = sheets([page(0, *lines)], (), cut(), {})
    assert [len(one) for one in sheet.paragraphs] == [2, 1]


def test_blank_pages_and_separators_are_not_looked_at_unless_there_is_nothing_else() -> None:
    blank = Page(number=1, origin=Origin.BLANK)
    separator = page(2, separator=Separator.PATCH_T)
    assert own_pages([page(0), blank, separator, page(3)]) == (page(0), page(3))
    assert own_pages([blank]) == (blank,)


def test_a_page_that_was_not_read_is_counted_and_says_why() -> None:
    gone = Page(number=1, origin=Origin.UNREADABLE, quality=0.0, trouble="malformed")
    late = page(2, trouble="time_limit")
    first, second, third = sheets([page(0), gone, late], (), cut(), {})
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    assert (second.is_shown, second.trouble, third.is_shown) == (False, "malformed", True)
