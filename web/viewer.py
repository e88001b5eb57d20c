"""What the source viewer shows: pages of a letter or of an attachment, the words on them, the passages of a text that may be taken out."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.draft import Attachment
from domain.errors import InvalidError, Mistake, NotFoundError, UnreadableInputError
from domain.ids import RequestId, Sha256
from domain.paper import Page
from domain.place import Point
from flows.attached import digest_of_file, file_of_piece, may_be_read
from flows.cut import Span, find_span
from flows.unlock import opened_pieces
from flows.wording import say
from ingest.paper.opening.survey import FileKind, Survey
from store import requests
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.access import Eyes
from web.desk import Desk
from web.paper import MOST_SHEETS, PaperView, hands_out_whole
from web.placed import Sheet, bare_sheets
from web.visitor import Member
from web.words import N_

PIECE = "piece-"
"""Begins the name of the view that shows an attachment; its part follows."""
IN_COLOUR = {FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png", FileKind.WEBP: "image/webp"}
"""Pictures every browser shows: photos go out as they came, for pages drawn here are grey."""
_PART = re.compile(r"piece-([0-9]{1,6})")
_GAPS = (re.compile(r"\n[ \t]*\n\s*"), re.compile(r"\n\s*"), re.compile(r"(?<=[.!?…])\s+"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """Pages in the viewer. ``base`` is the address below which their pictures and words lie, ``view`` the name of the view.

    ``pdf`` is the address of a PDF of them, None where there is none, and ``pdf_pages`` their numbers in it; ``is_piece``: an attachment,
    ``name`` what it is called, ``position`` where a photo was taken. ``trouble`` says why there are no pages.
    """

    base: str
    view: str
    sheets: tuple[Sheet, ...]
    is_cut: bool
    pdf: str | None
    pdf_pages: tuple[int, ...]
    is_piece: bool = False
    part: int = 0
    name: str = ""
    position: Point | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph of a request's own text, in characters from its beginning."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceFile:
    """An attachment that can be looked at: its file with its digest, and what that is at first sight."""

    piece: Attachment
    digest: Sha256
    path: Path
    survey: Survey


def viewed_letter(record: RequestRecord, paper: PaperView) -> Viewed:
    """Return the pages of a letter for the viewer."""
    base = f"/requests/{record.line.id}"
    pdf = f"{base}/searchable.pdf"
    return Viewed(base=base, view="pages", sheets=paper.sheets, is_cut=paper.is_cut, pdf=pdf, pdf_pages=paper.pdf_pages)


def part_of_view(view: str) -> int | None:
    """Return which attachment a view shows, None for every other view."""
    found = _PART.fullmatch(view)
    return int(found[1]) if found else None


def piece_view(desk: Desk, who: Member, record: RequestRecord, view: str) -> Viewed | None:
    """Return the attachment that is asked for, None where none is, or none that can be looked at by this reader."""
    part = part_of_view(view)
    if part is None or not hands_out_whole(desk, who, record, f"attachment {part}"):
        return None
    try:
        return viewed_piece(desk, record, part)
    except NotFoundError:
        return None


def cut_off(desk: Desk, eyes: Eyes, record: RequestRecord, other: int) -> RequestLine | None:
    """Return the request that was made of a part of this one's message, None where it is none or not the reader's."""
    with desk.installation.database.read() as session:
        if RequestId(other) not in requests.of_draft(session, record.draft_id):
            return None
        line = next(iter(requests.lines(session, [RequestId(other)])), None)
    return line if line is not None and eyes.shows(line) else None


def viewed_piece(desk: Desk, record: RequestRecord, part: int) -> Viewed:
    """Return the pages of an attachment for the viewer. Raises NotFoundError for one that cannot be looked at."""
    with open_piece(desk, record, part) as found:
        shown = found.survey.pages[:MOST_SHEETS]
        base = f"/requests/{record.line.id}/attachments/{part}"
        is_pdf = found.survey.kind is FileKind.PDF and bool(shown)
        return Viewed(
            base=base,
            view=f"{PIECE}{part}",
            sheets=bare_sheets(shown),
            is_cut=found.survey.page_count > len(shown),
            pdf=f"{base}/searchable.pdf" if is_pdf else None,
            pdf_pages=tuple(range(1, len(shown) + 1)),
            is_piece=True,
            part=part,
            name=found.piece.filename or "",
            position=found.survey.position,
            trouble=None if shown else str(found.survey.trouble or ""),
        )


@contextmanager
def open_piece(desk: Desk, record: RequestRecord, part: int) -> Iterator[PieceFile]:
    """Yield the file of an attachment that can be looked at, there while the block runs. Raises NotFoundError."""
    piece = next((one for one in record.draft.attachments if one.part == part), None)
    if piece is None:
        raise NotFoundError(f"Request {record.line.id} has no attachment {part}.")
    with desk.installation.database.read() as session:
        copy: Sha256 | None = opened_pieces(session, record).get(part)
    if not may_be_read(record, piece, copy):
        raise NotFoundError(f"Attachment {part} of request {record.line.id} cannot be looked at.")
    try:
        with file_of_piece(desk.installation, record, piece, copy) as path:
            yield PieceFile(piece=piece, digest=digest_of_file(piece, copy), path=path, survey=desk.installation.paper.survey(path))
    except UnreadableInputError as error:
        raise NotFoundError(f"Attachment {part} of request {record.line.id} cannot be read.") from error


def words_of(pages: Sequence[Page]) -> list[list[list[tuple[str, int, int, int, int]]]]:
    """Return the words of pages as the viewer's script takes them.

    For each page its lines, for each line its words, for each word its text, left, top, right and bottom edge in ten-thousandths.
    """
    return [
        [[(word.text, word.box.left, word.box.top, word.box.right, word.box.bottom) for word in line.words] for line in page.lines]
        for page in pages
    ]


def passages_of(text: str) -> tuple[Passage, ...]:
    """Return the paragraphs of a text: what blank lines part; where there is none its lines, of a single line its sentences."""
    return next((found for gap in _GAPS if len(found := tuple(_between(text, gap))) > 1), tuple(_between(text, _GAPS[0])))


def _between(text: str, gap: re.Pattern[str]) -> Iterator[Passage]:
    start = 0
    for end, following in [*((one.start(), one.end()) for one in gap.finditer(text)), (len(text), len(text))]:
        if text[start:end].strip():
            yield Passage(start=start, end=end, text=text[start:end])
        start = following


def span_of_passages(text: str, chosen: Sequence[int]) -> Span:
    """Return the stretch from the first to the last of the paragraphs chosen, which are counted from 0 and lie side by side.

    Raises InvalidError where none is chosen, one is not there, or one between them is left out.
    """
    known = passages_of(text)
    places = sorted(set(chosen))
    if not places or places[-1] >= len(known):
        raise InvalidError(Mistake(where="passage", what=say(N_("Choose what asks for something else.")), remedy=""))
    if places[-1] - places[0] + 1 != len(places):
        raise InvalidError(
            Mistake(
                where="passage", what=say(N_("Choose paragraphs that follow one another.")), remedy=say(N_("Cut once more for the others."))
            )
        )
    return Span(start=known[places[0]].start, end=known[places[-1]].end)


def span_between(text: str, first: int, last: int) -> Span:
    """Return the stretch from one paragraph to another, counted from 1. Raises InvalidError where there is no such stretch."""
    known = passages_of(text)
    if not 1 <= first <= last <= len(known):
        what = say(N_("Give the number of the first paragraph and that of the last, from 1 to {count}."), count=len(known))
        raise InvalidError(Mistake(where="passage", what=what, remedy=""))
    return Span(start=known[first - 1].start, end=known[last - 1].end)


def span_of_selection(record: RequestRecord, start: int, end: int) -> Span:
    """Return the stretch of a request's own text that was selected in its message, from one character of that to another.

    Raises InvalidError where nothing was selected, or not within what is the request's own.
    """
    words = record.draft.text[start:end].strip()
    first = record.offset
    if record.draft.text[first : first + len(record.details)] != record.details:
        # Something was taken out of it before: its text is no longer one stretch of the message.
        return find_span(record, words)
    at = start + record.draft.text[start:end].find(words) - first if words else -1
    if at < 0 or at + len(words) > len(record.details):
        raise InvalidError(
            Mistake(
                where="text",
                what=say(N_("Nothing of the request’s own text is selected.")),
                remedy=say(N_("Select it, or choose paragraphs.")),
            )
        )
    return Span(start=at, end=at + len(words))
