"""Pages of paper as they were read: kept as they come, so that a heap need not be read anew from its first page."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import JSON, Insert, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from domain.ids import InboundId
from domain.paper import Box, Line, Origin, Page, Word
from store.columns import storable
from store.mapping import dump, load
from store.schema import PageRow
from store.upsert import dialect_of, insert_into

Place = tuple[int, int]
"""File of the arrival and page in it, both from 0."""


def add(session: Session, inbound_id: InboundId, pages: Mapping[Place, Page]) -> None:
    """Write pages of an arrival; one that is there stays as it is."""
    if pages:
        rows = [
            {"inbound_id": inbound_id, "file": file, "number": number, "document": _dumped(page)} for (file, number), page in pages.items()
        ]
        session.execute(_adding(dialect_of(session)), rows)


def find(session: Session, inbound_id: InboundId, file: int | None = None, numbers: tuple[int, int] | None = None) -> dict[Place, Page]:
    """Return the pages of an arrival, or of one of its files, that are kept, in order; ``numbers`` are the first and the last wanted."""
    statement = select(PageRow).where(PageRow.inbound_id == inbound_id).order_by(PageRow.file, PageRow.number)
    if file is not None:
        statement = statement.where(PageRow.file == file)
    if numbers is not None:
        statement = statement.where(PageRow.number.between(*numbers))
    return {(row.file, row.number): _loaded(row.document) for row in session.scalars(statement)}


def written(session: Session, inbound_id: InboundId, file: int, numbers: tuple[int, int]) -> tuple[int, ...]:
    """Return the numbers of a file's pages, from the first to the last wanted, that are neither blank nor separators, in order."""
    document = type_coerce(PageRow.document, JSON().with_variant(JSONB(), "postgresql"))
    statement = (
        select(PageRow.number, document["origin"], document["separator"], document["sheet"])
        .where(PageRow.inbound_id == inbound_id, PageRow.file == file, PageRow.number.between(*numbers))
        .order_by(PageRow.number)
    )
    found = session.execute(statement)
    return tuple(number for number, origin, separator, sheet in found if origin != Origin.BLANK and separator is None and sheet is None)


def _dumped(page: Page) -> dict[str, Any]:  # Any: a JSON document
    """Return a page as a document, its words as short lists: by name, their boxes would be ten times as long as they."""
    lines = [[line.block, *map(_listed, line.words)] for line in page.lines]
    return {**dump(replace(page, lines=())), "lines": lines}


def _listed(word: Word) -> list[str | int]:
    return [storable(word.text), word.box.left, word.box.top, word.box.right, word.box.bottom, word.confidence]


def _loaded(document: dict[str, Any]) -> Page:  # Any: a JSON document
    lines = tuple(Line(block=block, words=tuple(_word(*word) for word in words)) for block, *words in document["lines"])
    return replace(load(Page, {**document, "lines": ()}), lines=lines)


def _word(text: str, left: int, top: int, right: int, bottom: int, confidence: int) -> Word:
    return Word(text=text, box=Box(left=left, top=top, right=right, bottom=bottom), confidence=confidence)


@cache
def _adding(dialect: str) -> Insert:
    return insert_into(dialect, PageRow).on_conflict_do_nothing(index_elements=["inbound_id", "file", "number"])
