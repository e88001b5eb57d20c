"""Stamps of arrival read by themselves, each upright and without what it lies on; the page is then read without them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.errors import UnreadableInputError
from ingest.paper.letter.days import names_calendar_day
from ingest.paper.reading.engine import Engine, Layout
from ingest.paper.reading.frames import Frame, frames_on, lifted, without
from ingest.paper.reading.pixels import Matrix, Prepared, enlarged
from ingest.paper.reading.table import Found, legibility
from ingest.plain import fold

# With its cedilla misread, the letters apart or two words run together.
_ARRIVAL = re.compile(r"\b(?:r ?e ?[cgjx] ?u(?:es?)?(?: ?l ?e)?\b|arriv|courrier|enregistre|received|reponse)")
_NEAR_ARRIVAL = re.compile(r"\b\w{0,3}re[cgjxq]u(?!eil|per)\w{0,4}\b")
"""A mark with a line of the letter across it: « RÉCUTÉE » of « REÇU LE ». With a day beside it in one frame it can mean nothing else."""
_DATER = re.compile(r"\W*\d{1,2}\s*[A-ZÛÉ]{3,9}\.?\s*(?:\d{4}|\d\d)\W*")
"""A day alone as date stamps print it, the month in capitals."""
_OFFICE = re.compile(r"\b(?:mairie|ville|commune|hotel de ville|secretariat|services?)\b")
_SURE = (0.1, 0.3, 0.45)
"""How much of the way from the text's ink to the stamp's is taken for text, in turn: which is right depends on how worn the stamp is."""
_GOOD = 0.6
"""How much sense a reading with a day must make to be kept without trying another."""
_MARKED = 0.25
"""How much more sense a reading makes that has the mark of arrival as well."""
_LARGER = 1.5
_DOUBT = 60.0
"""Confidence under which a word is as often wrong as right."""
_SURE_FIGURE = 75.0
_BEFORE_FIGURES = re.compile(r"^[^\w(]+(?=\d{1,2}$)")
_FIRST_BLOCK = 10_000
"""Blocks of a page are counted from 1; those of stamps from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """Stamps of arrival taken off a page: their words and their frames, in its pixels."""

    words: tuple[Found, ...] = ()
    frames: tuple[Frame, ...] = ()

    def spare(self, found: Sequence[Found]) -> tuple[Found, ...]:
        """Return what was read of the page, without what is left of the stamps: within their frames, and in doubt or read already."""
        return tuple(word for word in found if not self._is_left(word))

    def _is_left(self, word: Found) -> bool:
        if not any(frame.holds(word.edges) for frame in self.frames):
            return False
        return word.confidence < _DOUBT or any(word.text == own.text and _overlap(word, own) for own in self.words)


def without_stamps(page: Prepared, engine: Engine, languages: str) -> tuple[Prepared, Stamps]:
    """Return an upright page without its stamps of arrival, and these.

    What stands in a frame and is no such stamp stays on the page.
    """
    words: list[Found] = []
    frames: list[Frame] = []
    for number, frame in enumerate(frames_on(page)):
        found = _read(page, frame, engine, languages, _FIRST_BLOCK + 100 * number)
        if _is_of_arrival(found):
            words += found
            frames.append(frame)
            page = without(page, frame)
    return page, Stamps(words=tuple(words), frames=tuple(frames))


def _overlap(one: Found, other: Found) -> bool:
    (left, top, right, bottom), (left2, top2, right2, bottom2) = one.edges, other.edges
    return left < right2 and left2 < right and top < bottom2 and top2 < bottom


def _read(page: Prepared, frame: Frame, engine: Engine, languages: str, block: int) -> tuple[Found, ...]:
    """Return the words in a frame, read in the way that makes most sense; a second way is tried for what may be a stamp only."""
    best: tuple[Found, ...] = ()
    for number, part in enumerate(_ways(page, frame)):
        if number and not (frame.is_crossed or _is_of_arrival(best)):
            break
        try:
            table = engine.table(part.picture, round(part.dpi), languages, Layout.BLOCK)
        except UnreadableInputError:
            continue  # a stamp that takes too long is read as a part of the page
        words = [_moved(word, np.linalg.inv(page.to_source) @ part.to_source, block) for word in Found.all_of_table(table)]
        kept = (word for word in words if not word.is_noise(page.picture.shape) and not (frame.is_crossed and _is_guessed(word)))
        found = tuple(map(_bare, kept))
        best = max(best, found, key=_worth)
        if _worth(best) > 1 + _GOOD + _MARKED:
            break
    return best


def _is_guessed(word: Found) -> bool:
    """Tell whether this is a figure half hidden by text: no day is better than a wrong one."""
    return word.confidence < _SURE_FIGURE and any(sign.isdigit() for sign in word.text)


def _bare(word: Found) -> Found:
    """Return a figure without what the text beside it left before it: « ,-26 »."""
    return replace(word, text=_BEFORE_FIGURES.sub("", word.text))


def _ways(page: Prepared, frame: Frame) -> Iterator[Prepared]:
    """Yield what a frame encloses made ready in several ways, the likeliest first."""
    if frame.is_crossed and frame.is_apart:
        for sure in _SURE:
            yield lifted(page, frame, sure)
    plain = lifted(page, frame)
    yield plain
    yield enlarged(plain, plain.dpi * _LARGER)


def _worth(found: tuple[Found, ...]) -> float:
    """Return how much sense a stamp makes: 0 to 1, 1 more where it names a day, and some more where it says that it is of arrival."""
    text = _text(found)
    return legibility(found) + names_calendar_day(text) + _MARKED * (_ARRIVAL.search(fold(text)) is not None)


def _is_of_arrival(found: tuple[Found, ...]) -> bool:
    text = _text(found)
    folded = fold(text)
    if _ARRIVAL.search(folded) is not None:
        return True
    signs = _OFFICE.search(folded) or _NEAR_ARRIVAL.search(folded) or _DATER.fullmatch(text)
    return signs is not None and names_calendar_day(text)


def _text(found: tuple[Found, ...]) -> str:
    return " ".join(word.text for word in found)


def _moved(word: Found, forth: Matrix, block: int) -> Found:
    """Return a word where it stands on the page: the middle of its slanted box's sides."""
    left, top, right, bottom = word.edges
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]], np.float64) @ forth.T
    places = corners[:, :2] / corners[:, 2:]
    x, y = np.sort(places[:, 0]), np.sort(places[:, 1])
    edges = (round((x[0] + x[1]) / 2), round((y[0] + y[1]) / 2), round((x[2] + x[3]) / 2), round((y[2] + y[3]) / 2))
    number, paragraph, line = word.line
    return replace(word, edges=edges, block=(block + number, paragraph), line=(block + number, paragraph, line))
