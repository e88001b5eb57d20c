"""The pages of a file to its letters: cut at what separates them, each made a draft."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from domain.draft import Draft, Kind, Remark
from domain.ids import DepartmentCode
from domain.inbound import Channel
from domain.paper import BatchReport, Origin, Page
from ingest.paper.circumstances import Circumstances
from ingest.paper.heap.splitting import Piece, heap
from ingest.paper.heap.starts import Start
from ingest.paper.letter.draft import letter_draft
from ingest.paper.opening.survey import Survey, Trouble

_REMARKS = {
    Trouble.MALFORMED: Remark.DAMAGED,
    Trouble.TRUNCATED: Remark.DAMAGED,
    Trouble.NO_PAGES: Remark.DAMAGED,
    Trouble.TOO_MANY_PIXELS: Remark.TOO_LARGE,
    Trouble.TOO_LARGE: Remark.TOO_LARGE,
    Trouble.TOO_MANY_PAGES: Remark.TOO_MANY_PARTS,
    Trouble.BOMB: Remark.MEMORY_LIMIT,
    Trouble.PASSWORD: Remark.ENCRYPTED,
    Trouble.TOO_SLOW: Remark.TIME_LIMIT,
    Trouble.OLD_FORMAT: Remark.OLD_FORMAT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters of a file in order, how it was cut, and where people may want to cut further."""

    drafts: tuple[Draft, ...]
    report: BatchReport
    proposals: tuple[Start, ...] = ()


def letters(pages: Sequence[Page], known: Circumstances, first_item: int = 1) -> Letters:
    """Return the letters of a file's pages, which are in order; ``item`` counts from ``first_item``."""
    found = heap(pages, known.heap)
    starts = {start.page for start in found.proposals}
    drafts = tuple(letter(piece, known, item, starts) for item, piece in enumerate(found.pieces, start=first_item))
    return Letters(drafts=drafts, report=found.report, proposals=found.proposals)


def unopened(trouble: Trouble, known: Circumstances, item: int = 1) -> Draft:
    """Return the draft of a document none of whose pages could be had: it is for people, with the reason."""
    return Draft(channel=known.channel, kind=Kind.REQUEST, item=item, remarks=(remark_of(trouble),))


def remark_of(trouble: str) -> Remark:
    """Return what a person is told of a page's or a file's trouble."""
    return _REMARKS[Trouble(trouble)] if trouble in _REMARKS else Remark(trouble) if trouble in set(Remark) else Remark.DAMAGED


def remarks_of(survey: Survey) -> tuple[Remark, ...]:
    """Return what a person is told of a file beside its pages: that there was no more to be had, and what in it is never opened."""
    inside = survey.inside
    told = {
        Remark.HOLDS_FILES: bool(inside.embedded) or inside.is_portfolio,
        Remark.ACTIVE: inside.has_launch or inside.has_script,
        Remark.ADOBE_FORM: inside.has_xfa,
        Remark.SIGNED: inside.is_signed,
    }
    trouble = () if survey.trouble is None else (remark_of(survey.trouble),)
    return (*trouble, *(remark for remark, holds in told.items() if holds))


def letter(piece: Piece, known: Circumstances, item: int, starts: Collection[int]) -> Draft:
    """Return the letter on a piece's pages; ``starts`` are the numbers of pages on which another one may begin."""
    sheet = piece.sheet
    channel = Channel(sheet.channel) if sheet is not None and sheet.channel else known.channel
    received_on = sheet.received_on if sheet is not None and sheet.received_on else known.received_on
    draft = letter_draft(piece.pages, channel, known.reception, known.today, received_on)
    troubles = dict.fromkeys(remark_of(page.trouble or "") for page in piece.pages if page.origin is Origin.UNREADABLE)
    if troubles and draft.kind is Kind.BLANK:
        # What could not be read is not empty.
        draft = replace(draft, kind=Kind.REQUEST, remarks=tuple(one for one in draft.remarks if one is not Remark.EMPTY))
    paper = draft.paper
    if sheet is not None and sheet.department and paper is not None:
        paper = replace(paper, department=DepartmentCode(sheet.department))
    inner = (Remark.SECOND_LETTER,) if any(page.number in starts for page in piece.pages[1:]) else ()
    return replace(draft, item=item, remarks=tuple(dict.fromkeys((*draft.remarks, *troubles, *inner))), paper=paper)
