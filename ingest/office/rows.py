"""What an office document says, row by row, in the order in which it is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MAX_CHARACTERS = 200_000
"""A letter of sixty pages; what is beyond is told, and stays in the original."""
MAX_ROWS = 20_000
"""Bounds a document of a million empty paragraphs."""


class Side(StrEnum):
    """Along which edge a paragraph is set."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Place(StrEnum):
    """Where on a page rows stand."""

    HEAD = "head"
    BODY = "body"
    FOOT = "foot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph or a line of one. ``indent`` is in points (1/72 inch) from the text's left edge."""

    text: str
    indent: float = 0.0
    side: Side = Side.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """What stands beside each other: the cells of a table's row, each with its paragraphs; one cell, where it is no table."""

    cells: tuple[tuple[Paragraph, ...], ...]
    place: Place = Place.BODY

    @property
    def text(self) -> str:
        """Return the cells divided by tabs; where one has several paragraphs, one cell below the other."""
        parts = ["\n".join(one.text for one in cell) for cell in self.cells]
        return ("\n" if any(len(cell) > 1 for cell in self.cells) else "\t").join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All rows of a document. ``is_cut``: it has more than is read of one."""

    rows: tuple[DocumentRow, ...]
    is_cut: bool = False

    @property
    def text(self) -> str:
        """Return what it says, a line a row; empty lines that follow each other are one."""
        lines = [line.rstrip() for one in self.rows for line in one.text.split("\n")]
        return "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1])).strip()


def document_of_lines(lines: Iterable[str]) -> Document:
    """Return lines of plain text as a document; spaces and tabs in front of one are its indent."""
    rows: list[DocumentRow] = []
    size = 0
    for line in lines:
        size += len(line)
        if size > MAX_CHARACTERS or len(rows) >= MAX_ROWS:
            return Document(rows=tuple(rows), is_cut=True)
        rows.append(DocumentRow(cells=((Paragraph(text=line.rstrip()),),)))
    return Document(rows=tuple(rows))
