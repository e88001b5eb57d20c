"""Pages packed for the cutting of a heap."""

import json

from hypothesis import given
from hypothesis import strategies as st

from domain.paper import Box, Line, Origin, Page, Word
from ingest.paper.heap.splitting import heap
from ingest.paper.outline import bare, outline, unpacked

A_LINE = Line(
    words=(
        Word(text="Objet :", box=Box(left=100, top=200, right=300, bottom=240), confidence=91),
        Word(text="chaussée", box=Box(left=320, top=198, right=700, bottom=242), confidence=90),
    ),
    block=3,
)
SIDES = st.integers(min_value=0, max_value=10_000)
WORDS = st.builds(
    Word,
    text=st.text(alphabet=st.characters(codec="utf-8"), min_size=1),
    box=st.builds(Box, left=SIDES, top=SIDES, right=SIDES, bottom=SIDES),
    confidence=st.integers(min_value=0, max_value=100),
)
LINES = st.lists(st.builds(Line, words=st.lists(WORDS, max_size=4).map(tuple), block=st.integers(min_value=0, max_value=99)), max_size=5)


def test_a_page_comes_back_with_its_lines_but_without_their_words() -> None:
    page = Page(number=7, origin=Origin.OCR, lines=(A_LINE, Line(words=())), width=595.0, height=842.0, quality=0.9)
    packed = outline(page)
    assert (packed.number, packed.page) == (7, bare(page))
    (line,) = unpacked(packed).lines
    assert (line.text, line.box, line.block) == ("Objet : chaussée", Box(left=100, top=198, right=700, bottom=242), 3)
    assert len(line.words) == 1


@given(LINES)
def test_no_line_is_lost(lines: list[Line]) -> None:
    page = Page(number=0, origin=Origin.OCR, lines=tuple(lines))
    kept = [line for line in lines if line.words]
    packed = outline(page)
    assert json.loads(json.dumps(packed.lines)) == packed.lines
    assert [(line.text, line.box, line.block) for line in unpacked(packed).lines] == [(line.text, line.box, line.block) for line in kept]


def test_a_heap_is_cut_by_outlines_as_by_whole_pages() -> None:
    """The salutation and the day of a second letter are found in what was packed."""
    first = _page(0, ("le 3 mars 2026", "Madame, Monsieur,", "la rue est sombre.", "Veuillez agréer mes salutations distinguées."))
    second = _page(1, ("Mairie de Valognes", "le 4 mars 2026", "Objet : bruit", "Monsieur le Maire,", "le chantier commence trop tôt."))
    whole, packed = heap((first, second)), heap(tuple(unpacked(outline(page)) for page in (first, second)))
    assert whole.proposals == packed.proposals
    assert [one.page for one in whole.proposals] == [1]


def _page(number: int, texts: tuple[str, ...]) -> Page:
    lines = []
    for place, text in enumerate(texts):
        top = 1000 + 400 * place
        words = tuple(
            Word(text=word, box=Box(left=1000 + 500 * at, top=top, right=1400 + 500 * at, bottom=top + 100), confidence=95)
            for at, word in enumerate(text.split())
        )
        lines.append(Line(words=words, block=place))
    return Page(number=number, origin=Origin.OCR, lines=tuple(lines), width=595.0, height=842.0)
