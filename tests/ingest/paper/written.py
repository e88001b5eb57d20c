"""Letters as they are set on paper, for tests: blocks of lines at their place on the page, and what is in them.

A file has lines « key: value » of what is expected, « --- », then blocks: « @left top » in hundredths of the page, the lines below each
other. « === » begins a page. All in them is invented. Keys of no test (« subject », « place », « drafts ») are for those who try the rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.paper import Box, Line, Origin, Page, Word

LETTERS = Path(__file__).parent / "letters"
LETTER = 84
"""Width of a letter: a line of a hundred letters fills a page but for its margins."""
HEIGHT, STEP = 120, 178
_DOUBTFUL = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter and what is expected of it; ``expected`` has empty values where there must be nothing."""

    name: str
    expected: dict[str, str]
    sheets: tuple[tuple[tuple[float, float, tuple[str, ...]], ...], ...]


def letters(folder: Path = LETTERS) -> Iterator[Written]:
    """Yield the letters of a folder."""
    for path in sorted(folder.glob("*.txt")):
        yield read(path.stem, path.read_text(encoding="utf-8"))


def read(name: str, source: str) -> Written:
    """Return the letter a file holds."""
    told, _, drawn = source.partition("---\n")
    expected = dict(line.split(":", 1) for line in told.splitlines() if line.strip())
    sheets = []
    for part in drawn.split("===\n"):
        blocks: list[tuple[float, float, list[str]]] = []
        for line in part.splitlines():
            if line.startswith("@"):
                left, top = line[1:].split()
                blocks.append((float(left), float(top), []))
            elif line.strip():
                blocks[-1][2].append(line)
        sheets.append(tuple((left, top, tuple(lines)) for left, top, lines in blocks))
    return Written(name=name, expected={key.strip(): value.strip() for key, value in expected.items()}, sheets=tuple(sheets))


def pages(letter: Written, first: int = 0) -> tuple[Page, ...]:
    """Return the letter's pages as a perfect recognition would give them, block by block."""
    noisy = "noise" in letter.expected
    return tuple(
        Page(
            number=first + number,
            origin=Origin.OCR,
            width=595,
            height=842,
            lines=tuple(
                Line(words=words(text, round(left * 100), round(top * 100) + STEP * index, _DOUBTFUL if noisy else 93), block=block)
                for block, (left, top, lines) in enumerate(sheet)
                for index, text in enumerate(lines)
            ),
        )
        for number, sheet in enumerate(letter.sheets)
    )


def words(text: str, left: int, top: int, confidence: int) -> tuple[Word, ...]:
    """Return the words of a line with the places they have in type of one width."""
    found = []
    at = 0
    for part in text.split():
        start = text.index(part, at)
        at = start + len(part)
        box = Box(left=left + start * LETTER, top=top, right=left + at * LETTER, bottom=top + HEIGHT)
        found.append(Word(text=part, box=box, confidence=confidence))
    return tuple(found)
