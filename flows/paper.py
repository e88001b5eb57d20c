"""Read paper: the pages of a scan, a fax or a mail that only carries scans become letters, each a draft."""

import logging
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.draft import Attachment, Draft, Kind, Remark
from domain.errors import UnreadableInputError
from domain.ids import DraftId, InboundId
from domain.inbound import Channel, Drop
from domain.paper import BatchReport, Page, Proposal
from flows.authenticity import authenticity_of
from flows.kinds import MAIL, JobKind
from flows.steps import Change
from flows.town_views import RELEASE, TownView
from flows.trail import note_arrival
from flows.wiring import Installation
from flows.wording import say
from ingest.paper.circumstances import Circumstances
from ingest.paper.heap.splitting import Heap, HeapOptions, Piece, heap
from ingest.paper.letter.cover import channel_of, letters_among, scans_of, with_cover, with_troubles
from ingest.paper.letters import Letters, remarks_of, unopened
from ingest.paper.opening.survey import Embedded, Survey, Trouble
from ingest.paper.outline import Outline, outline
from ingest.paper.reader import PaperReader
from ingest.reader import Reader
from store import drafts, heaps, inbounds, jobs, pages, quarantine
from store.inbounds import InboundRecord
from store.jobs import Job

LEASE = timedelta(seconds=150)
"""For the next pages: longer than one may take."""
_AT_ONCE = 50
"""Pages that are fetched together."""
_KEEP_SECONDS = 2.0
"""Pages that are read are kept at least this often: who dies then reads only the last ones anew."""
Told = Callable[[int, int], None]
_Held = TypeVar("_Held")
"""What is kept of a page while a file is read."""
_HOPELESS = {
    Trouble.EMPTY: say("the file has no content. Have it scanned or sent again."),
    Trouble.NOT_A_DOCUMENT: say("the file is neither a PDF, a picture nor a text document. Open it by hand."),
}
"""Files that are no documents at all: nobody can make anything of them."""

_log = logging.getLogger(__name__)


def read_paper(installation: Installation, job: Job) -> Change:
    """Read an arrival of paper, page by page, and return the change that keeps its letters.

    Pages are kept as they come, and the job's lease is prolonged with them: a heap of a thousand pages may take an hour.
    """
    with installation.database.read() as session:
        record = inbounds.get(session, InboundId(job.subject_id))
    inbound = record.inbound
    note_arrival(record.id, inbound)
    view = installation.towns.get(inbound.town)
    path = installation.blobs.path(inbound.sha256)
    if inbound.channel is not Channel.EMAIL:
        survey = installation.paper.survey(path)
        if survey.trouble in _HOPELESS:
            return partial(_quarantine, record, str(survey.trouble))
        cut, kept = _Work(installation, job, view).kept_letters(record, path, survey)
        return partial(_finish, record, (cut,), kept)
    mails = installation.reader.read(path, Channel.EMAIL, view.reception)
    authenticity = authenticity_of(path, inbound.envelope, installation.settings, installation.late_checker.get)
    mails = tuple(replace(mail, authenticity=authenticity) for mail in mails)
    with scans_in(installation.reader, path, mails) as files:
        surveys = tuple(map(installation.paper.survey, files))
        found = _Work(installation, job, view).letters(record, files, surveys, channel_of(mails[0]))
    return partial(_keep, record, found, letters_in(mails, tuple(draft for one in found for draft in one.drafts)))


def read_copies(
    installation: Installation, job: Job, record: InboundRecord, copies: Mapping[int, Path], channel: Channel
) -> dict[int, Letters]:
    """Return the letters of an arrival's files of which there are copies without protection, by the files' places, read as all others."""
    work = _Work(installation, job, installation.towns.get(record.inbound.town))
    found: dict[int, Letters] = {}
    for file, path in sorted(copies.items()):
        first_item = 1 + sum(len(one.drafts) for one in found.values())
        found[file] = work.letters_of_file(record, file, path, installation.paper.survey(path), channel, first_item)
    return found


def drafts_of_file(
    reader: PaperReader, path: Path, view: TownView, channel: Channel, received_at: datetime, told: Told = lambda _done, _total: None
) -> tuple[Draft, ...]:
    """Return the letters of a file, nothing kept; ``told`` hears how many of its pages are read.

    Raises UnreadableInputError for what is no document.
    """
    survey = reader.survey(path)
    if survey.trouble in _HOPELESS:
        raise UnreadableInputError(_HOPELESS[survey.trouble])
    return _drafts(reader, path, survey, circumstances(view, channel, received_at), view, told=told)


def _drafts(  # noqa: PLR0913 - what a file is read with
    reader: PaperReader,
    path: Path,
    survey: Survey,
    known: Circumstances,
    view: TownView,
    first_item: int = 1,
    *,
    told: Told = lambda _done, _total: None,
) -> tuple[Draft, ...]:
    read: list[Page] = []
    for page in reader.pages(path, survey, range(len(survey.pages)), known.channel):
        read.append(page)
        told(len(read), len(survey.pages))
    return letters_of(reader, survey, sorted(read, key=lambda page: page.number), known, view, first_item).drafts


def letters_in(mails: Sequence[Draft], found: Sequence[Draft]) -> tuple[Draft, ...]:
    """Return the drafts of a mail whose scans were read: its letters, or what the mail itself says where they are none.

    A mail that says nothing, of which nothing could be read, tells why: what is attached to it is protected or damaged, say.
    """
    mail = mails[0]
    letters = tuple(with_cover(one, mail) for one in letters_among(found, mail))
    return letters or (with_troubles(mail, found), *mails[1:])


def drafts_of_mail(
    paper: PaperReader, reader: Reader, path: Path, mails: Sequence[Draft], view: TownView, received_at: datetime
) -> tuple[Draft, ...]:
    """Return what becomes of a mail that brings scans, nothing kept."""
    made: tuple[Draft, ...] = ()
    known = circumstances(view, channel_of(mails[0]), received_at)
    with scans_in(reader, path, mails) as files:
        for file in files:
            made += _drafts(paper, file, paper.survey(file), known, view, 1 + len(made))
    return letters_in(mails, made)


def circumstances(view: TownView, channel: Channel, received_at: datetime, drop: Drop | None = None) -> Circumstances:
    """Return what a reader of paper must know of how a file came."""
    town = view.town
    options = HeapOptions(town=town.id, departments=frozenset(str(one.code) for one in view.ruleset.departments))
    if drop is not None:
        options = replace(options, blank_pages=drop.blank_pages)
    return Circumstances(
        channel=Channel.SCAN if channel is Channel.EMAIL else channel,
        reception=view.reception,
        today=received_at.astimezone(ZoneInfo(town.timezone)).date(),
        heap=options,
    )


def letters_of(
    reader: PaperReader, survey: Survey, read: Sequence[Page], known: Circumstances, view: TownView, first_item: int = 1
) -> Letters:
    """Return the letters of a file of which these pages were read; at least one draft, however little could be read."""
    by_number = {page.number: page for page in read}
    making = _Making(reader=reader, survey=survey, known=known, view=view, first_item=first_item)
    found = making.cut(tuple(map(outline, read)))
    made = making.drafts(found, lambda piece: tuple(by_number[page.number] for page in piece.pages))
    return Letters(drafts=tuple(made), report=found.report, proposals=found.proposals)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    """How letters are made of the pages of a file."""

    reader: PaperReader
    survey: Survey
    known: Circumstances
    view: TownView
    first_item: int = 1

    def cut(self, read: Sequence[Outline]) -> Heap:
        """Return a file's pages, without their lines, as letters; pages that cannot be cut are one letter."""
        if not read:
            return heap((), self.known.heap)
        try:
            return self.reader.heap(read, self.known)
        except UnreadableInputError as error:
            _log.error("%d pages: %s", len(read), error)
            return replace(heap((), self.known.heap), pieces=(Piece(pages=tuple(one.page for one in read)),))

    def drafts(self, found: Heap, load: Callable[[Piece], tuple[Page, ...]]) -> Iterator[Draft]:
        """Yield the letters of a heap one by one, at least one; ``load`` gives the whole pages of a piece."""
        starts = {start.page for start in found.proposals}
        for item, piece in enumerate(found.pieces, start=self.first_item):
            yield self._told(self.reader.letter(replace(piece, pages=load(piece)), self.known, item, starts))
        if not found.pieces and found.report.pages_in:
            yield self._told(Draft(channel=self.known.channel, kind=Kind.BLANK, item=self.first_item, remarks=(Remark.EMPTY,)))
        elif not found.pieces:
            yield self._told(unopened(self.survey.trouble or Trouble.NO_PAGES, self.known, self.first_item))

    def _told(self, draft: Draft) -> Draft:
        # What could be had of a damaged file is there; that it is not all must be seen, and so must what lies in it unopened.
        if self.survey.trouble is not None and draft.kind is Kind.BLANK:
            # Nor is what broke off empty.
            draft = replace(draft, kind=Kind.REQUEST, remarks=tuple(one for one in draft.remarks if one is not Remark.EMPTY))
        remarks = tuple(dict.fromkeys((*draft.remarks, *remarks_of(self.survey))))
        embedded = self.survey.inside.embedded
        files = tuple(one.name for one in embedded if one.name)
        draft = replace(draft, attachments=tuple(starmap(_attachment, enumerate(embedded, start=1))))
        if draft.paper is not None and files:
            draft = replace(draft, paper=replace(draft.paper, enclosures=tuple(dict.fromkeys((*draft.paper.enclosures, *files)))))
        return _dated(replace(draft, remarks=remarks), self.view)


def _attachment(number: int, one: Embedded) -> Attachment:
    """Return a file within a PDF as an attachment; it is found again by its digest."""
    return Attachment(
        part=number, filename=one.name or None, media_type=one.media_type, size=one.size, sha256=one.sha256, danger=one.danger
    )


def _dated(draft: Draft, view: TownView) -> Draft:
    """Return a letter with the moment it came in: the day of its stamp, from its beginning on."""
    if draft.paper is None or draft.paper.received_on is None:
        return draft
    day = datetime.combine(draft.paper.received_on, time_of_day.min, ZoneInfo(view.town.timezone))
    return replace(draft, sent_at=day)


class _Work:
    """One job of reading, which may take long."""

    def __init__(self, installation: Installation, job: Job, view: TownView) -> None:
        self._installation = installation
        self._job = job
        self._view = view

    def kept_letters(self, record: InboundRecord, path: Path, survey: Survey) -> tuple[Letters, tuple[DraftId, ...]]:
        """Keep the letters of an arrival's one file as they are made; return how it was cut, and their ids.

        Of a heap of a thousand pages only the lines are held at once, packed: words and letters are in the database.
        """
        inbound = record.inbound
        known = circumstances(self._view, inbound.channel, inbound.received_at, inbound.envelope.drop)
        read = self._pages((record.id, 0), path, survey, known.channel, outline)
        making = _Making(reader=self._installation.paper, survey=survey, known=known, view=self._view)
        found = making.cut(read)
        kept: list[DraftId] = []
        for draft in making.drafts(found, partial(self._whole, record.id)):
            with self._installation.database.write() as session:
                kept += drafts.add(session, record.id, inbound.town, (in_file(draft, 0),), datetime.now(UTC))
                jobs.extend(session, self._job, datetime.now(UTC), LEASE)
            self._installation.pulse.stir()
        return Letters(drafts=(), report=found.report, proposals=found.proposals), tuple(kept)

    def _whole(self, inbound_id: InboundId, piece: Piece) -> tuple[Page, ...]:
        """Return the pages of a piece with their words."""
        numbers = [page.number for page in piece.pages]
        with self._installation.database.read() as session:
            found = pages.find(session, inbound_id, 0, (numbers[0], numbers[-1]))
        return tuple(found[0, number] for number in numbers)

    def letters(self, record: InboundRecord, files: Sequence[Path], surveys: Sequence[Survey], channel: Channel) -> tuple[Letters, ...]:
        """Return the letters of each file."""
        found: list[Letters] = []
        for number, (path, survey) in enumerate(zip(files, surveys, strict=True)):
            first_item = 1 + sum(len(one.drafts) for one in found)
            found.append(self.letters_of_file(record, number, path, survey, channel, first_item))
        return tuple(found)

    def letters_of_file(self, record: InboundRecord, number: int, path: Path, survey: Survey, channel: Channel, first_item: int) -> Letters:
        """Return the letters of one file of an arrival, with its place there."""
        inbound = record.inbound
        known = circumstances(self._view, channel, inbound.received_at, inbound.envelope.drop)
        read = self._pages((record.id, number), path, survey, known.channel, lambda page: page)
        return _in_file(letters_of(self._installation.paper, survey, read, known, self._view, first_item), number)

    def _pages(
        self, place: tuple[InboundId, int], path: Path, survey: Survey, channel: Channel, held: Callable[[Page], _Held]
    ) -> tuple[_Held, ...]:
        """Return the pages of a file in order, as ``held`` makes them; those kept from an earlier try are not read again."""
        read = self._kept(place, len(survey.pages), held)
        missing = [number for number in range(len(survey.pages)) if number not in read]
        fresh: dict[int, Page] = {}
        kept_at = began = time.monotonic()
        for page in self._installation.paper.pages(path, survey, missing, channel):
            fresh[page.number] = page
            self._installation.pulse.stir()
            if time.monotonic() - kept_at > _KEEP_SECONDS:
                self._keep(place, fresh)
                read |= {number: held(page) for number, page in fresh.items()}
                fresh, kept_at = {}, time.monotonic()
        self._installation.meters.read_pages(len(missing), time.monotonic() - began)
        if fresh:
            self._keep(place, fresh)
        read |= {number: held(page) for number, page in fresh.items()}
        return tuple(read[number] for number in sorted(read))

    def _kept(self, place: tuple[InboundId, int], count: int, held: Callable[[Page], _Held]) -> dict[int, _Held]:
        """Return the pages kept from an earlier try, a few at a time."""
        found: dict[int, _Held] = {}
        for first in range(0, count, _AT_ONCE):
            with self._installation.database.read() as session:
                some = pages.find(session, *place, (first, first + _AT_ONCE - 1))
            found |= {number: held(page) for (_, number), page in some.items()}
        return found

    def _keep(self, place: tuple[InboundId, int], fresh: Mapping[int, Page]) -> None:
        inbound_id, file = place
        with self._installation.database.write() as session:
            pages.add(session, inbound_id, {(file, number): page for number, page in fresh.items()})
            jobs.extend(session, self._job, datetime.now(UTC), LEASE)


@contextmanager
def scans_in(reader: Reader, path: Path, mails: Sequence[Draft]) -> Iterator[tuple[Path, ...]]:
    """Yield the scans that a mail brings as files, which are there while the block runs."""
    with ExitStack() as stack:
        pieces = (piece for mail in mails for piece in scans_of(mail))
        yield tuple(stack.enter_context(piece_file(reader, path, piece.part)) for piece in pieces)


@contextmanager
def piece_file(reader: Reader, path: Path, part: int) -> Iterator[Path]:
    """Yield one attachment of a mail as a file, which is there while the block runs. Raises UnreadableInputError."""
    content, _, _ = reader.attachment(path, part)
    with tempfile.TemporaryDirectory(prefix="citoyen-scans-") as scratch:
        kept = Path(scratch) / str(part)
        kept.write_bytes(content)
        yield kept


def _in_file(found: Letters, file: int) -> Letters:
    """Return a file's letters with its place among the files of the arrival."""
    return replace(found, drafts=tuple(in_file(one, file) for one in found.drafts))


def in_file(draft: Draft, file: int) -> Draft:
    """Return a letter that says which of the arrival's files it lies in, counted from 0."""
    return draft if draft.paper is None else replace(draft, paper=replace(draft.paper, file=file))


def report_of(found: Letters) -> BatchReport:
    """Return how a file was cut, with where people may want to cut further."""
    proposals = (Proposal(page=one.page, confidence=one.confidence, signs=one.signs) for one in found.proposals)
    return replace(found.report, proposals=tuple(proposals))


def _quarantine(record: InboundRecord, reason: str, session: Session, now: datetime) -> tuple[str, ...]:
    """Say that nothing can be made of the original; trying again would not help."""
    quarantine.put(session, record.id, reason, RELEASE, now)
    return ()


def _keep(record: InboundRecord, found: Sequence[Letters], made: Sequence[Draft], session: Session, now: datetime) -> tuple[str, ...]:
    return _finish(record, found, drafts.add(session, record.id, record.inbound.town, made, now), session, now)


def _finish(record: InboundRecord, found: Sequence[Letters], kept: Sequence[DraftId], session: Session, now: datetime) -> tuple[str, ...]:
    """Keep how the files were cut, and have the letters routed."""
    town = record.inbound.town
    heaps.put(session, record.id, town, tuple(map(report_of, found)), now)
    for draft_id in kept:
        jobs.add(session, town=town, queue=MAIL, kind=JobKind.ROUTE, subject_id=draft_id, now=now)
    return (MAIL,)
