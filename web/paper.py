"""A letter on paper as the desk shows it: its pages with the evidence on them, what is known of the paper, the heap it came in."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.draft import Draft, Paper
from domain.errors import NotFoundError, UnreadableInputError
from domain.evidence import Part, Span
from domain.inbound import Channel, Outcome
from domain.paper import BatchReport, Page
from domain.request import RequestNumber
from flows.batch_words import batch_counts, batch_remarks, count_doubt
from flows.kinds import PAPER
from flows.unlock import readable
from ingest.paper.letter.cover import readable_pieces
from ingest.paper.letter.draft import UNSURE_PAGE
from store import drafts, heaps, inbounds, siblings
from store import pages as kept_pages
from store.follow_ups import Added
from store.request_lines import RequestLine
from store.requests import RequestRecord
from store.siblings import Sibling
from web import explained
from web.access import Eyes, eyes_of, is_open
from web.desk import Desk
from web.labels import Labels
from web.placed import Sheet, own_pages, sheets
from web.translations import Language, said
from web.visitor import Member

MOST_SHEETS = 100
"""Pages of one letter that are shown; who sends more has them in the original."""
_MOST_READ = 3 * MOST_SHEETS
"""Pages looked at for them: the backs of sheets are blank."""
_ALL_PAGES = (0, 2**31 - 1)
GOOD_PAGE = 0.8
"""From here on what was read may be relied upon: the least of the clean letters of our trials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Where a letter lies in what arrived: the file, counted from 0, the numbers of its pages there, and how that file was cut.

    ``items`` are the first and the last item that reading made of the file, ``order`` those of its letters as they lie there by now, cut
    and joined by hand.
    """

    file: int
    pages: tuple[int, int]
    items: tuple[int, int]
    report: BatchReport | None
    order: tuple[int, ...] = ()

    @property
    def is_alone(self) -> bool:
        """Tell whether the file holds no other letter."""
        return self.items[0] == self.items[1] and len(self.order) <= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSibling:
    """A letter of the same file: its place there and the request it is in, None where nothing has become of it yet."""

    place: int
    is_own: bool
    request: RequestLine | None
    subject: str
    is_hidden: bool
    number: RequestNumber | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHeap:
    """How the file was cut, in words, and its letters."""

    counts: str
    doubt: str | None
    remarks: tuple[str, ...]
    letters: tuple[ShownSibling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A letter on paper. Pages of the file count from 1; ``quality`` is a word of `web.paper_words.QUALITIES`.

    ``pdf_pages`` are the numbers of the pages in the searchable PDF. ``is_cut``: it has more pages than are shown.
    """

    sheets: tuple[Sheet, ...]
    pdf_pages: tuple[int, ...]
    is_cut: bool
    facts: Paper | None
    quality: str | None
    filename: str | None
    first_page: int
    last_page: int
    file_pages: int
    scanner: str | None
    department: str | None
    heap: ShownHeap | None

    @property
    def linked(self) -> frozenset[Span]:
        """Return the places in the letter's words that can be shown on a page."""
        return frozenset(anchor.where for sheet in self.sheets for anchor in sheet.anchors)


def is_paper(record: RequestRecord) -> bool:
    """Tell whether a request came on paper, or in a mail that only brings what was written on it."""
    return record.draft.channel in PAPER or record.draft.paper is not None


def locate(session: Session, record: RequestRecord) -> Letter:
    """Return where a request's letter lies."""
    found = located(record.draft, heaps.find(session, record.inbound_id))
    lying = drafts.on_paper(session, record.inbound_id)
    by_hand = tuple(one.item for one in lying if one.file == found.file and not one.is_joined)
    # Of a file nothing was read of, nobody knows where its one letter lies.
    return replace(found, order=by_hand or tuple(range(found.items[0], found.items[1] + 1)))


def located(draft: Draft, reports: Sequence[BatchReport]) -> Letter:
    """Return where a letter lies, given how its arrival's files were cut. Pure.

    A file nothing was read of has one draft all the same, which says so. Items behind all others were cut off by hand.
    """
    pages = _ALL_PAGES if draft.paper is None else draft.paper.pages
    ends = list(accumulate(max(1, report.pieces) for report in reports))
    by_hand = 0 if draft.paper is None else draft.paper.file
    for file, (report, last) in enumerate(zip(reports, ends, strict=True)):
        first = last - max(1, report.pieces) + 1
        if draft.paper is not None and by_hand < len(reports):
            # Of a mail's files not each has become a letter: items do not tell in which one this lies.
            if file == by_hand:
                return Letter(file=file, pages=pages, items=(first, last), report=report)
            continue
        if first <= draft.item <= last or (draft.item > ends[-1] and file == by_hand):
            return Letter(file=file, pages=pages, items=(first, last), report=report)
    return Letter(file=0, pages=pages, items=(draft.item, draft.item), report=None)


def pages_of(session: Session, record: RequestRecord, letter: Letter) -> tuple[Page, ...]:
    """Return the pages of a letter as they were read, in order; none where nothing tells which of a file's they are."""
    if record.draft.paper is None and not letter.is_alone:
        return ()
    return own_pages(kept_pages.find(session, record.inbound_id, letter.file, letter.pages).values())


def first_pages_of(session: Session, record: RequestRecord, letter: Letter) -> tuple[Page, ...]:
    """Return those of a letter's pages that are shown."""
    first, last = letter.pages
    return pages_of(session, record, replace(letter, pages=(first, min(last, first + _MOST_READ - 1))))[:MOST_SHEETS]


@contextmanager
def file_of(desk: Desk, record: RequestRecord, letter: Letter) -> Iterator[Path]:
    """Yield the file a letter lies in, or its copy that opens without password; it is there while the block runs. Raises NotFoundError."""
    installation, file = desk.installation, letter.file
    if record.inbound.channel is not Channel.EMAIL:
        yield installation.blobs.path(readable(record.inbound, letter.report))
        return
    path = installation.blobs.path(record.inbound.sha256)
    pieces = readable_pieces(record.draft)
    if file >= len(pieces):
        raise NotFoundError(f"The mail of request {record.line.id} has no file {file}.")
    if letter.report is not None and letter.report.unlocked is not None:
        yield installation.blobs.path(letter.report.unlocked)
        return
    try:
        content, _, _ = installation.reader.attachment(path, pieces[file].part)
    except UnreadableInputError as error:
        raise NotFoundError(f"File {file} of request {record.line.id} cannot be read.") from error
    with tempfile.TemporaryDirectory(prefix="citoyen-scan-") as scratch:
        found = Path(scratch) / "scan"
        found.write_bytes(content)
        yield found


def hands_out_whole(desk: Desk, who: Member, record: RequestRecord, what: str) -> bool:
    """Tell whether an agent may have what a request came in; see `hands_out_to`."""
    return hands_out_to(desk, eyes_of(who), record, what)


def hands_out_to(desk: Desk, eyes: Eyes, record: RequestRecord, what: str) -> bool:
    """Tell whether somebody may have the mail or the file a request came in: it may hold what became others that he may not read.

    That one of those is looked at with it is written in the journal, as if it had been opened by itself.
    """
    with desk.installation.database.read() as session:
        found = siblings.of_arrival(session, record.inbound_id)
        if is_shared(session, record, eyes):
            return False
    others = {one.id for sibling in found for one in sibling.requests if one.confidentiality > Confidentiality.NORMAL}
    return all(is_open(desk, eyes, other, what) for other in sorted(others - {record.line.id}))


def paper_view(
    session: Session, record: RequestRecord, labels: Labels, titles: Mapping[str, str], language: Language, eyes: Eyes
) -> PaperView | None:
    """Return a request's letter as its page shows it, None for what did not come on paper."""
    if not is_paper(record):
        return None
    letter = locate(session, record)
    found = siblings.of_arrival(session, record.inbound_id)
    facts = record.draft.paper
    shown = () if is_parted(session, record, eyes) else first_pages_of(session, record, letter)
    drop = record.inbound.envelope.drop
    return PaperView(
        sheets=_sheets(record, shown, labels, titles),
        # A letter that is alone in its file keeps all pages there, blank backs too.
        pdf_pages=tuple(page.number + 1 if letter.is_alone else place for place, page in enumerate(shown, start=1)),
        is_cut=len(shown) == MOST_SHEETS,
        facts=facts,
        quality=None if facts is None or not facts.text_pages else _quality(facts.quality),
        filename=_filename(record, letter.file),
        first_page=letter.pages[0] + 1,
        last_page=letter.pages[1] + 1,
        file_pages=0 if letter.report is None else letter.report.pages_in,
        scanner=None if drop is None else drop.scanner,
        department=None if facts is None or facts.department is None else labels.department(facts.department),
        heap=_heap(record, letter, found, labels, language, eyes),
    )


def is_shared(session: Session, record: RequestRecord, eyes: Eyes) -> bool:
    """Tell whether what a request came in also holds what its reader may not read, or what nobody has sorted yet."""
    found = siblings.of_arrival(session, record.inbound_id)
    # What waits to be sorted may be for one department alone.
    is_waiting = inbounds.get(session, record.inbound_id).outcome is Outcome.PENDING and any(not one.requests for one in found)
    letters = _others((one for one in found if one.item != record.draft.item), record)  # other people's
    return is_waiting or not all(map(eyes.shows, letters)) or is_parted(session, record, eyes)


def is_parted(session: Session, record: RequestRecord, eyes: Eyes) -> bool:
    """Tell whether a part of a request’s own message became a confidential one that is not its reader’s, who has its own part alone then.

    What another department alone works on is no secret: the photograph of a mail is for all who have a part of it.
    """
    secret = (one for one in parts_beside(session, record) if one.confidentiality is not Confidentiality.NORMAL)
    return not all(map(eyes.shows, secret))


def parts_beside(session: Session, record: RequestRecord) -> tuple[RequestLine, ...]:
    """Return the other requests that a request's own message became, or was added to."""
    found = siblings.of_arrival(session, record.inbound_id)
    return _others((one for one in found if one.item == record.draft.item), record)


def in_place(record: RequestRecord, added: Added) -> RequestRecord:
    """Return a request with a message that was added to it in the place of its own."""
    return replace(record, draft=added.draft, inbound_id=added.inbound_id)


def _others(found: Iterable[Sibling], record: RequestRecord) -> tuple[RequestLine, ...]:
    return tuple(line for one in found for line in one.requests if line.id != record.line.id)


def _sheets(record: RequestRecord, shown: Sequence[Page], labels: Labels, titles: Mapping[str, str]) -> tuple[Sheet, ...]:
    pieces = {
        Part.HEADING: explained.heading_pieces(record, titles, labels),
        Part.BODY: explained.text_pieces(record, titles, labels),
        Part.SIGNATURE: explained.signature_pieces(record, titles, labels),
    }
    marks = {part: explained.marks(record, part, titles, labels) for part in pieces}
    layout = () if record.draft.paper is None else record.draft.paper.layout
    return sheets(shown, layout, pieces, marks)


def _quality(quality: float) -> str:
    if quality < UNSURE_PAGE:
        return "poor"
    return "good" if quality >= GOOD_PAGE else "fair"


def _filename(record: RequestRecord, file: int) -> str | None:
    if record.inbound.channel is not Channel.EMAIL:
        return (record.inbound.source_id or "").rpartition("/")[2] or None
    pieces = readable_pieces(record.draft)
    return pieces[file].filename if file < len(pieces) else None


def _heap(
    record: RequestRecord, letter: Letter, found: Sequence[Sibling], labels: Labels, language: Language, eyes: Eyes
) -> ShownHeap | None:
    report = letter.report
    if report is None:
        return None
    removed = report.blanks_removed + report.separator_pages
    if letter.is_alone and not removed and not report.notes and report.declared is None:
        return None
    became = {one.item: one for one in found}
    counted = ", ".join(said(part, language) for part in batch_counts(report))
    doubt = count_doubt(report)
    return ShownHeap(
        counts=f"{counted}.",
        doubt=None if doubt is None else said(doubt, language),
        remarks=tuple(said(one, language) for one in batch_remarks(report)),
        letters=()
        if letter.is_alone
        else tuple(
            shown
            for place, item in enumerate(letter.order, start=1)
            if item in became
            for shown in _letters(became[item], place, record, labels, eyes)
        ),
    )


def _letters(one: Sibling, place: int, record: RequestRecord, labels: Labels, eyes: Eyes) -> Iterator[ShownSibling]:
    bare = ShownSibling(place=place, is_own=one.item == record.draft.item, request=None, subject="", is_hidden=False, number=None)
    if not one.requests:
        yield bare
    for line in filter(eyes.knows, one.requests):
        is_hidden = line.id != record.line.id and not eyes.shows(line)
        subject = "" if is_hidden else labels.subject(line.subject)
        yield replace(bare, request=line, subject=subject, is_hidden=is_hidden, number=line.number, is_own=line.id == record.line.id)
