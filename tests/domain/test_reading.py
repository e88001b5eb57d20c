from dataclasses import replace

import pytest

from domain.draft import Draft, Kind, Paper, PlacedWord
from domain.evidence import Part, Span
from domain.inbound import Channel
from domain.reading import SURE_FIGURE, is_figure_unsure

TEXT = "devant le 17 rue Thiers"


def letter(confidences: dict[str, int], text: str = TEXT, offset: int = 0) -> Draft:
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        edges = {"left": 0, "top": 0, "right": 9, "bottom": 9}
        confidence = confidences.get(word, 95)
        words.append(PlacedWord(part=Part.BODY, start=at + offset, end=at + offset + len(word), page=0, confidence=confidence, **edges))
    paper = Paper(pages=(0, 0), text_pages=1, quality=0.9, layout=tuple(words))
    return Draft(channel=Channel.SCAN, kind=Kind.REQUEST, text=text, offset=offset, paper=paper)


def span(word: str, offset: int = 0) -> Span:
    start = TEXT.index(word) + offset
    return Span(part=Part.BODY, start=start, end=start + len(word))


@pytest.mark.parametrize(("confidence", "is_unsure"), [(SURE_FIGURE - 1, True), (SURE_FIGURE, False)])
def test_a_figure_is_unsure_below_a_confidence(confidence: int, is_unsure: bool) -> None:
    assert is_figure_unsure(letter({"17": confidence}), span("17 rue Thiers")) is is_unsure


def test_words_without_figures_and_figures_elsewhere_do_not_count() -> None:
    assert not is_figure_unsure(letter({"Thiers": 5}), span("17 rue Thiers"))
    assert not is_figure_unsure(letter({"17": 5}), span("rue Thiers"))


def test_a_part_of_a_letter_is_counted_in_the_whole() -> None:
    assert is_figure_unsure(letter({"17": 20}, offset=400), span("17", offset=400))


def test_other_parts_and_what_came_by_mail_are_never_in_doubt() -> None:
    one = letter({"17": 20})
    assert not is_figure_unsure(one, replace(span("17"), part=Part.HEADING))
    assert not is_figure_unsure(replace(one, paper=None), span("17"))
