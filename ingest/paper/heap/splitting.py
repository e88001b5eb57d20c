"""A heap of pages cut into letters: at separator sheets and patches, at blank pages where that is safe, and nowhere else.

Where a letter seems to begin without a separator is proposed to people (`ingest.paper.heap.starts`), who split and merge by hand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby

from domain.inbound import BlankPages
from domain.paper import BatchReport, HeapRemark, Noted, Origin, Page, Separator, Sheet
from ingest.paper.heap.starts import BEHIND_BLANK, Start, likely_start, starts


@dataclass(frozen=True, slots=True, kw_only=True)
class HeapOptions:
    """What the reader of a heap knows of the folder it came from: what blank pages mean, the town, the codes of its departments."""

    blank_pages: BlankPages = BlankPages.JUDGE
    town: str | None = None
    departments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The pages of one letter, at least one. ``separator`` is what lies before it, ``sheet`` what applies to it of what a sheet says."""

    pages: tuple[Page, ...]
    separator: Separator | None = None
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap:
    """A file's pages as letters (lot), the report, and where people may want to cut further: never at the first page of a piece."""

    pieces: tuple[Piece, ...]
    report: BatchReport
    proposals: tuple[Start, ...] = ()


class _Sort(Enum):
    SHEET = auto()
    PATCH = auto()
    BLANK = auto()
    WRITTEN = auto()


def heap(pages: Sequence[Page], options: HeapOptions | None = None) -> Heap:
    """Return a heap's letters. Every page given is in one piece, or a blank, or a separator; their order stays."""
    options = options or HeapOptions()
    cuts = _cutting_blanks(pages, options.blank_pages)
    pieces = tuple(_pieces(pages, cuts, options))
    proposals = tuple(start for piece in pieces for start in starts(piece.pages))
    return Heap(pieces=pieces, report=_report(pages, pieces, options), proposals=proposals)


def _sort(page: Page) -> _Sort:
    if page.separator is Separator.SHEET or page.sheet is not None:
        return _Sort.SHEET
    if page.separator is Separator.PATCH_T:
        return _Sort.PATCH
    return _Sort.BLANK if page.separator is Separator.BLANK or page.origin is Origin.BLANK else _Sort.WRITTEN


def _pieces(pages: Sequence[Page], cuts: frozenset[int], options: HeapOptions) -> Iterator[Piece]:
    """Give the letters. What lies between two of them collapses into one separator; of several sheets the last one counts."""
    held: list[Page] = []
    separator: Separator | None = None
    sheet: Sheet | None = None
    for place, page in enumerate(pages):
        sort = _sort(page)
        if sort is _Sort.WRITTEN:
            held.append(page)
            continue
        if sort is _Sort.BLANK and place not in cuts:
            continue
        if held:
            yield Piece(pages=tuple(held), separator=separator, sheet=sheet)
            held, separator, sheet = [], None, None
        separator = _stronger(separator, sort)
        sheet = _applied(page.sheet, options) if page.sheet is not None else sheet
    if held:
        yield Piece(pages=tuple(held), separator=separator, sheet=sheet)


def _stronger(separator: Separator | None, sort: _Sort) -> Separator:
    """Return which of two separators in a row is told of."""
    if sort is _Sort.SHEET or separator is Separator.SHEET:
        return Separator.SHEET
    return Separator.PATCH_T if sort is _Sort.PATCH or separator is Separator.PATCH_T else Separator.BLANK


def _applied(sheet: Sheet, options: HeapOptions) -> Sheet | None:
    """Return what of a sheet applies in the town the heap came to; nothing of a sheet made for another one."""
    if _is_foreign(sheet, options):
        return None
    return replace(sheet, department=None) if _is_unknown(sheet, options) else sheet


def _is_foreign(sheet: Sheet, options: HeapOptions) -> bool:
    return sheet.town is not None and sheet.town != options.town


def _is_unknown(sheet: Sheet, options: HeapOptions) -> bool:
    return sheet.department is not None and sheet.department not in options.departments


def _cutting_blanks(pages: Sequence[Page], wanted: BlankPages) -> frozenset[int]:
    """Return the places of the blank pages that end a letter. Where somebody laid sheets or patches, blank pages are only blank."""
    sorts = [_sort(page) for page in pages]
    blanks = [place for place, sort in enumerate(sorts) if sort is _Sort.BLANK]
    if wanted is BlankPages.REMOVE or _Sort.SHEET in sorts or _Sort.PATCH in sorts:
        return frozenset()
    if not _may_be_both_sides(sorts):
        return frozenset(blanks)
    is_every_back = all(sort is _Sort.BLANK for sort in sorts[1::2])
    if wanted is BlankPages.SEPARATE and not is_every_back:
        return frozenset(blanks)
    return frozenset(place for place in blanks if _is_blank_sheet(sorts, place) or _starts_behind(pages, sorts, place))


def _may_be_both_sides(sorts: Sequence[_Sort]) -> bool:
    """Tell whether a heap may have been scanned on both sides: front and back by turns, and no front blank with something on its back."""
    pairs = list(zip(sorts[::2], sorts[1::2], strict=False))
    return len(sorts) % 2 == 0 and all(front is not _Sort.BLANK or back is _Sort.BLANK for front, back in pairs)


def _is_blank_sheet(sorts: Sequence[_Sort], place: int) -> bool:
    """Tell whether front and back of the sheet are blank: then somebody laid it in."""
    return sorts[place - place % 2] is _Sort.BLANK and sorts[place - place % 2 + 1] is _Sort.BLANK


def _starts_behind(pages: Sequence[Page], sorts: Sequence[_Sort], place: int) -> bool:
    """Tell whether the page behind a blank one looks like the first of a letter."""
    if place + 1 >= len(pages) or sorts[place + 1] is not _Sort.WRITTEN:
        return False
    before = next((pages[index] for index in range(place, -1, -1) if sorts[index] is _Sort.WRITTEN), None)
    return likely_start(before, pages[place + 1]).confidence >= BEHIND_BLANK


def _report(pages: Sequence[Page], pieces: Sequence[Piece], options: HeapOptions) -> BatchReport:
    sorts = [_sort(page) for page in pages]
    declared = next((page.sheet.letters for page in pages if _counts(page, options) and page.sheet is not None), None)
    notes = [*_sheet_notes(pages, options)]
    unreadable = tuple(page.number for page in pages if page.origin is Origin.UNREADABLE)
    notes += [Noted(remark=HeapRemark.UNREADABLE, page=number) for number in unreadable]
    if declared is not None and declared != len(pieces):
        notes.append(Noted(remark=HeapRemark.COUNT_DIFFERS))
    return BatchReport(
        pages_in=len(pages),
        pages_out=sum(len(piece.pages) for piece in pieces),
        pieces=len(pieces),
        blanks_removed=sorts.count(_Sort.BLANK),
        separator_pages=sorts.count(_Sort.SHEET) + sorts.count(_Sort.PATCH),
        sheets_read=_leaves(pages, _Sort.SHEET),
        patches_read=_leaves(pages, _Sort.PATCH),
        declared=declared,
        unreadable=unreadable,
        notes=tuple(notes),
    )


def _counts(page: Page, options: HeapOptions) -> bool:
    """Tell whether a page is a sheet that declares the number of letters, and for this town."""
    return page.sheet is not None and page.sheet.letters is not None and not _is_foreign(page.sheet, options)


def _leaves(pages: Sequence[Page], sort: _Sort) -> int:
    """Return how many sheets of paper separators are: two pages in a row that say the same are the two sides of one."""
    runs = (list(run) for _, run in groupby(pages, key=lambda page: (_sort(page), page.sheet)))
    return sum((len(run) + 1) // 2 for run in runs if _sort(run[0]) is sort)


def _sheet_notes(pages: Sequence[Page], options: HeapOptions) -> Iterator[Noted]:
    """Give what is odd about the sheets, once for the two sides of one."""
    before: Sheet | None = None
    for page in pages:
        if page.sheet is not None and page.sheet != before:
            if _is_foreign(page.sheet, options):
                yield Noted(remark=HeapRemark.OTHER_TOWN, page=page.number)
            elif _is_unknown(page.sheet, options):
                yield Noted(remark=HeapRemark.UNKNOWN_DEPARTMENT, page=page.number)
        before = page.sheet
    yield from _lost_sheets(pages)


def _lost_sheets(pages: Sequence[Page]) -> Iterator[Noted]:
    """Give the sheets behind which no letter lies: the next one is another sheet that says something else, or the end."""
    waiting: Page | None = None
    for page in pages:
        if _sort(page) is _Sort.WRITTEN:
            waiting = None
        elif page.sheet is not None:
            if waiting is not None and waiting.sheet != page.sheet:
                yield Noted(remark=HeapRemark.NOTHING_BEHIND, page=waiting.number)
            waiting = page
    if waiting is not None:
        yield Noted(remark=HeapRemark.NOTHING_BEHIND, page=waiting.number)
