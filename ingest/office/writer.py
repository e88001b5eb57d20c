"""Puts what a document says together as it is read: paragraphs, tables, what stands beside what."""

from ingest.office.rows import MAX_CHARACTERS, MAX_ROWS, Document, DocumentRow, Paragraph, Place, Side


class EnoughError(Exception):
    """As much has been read as is allowed."""


class Writer:
    """Puts paragraphs and cells together as they are read."""

    def __init__(self) -> None:
        """Begin in the body of an empty document."""
        self.rows: list[DocumentRow] = []
        self.place = Place.BODY
        self._text: list[str] = []
        self._size = 0
        self._indent, self._side = 0.0, Side.LEFT
        self._cells: list[list[Paragraph]] = []
        self._tables = 0

    def say(self, text: str) -> None:
        """Take words of the paragraph being read. Raises EnoughError."""
        self._size += len(text)
        if self._size > MAX_CHARACTERS:
            self._text.append(text[: len(text) - (self._size - MAX_CHARACTERS)])
            self.end_paragraph()
            raise EnoughError
        self._text.append(text)

    def set_at(self, indent: float, side: Side) -> None:
        """Say how the paragraph being read is set."""
        self._indent, self._side = indent, side

    def end_paragraph(self) -> None:
        """Keep the paragraph being read."""
        lines = "".join(self._text).split("\n")
        found = [Paragraph(text=line.rstrip(), indent=self._indent, side=self._side) for line in lines]
        self._text, self._indent, self._side = [], 0.0, Side.LEFT
        if self._tables and self._cells:
            self._cells[-1] += found
        else:
            self._add([(one,) for one in found])

    def begin_table(self) -> None:
        """Begin a table, maybe within another one's cell."""
        self._tables += 1

    def end_table(self) -> None:
        """End a table."""
        self._tables = max(0, self._tables - 1)

    def begin_cell(self) -> None:
        """Begin a cell."""
        if self._tables == 1:
            self._cells.append([])

    def drop_last_cell(self) -> None:
        """Forget the cell that was begun behind the last one of a row."""
        if self._tables == 1 and self._cells and not self._cells[-1]:
            self._cells.pop()

    def end_row(self) -> None:
        """Keep a row's cells; a table within a cell is read as lines of it."""
        if self._tables == 1 and self._cells:
            cells = [tuple(one for one in cell if one.text) for cell in self._cells]
            self.rows.append(DocumentRow(cells=tuple(cells), place=self.place))
            self._cells = []
            self._check()

    def finished(self, *, is_cut: bool) -> Document:
        """Return the document, ``is_cut`` where it has more than was read."""
        if self._text:
            self.end_paragraph()
        if self._cells:
            self._tables = 1
            self.end_row()
        return Document(rows=tuple(self.rows[:MAX_ROWS]), is_cut=is_cut)

    def _add(self, cells: list[tuple[Paragraph, ...]]) -> None:
        self.rows += [DocumentRow(cells=(cell,), place=self.place) for cell in cells]
        self._check()

    def _check(self) -> None:
        if len(self.rows) > MAX_ROWS:
            raise EnoughError


def without_twice(document: Document) -> Document:
    """Return a document without heads and feet that say what another said already: those of first, odd and even pages are often alike."""
    kept: list[DocumentRow] = []
    said: set[tuple[Place, str]] = set()
    for one in document.rows:
        key = (one.place, one.text.strip())
        if one.place is Place.BODY or (key not in said and key[1]):
            kept.append(one)
        said.add(key)
    return Document(rows=tuple(kept), is_cut=document.is_cut)
