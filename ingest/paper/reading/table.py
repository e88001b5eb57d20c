"""Tesseract's table taken apart: words kept, noise dropped, lines put together, and how much sense it makes. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from domain.paper import Box, Line, Word

_COLUMNS = 12
_WORD_LEVEL = "5"
_LEAST_CONFIDENCE = 10.0
_FEW_LETTERS = _FEW_WORDS = 3
_EDGE_CONFIDENCE = 80.0
_NOISE_CONFIDENCE = 55.0
_EDGE = 0.02
_HIGHEST = 0.12
_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæAEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ")
_WORDLIKE = re.compile(
    r"[«\"“„'’(\[]*(?:"
    r"(?:[^\W\d_]{1,2}['’])?(?:[^\W\d_]?[^\W\dA-ZÀ-ÞŒ_]+|[A-ZÀ-ÞŒ]+)(?:[-'’.·/]+(?:[^\W\d_]?[^\W\dA-ZÀ-ÞŒ_]*|[A-ZÀ-ÞŒ]+))*"
    r"|[+-]?\d+(?:[.,:/h°%-]*\d+)*(?:er|ère|e|ème|h|€|%|°)?"
    r"|[\w.+-]+@[\w.-]+|[^\W\d_]{1,4}[-./]?\d[\w./-]*|[nN]°\d*|[€&%:;!?«»–—-]|\d+[A-Za-z]{1,3}"
    r")[.,;:!?)\]»\"”'’…]*"
)
_FRENCH_WORDS = frozenset("de la le les et des du je vous une un est pour que qui dans sur pas ne au nous mon ma votre avec à".split())  # noqa: SIM905 - read as text
_ENGLISH_WORDS = frozenset("the of and to is in for my with it that was you have this be on at are not your from we which".split())  # noqa: SIM905 - read as text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A word of the table; ``edges`` are left, top, right and bottom in pixels, ``line`` and ``block`` count as the table does."""

    text: str
    confidence: float
    edges: tuple[int, int, int, int]
    block: tuple[int, int]
    line: tuple[int, int, int]

    @classmethod
    def of_table(cls, table: str, shape: tuple[int, ...], scale: tuple[float, float] = (1.0, 1.0)) -> tuple["Found", ...]:
        """Return the words of a table of a picture of that ``shape`` that are more than noise.

        Where a smaller picture was read, ``scale`` is how many pixels one of its makes, across and down.
        """
        return tuple(word for word in cls.all_of_table(table, scale) if not word.is_noise(shape))

    @classmethod
    def all_of_table(cls, table: str, scale: tuple[float, float] = (1.0, 1.0)) -> tuple["Found", ...]:
        """Return the words of a table, noise among them."""
        rows = (row.split("\t") for row in table.splitlines())
        return tuple(cls._of_row(row, scale) for row in rows if len(row) == _COLUMNS and row[0] == _WORD_LEVEL)

    @classmethod
    def _of_row(cls, row: Sequence[str], scale: tuple[float, float]) -> "Found":
        block, paragraph, line = (int(row[column]) for column in (2, 3, 4))
        left, top, width, height = (int(row[column]) for column in (6, 7, 8, 9))
        across, down = scale
        return cls(
            text=row[11].strip(),
            confidence=float(row[10]),
            edges=(round(left * across), round(top * down), round((left + width) * across), round((top + height) * down)),
            block=(block, paragraph),
            line=(block, paragraph, line),
        )

    @property
    def runs_down(self) -> bool:
        """Tell whether the word stands on its side: tesseract reads such blocks too, and on a page that lies wrong all of them."""
        left, top, right, bottom = self.edges
        return len(self.text) >= _FEW_LETTERS and (bottom - top) > 1.3 * (right - left)

    def _has_letters(self) -> bool:
        """Tell whether this is mostly letters and figures, three or more: tesseract gives many a right word of a fax a confidence of 0."""
        letters = sum(sign.isalnum() for sign in self.text)
        return letters >= _FEW_LETTERS and 2 * letters > len(self.text)

    def is_noise(self, shape: tuple[int, ...]) -> bool:
        """Tell whether this is no word of a picture of that ``shape``: a rule, a stain, the edge of the sheet."""
        if not self.text or (self.confidence < _LEAST_CONFIDENCE and not self._has_letters()):
            return True
        left, top, right, bottom = self.edges
        if bottom - top > _HIGHEST * shape[0] or right <= left or bottom <= top:
            return True
        is_sign = not any(sign.isalnum() for sign in self.text)
        if is_sign and self.confidence < _NOISE_CONFIDENCE:
            return True
        height, width = shape[0], shape[1]
        is_beside = right < _EDGE * width or left > (1 - _EDGE) * width
        is_at_edge = is_beside or bottom < _EDGE * height / 2 or top > (1 - _EDGE / 2) * height
        is_scrap = is_sign or (len(self.text) < _FEW_LETTERS and self.confidence < _EDGE_CONFIDENCE)
        return is_at_edge and is_scrap


def lines_of(found: Sequence[Found], boxes: Sequence[Box]) -> tuple[Line, ...]:
    """Return lines from top to bottom within each block of the table; blocks are numbered from 0, one a paragraph."""
    places = dict(zip(found, boxes, strict=True))
    numbers: dict[tuple[int, int], int] = {}
    lines = []
    for _, members in groupby(found, key=lambda word: word.block[0]):
        for row in _rows(tuple(members)):
            words = tuple(Word(text=word.text, box=places[word], confidence=min(100, round(word.confidence))) for word in row)
            paragraph = Counter(word.block for word in row).most_common(1)[0][0]
            lines.append(Line(words=words, block=numbers.setdefault(paragraph, len(numbers))))
    return tuple(lines)


def _rows(block: tuple[Found, ...]) -> list[list[Found]]:
    """Return a block's words line by line. On a noisy page tesseract cuts a line in two and puts one half elsewhere: they are joined."""
    parts = [list(members) for _, members in groupby(block, key=lambda word: word.line)]
    parts.sort(key=lambda part: _span(part)[0] + _span(part)[1])
    rows: list[list[Found]] = []
    for part in parts:
        if rows and _are_one_line(rows[-1], part):
            rows[-1] = sorted(rows[-1] + part, key=lambda word: word.edges[0])
        else:
            rows.append(part)
    return rows


def _are_one_line(first: Sequence[Found], second: Sequence[Found]) -> bool:
    """Tell whether two parts stand side by side: most of the lower one's height beside the other, and neither over the other."""
    (first_top, first_bottom), (second_top, second_bottom) = _span(first), _span(second)
    shared = min(first_bottom, second_bottom) - max(first_top, second_top)
    if shared < 0.6 * min(first_bottom - first_top, second_bottom - second_top):
        return False
    return not any(one.edges[0] < other.edges[2] and other.edges[0] < one.edges[2] for one in first for other in second)


def _span(part: Sequence[Found]) -> tuple[float, float]:
    """Return the middle height of a part's upper and lower edges."""
    return float(median(word.edges[1] for word in part)), float(median(word.edges[3] for word in part))


def legibility(found: Sequence[Found]) -> float:
    """Return 0 to 1, near the share of letters that are right: how sure the reader is, less where it gives no words but a jumble."""
    total = sum(len(word.text) for word in found)
    if not total:
        return 0.0
    sure = sum(len(word.text) * word.confidence for word in found) / total / 100
    plausible = sum(len(word.text) for word in found if is_wordlike(word.text) and not word.runs_down) / total
    return float(sure * (0.25 + 0.75 * plausible))


def is_wordlike(text: str) -> bool:
    """Tell whether a word could be one: letters in one case, with a vowel from three on, a number, a date, an address on the net."""
    if not _WORDLIKE.fullmatch(text):
        return False
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) < _FEW_LETTERS or text.isupper() or any(sign in _VOWELS for sign in letters) or any(sign.isdigit() for sign in text)


def is_english(found: Sequence[Found]) -> bool:
    """Tell whether English little words are more than French ones."""
    words = [word.text.lower().strip(".,;:") for word in found]
    english, french = (sum(word in known for word in words) for known in (_ENGLISH_WORDS, _FRENCH_WORDS))
    return english >= _FEW_WORDS and english > 1.5 * french
