"""Open a PDF that is protected by a password: an agent enters it, the file is read, its letters go on as any others.

It was scanned or faxed, or is attached to a mail. Where a mail has words of its own, these stay the request; what was attached is shown.

The password goes to the child process that opens the file, and is kept nowhere. What is kept is a copy without protection beside the
original, which is not touched; from then on pages are read, shown and cut from the copy, so that nobody is asked again.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlalchemy.orm import Session

from domain.decision import Reason
from domain.draft import Attachment, Draft, Kind, Paper, Remark
from domain.errors import CitoyenError, ConflictError, UnreadableInputError
from domain.ids import DraftId, RequestId, Sha256, TownId
from domain.inbound import Channel, Inbound, Outcome
from domain.paper import BatchReport
from domain.request import Status
from domain.rights import Permission
from flows import notice
from flows.acting import Acting, Purpose, called, find_acting
from flows.keeping import ACTOR
from flows.kinds import MAIL, OCR, PAPER, JobKind
from flows.opinion import Opinion
from flows.paper import piece_file, read_copies, report_of
from flows.post import post
from flows.remake import Keeper, Letter, Remade, Seen, changed, find_waiting, hold, letter_of, opinions_on
from flows.steps import Change
from flows.wiring import Installation
from flows.wording import say
from ingest.paper.letter.cover import channel_of, is_locked, letters_among, readable_pieces, with_cover
from ingest.paper.letters import Letters
from store import drafts, heaps, inbounds, jobs, requests
from store.drafts import DraftRecord
from store.inbounds import InboundRecord
from store.jobs import Job
from store.requests import RequestRecord

_HEAD_BYTES = 1_024
"""Readers allow so much before a PDF begins."""
_UNREAD = BatchReport(pages_in=0, pages_out=0, pieces=0, blanks_removed=0, separator_pages=0, sheets_read=0, patches_read=0)
"""How a file is cut that nobody could open."""


class WrongPasswordError(CitoyenError):
    """The password does not open the file: ask for it again."""


class Lock(StrEnum):
    """What keeps a letter from being read (verrou)."""

    CLOSED = "closed"
    """Its file asks for a password."""
    READING = "reading"
    """Its file is open and waits to be read, or is being read."""
    FOREIGN = "foreign"
    """Its file asks for a password and is no PDF: it cannot be opened here."""


def readable(inbound: Inbound, report: BatchReport | None) -> Sha256:
    """Return the content that pages of a scanned or faxed file are read from: the original, or the copy that opens without password."""
    return (report.unlocked if report is not None else None) or inbound.sha256


def find_lock(installation: Installation, session: Session, record: RequestRecord) -> Lock | None:
    """Return what keeps a request's letter, or something attached to it, from being read; None where no password does."""
    if record.line.merged_into is not None:
        return None
    is_open = record.line.status is Status.REVIEW
    if record.inbound.channel is Channel.EMAIL:
        asks = _waits(record.draft)
        if asks and not is_open:
            return None
        return Lock.CLOSED if closed_pieces(session, record) else Lock.READING if asks else None
    if not is_open or not _asks(record.draft) or record.inbound.channel not in PAPER:
        return None
    with installation.blobs.path(record.inbound.sha256).open("rb") as file:
        if b"%PDF-" not in file.read(_HEAD_BYTES):
            return Lock.FOREIGN
    return Lock.CLOSED if _report(heaps.find(session, record.inbound_id), 0).unlocked is None else Lock.READING


def unlock(installation: Installation, seen: Seen, password: str, agent: str, now: datetime) -> RequestRecord:
    """Open the file of a request by its password and have it read; return the request, which keeps the first letter in it.

    Of what is attached to a mail all is opened that the password opens. Raises WrongPasswordError, NotFoundError for a request or an agent
    that is not there, and ConflictError where there is nothing to open, something is decided already, or the file is opened and nothing can
    be made of it.
    """
    with installation.database.read() as session:
        found = _find_closed(installation, session, seen)
    copies = _copies(installation, found, password)
    with installation.database.write() as session:
        arrival = inbounds.hold(session, found.record.inbound_id)
        purpose = Purpose(towns=installation.towns, to=Permission.REVIEW)
        acting, *_ = [find_acting(session, one, agent, now, purpose) for one in found.own]
        if found.letter is not None:
            hold(session, found.letter)
        _find_closed(installation, session, seen)
        town = found.record.line.town
        _keep_copies(session, arrival, town, copies, now)
        if found.letter is not None:
            jobs.add(session, town=town, queue=OCR, kind=JobKind.READ_UNLOCKED, subject_id=found.letter.draft.id, now=now)
        for one in found.own:
            acting.write_down(session, one, "unlocked", {})
        kept = requests.get(session, seen.request)
    if found.letter is not None:
        installation.bell.ring(OCR)
    return kept


def read_unlocked(installation: Installation, job: Job) -> Change:
    """Read the copies of a draft's files, page by page, and return the change that keeps their letters: the first is the draft's own."""
    with installation.database.read() as session:
        record = drafts.get(session, DraftId(job.subject_id))
        arrival = inbounds.get(session, record.inbound_id)
        reports = heaps.find(session, arrival.id)
    copies = {file: installation.blobs.path(one.unlocked) for file, one in enumerate(reports) if one.unlocked is not None}
    if arrival.inbound.channel is not Channel.EMAIL:
        return partial(_keep, installation, record, arrival, read_copies(installation, job, arrival, copies, arrival.inbound.channel))
    view = installation.towns.get(arrival.inbound.town)
    mail, *_ = installation.reader.read(installation.blobs.path(arrival.inbound.sha256), Channel.EMAIL, view.reception)
    mail = replace(mail, authenticity=record.draft.authenticity)
    return partial(_keep, installation, record, arrival, read_copies(installation, job, arrival, copies, channel_of(mail)), mail=mail)


# --- what there is to open ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closed:
    """What a password is to open: the files of an arrival by their place in it, from 0, with the attachment each is, None for a scan.

    ``letter`` is what is read from them, None where a mail speaks for itself. ``own`` are the requests whose history tells of it.
    """

    record: RequestRecord
    own: tuple[RequestRecord, ...]
    letter: Letter | None
    files: Mapping[int, Attachment | None]


def closed_pieces(session: Session, record: RequestRecord) -> tuple[Attachment, ...]:
    """Return what is attached to a request's mail and still asks for a password."""
    return tuple(_closed_pieces(session, record).values())


def opened_pieces(session: Session, record: RequestRecord) -> dict[int, Sha256]:
    """Return the copies without protection of attachments that somebody has opened with their password, by the attachments' parts."""
    found = readable_pieces(record.draft) if record.inbound.channel is Channel.EMAIL else ()
    reports = heaps.find(session, record.inbound_id) if any(map(is_locked, found)) else ()
    return {piece.part: report.unlocked for piece, report in zip(found, reports, strict=False) if report.unlocked is not None}


def _closed_pieces(session: Session, record: RequestRecord) -> dict[int, Attachment]:
    locked = {file: one for file, one in enumerate(readable_pieces(record.draft)) if is_locked(one)}
    if not locked or record.inbound.channel is not Channel.EMAIL:  # of what lies within a scanned document nobody is asked
        return {}
    reports = heaps.find(session, record.inbound_id)
    closed = {file: one for file, one in locked.items() if _report(reports, file).unlocked is None}
    if not closed or _waits(record.draft):
        return closed
    # One letter of a mail that only brings several: the draft that waits for the closed one asks for its password.
    made = (drafts.get(session, one).draft for one in drafts.of_arrival(session, record.inbound_id))
    return {} if any(_waits(one) for one in made) else closed


def _asks(draft: Draft) -> bool:
    return draft.paper is None and Remark.ENCRYPTED in draft.remarks


def _waits(draft: Draft) -> bool:
    """Tell whether a draft of a mail is to become what is locked in its attachments: the mail says nothing itself."""
    return draft.cover is not None and _asks(draft) and any(map(is_locked, readable_pieces(draft)))


def _find_closed(installation: Installation, session: Session, seen: Seen) -> _Closed:
    record = requests.get(session, seen.request)
    if record.inbound.channel is Channel.EMAIL and not _waits(record.draft) and (pieces := _closed_pieces(session, record)):
        if record.line.version != seen.version:
            raise changed(record)
        return _Closed(record=record, own=(record,), letter=None, files=pieces)
    letter = find_waiting(session, seen)
    record = next(one for one in letter.requests if one.line.id == seen.request)
    match find_lock(installation, session, record):
        case Lock.CLOSED:
            files: Mapping[int, Attachment | None] = {0: None} if record.inbound.channel in PAPER else _closed_pieces(session, record)
            return _Closed(record=record, own=letter.own, letter=letter, files=files)
        case Lock.READING:
            raise ConflictError(say("The file of request {reference} is open already and is being read.", reference=called(record)))
        case Lock.FOREIGN:
            raise ConflictError(
                say(
                    "The file of request {reference} is no PDF and cannot be opened here: ask for a copy without.", reference=called(record)
                )
            )
        case None:
            raise ConflictError(say("Request {reference} has no file that asks for a password.", reference=called(record)))


def _copies(installation: Installation, found: _Closed, password: str) -> dict[int, Sha256]:
    """Return copies of the files that the password opens, by their place. Raises WrongPasswordError, ConflictError where one is damaged."""
    original = installation.blobs.path(found.record.inbound.sha256)
    copies: dict[int, Sha256] = {}
    for file, piece in found.files.items():
        with contextlib.ExitStack() as stack:
            path = original if piece is None else stack.enter_context(piece_file(installation.reader, original, piece.part))
            try:
                copy = installation.paper.unlocked(path, password)
            except UnreadableInputError as error:
                raise ConflictError(
                    say(
                        "The file of request {reference} is damaged or too large to be opened here. Open the original by hand.",
                        reference=called(found.own[0]),
                    )
                ) from error
        if copy is not None:
            copies[file] = installation.blobs.put(copy)
    if not copies:
        raise WrongPasswordError(say("This password does not open the document. Mind capital letters, or ask the sender for it again."))
    return copies


def _keep_copies(session: Session, arrival: InboundRecord, town: TownId, copies: Mapping[int, Sha256], now: datetime) -> None:
    reports = heaps.find(session, arrival.id)
    files = max(len(reports), 1 + max(copies))
    kept = (replace(one, unlocked=copies.get(file, one.unlocked)) for file in range(files) for one in (_report(reports, file),))
    heaps.put(session, arrival.id, town, tuple(kept), now)


def _report(reports: Sequence[BatchReport], file: int) -> BatchReport:
    return reports[file] if file < len(reports) else _UNREAD


# --- what was read --------------------------------------------------------------------------------------------------------------------


def _keep(  # noqa: PLR0913 - what was read, and of what
    installation: Installation,
    record: DraftRecord,
    arrival: InboundRecord,
    found: Mapping[int, Letters],
    session: Session,
    now: datetime,
    *,
    mail: Draft | None = None,
) -> tuple[str, ...]:
    """Give the first letter to the requests that wait for it; the others are routed as letters that came by themselves."""
    arrival = inbounds.hold(session, arrival.id)
    kept = drafts.get(session, record.id)
    if not _asks(kept.draft):
        return ()
    reports = heaps.find(session, arrival.id)
    read = (replace(report_of(found[file]), unlocked=one.unlocked) if file in found else one for file, one in enumerate(reports))
    heaps.put(session, arrival.id, record.town, tuple(read), now)
    first, *others = _made(tuple(one for file in sorted(found) for one in found[file].drafts), mail)
    item = drafts.next_item(session, arrival.id)
    others = [replace(one, item=item + place) for place, one in enumerate(others)]
    for draft_id in drafts.add(session, arrival.id, record.town, others, now):
        jobs.add(session, town=record.town, queue=MAIL, kind=JobKind.ROUTE, subject_id=draft_id, now=now)
    if others:
        # What waits to be sorted is handed out to nobody; routing says what became of it.
        inbounds.set_outcome(session, arrival.id, Outcome.PENDING, None)
    reader = _Reader(installation, arrival, Acting(agent=ACTOR, now=now))
    letter = _find_free(session, requests.of_draft(session, record.id))
    rung = reader.tell(session, kept, first) if letter is None else reader.remake(session, letter, first)
    return tuple(sorted({*rung, *((MAIL,) if others else ())}))


def _made(read: Sequence[Draft], mail: Draft | None) -> tuple[Draft, ...]:
    """Return the letters read, with what their mail tells of them; where none of its files is a letter, the mail speaks for itself."""
    if mail is None:
        return tuple(read)
    return tuple(with_cover(one, mail) for one in letters_among(read, mail)) or (mail,)


def _find_free(session: Session, made: Sequence[RequestId]) -> Letter | None:
    """Return the letter of requests nothing of which was decided while it was being read."""
    for one in made:
        record = requests.get(session, requests.hold(session, one))
        if record.line.merged_into is None:
            try:
                return letter_of(session, record)
            except ConflictError:
                return None
    return None


class _Reader:
    """Writes what was read into the requests that wait for it."""

    def __init__(self, installation: Installation, arrival: InboundRecord, acting: Acting) -> None:
        self._installation = installation
        self._arrival = arrival
        self._acting = acting
        self._view = installation.towns.get(arrival.inbound.town)

    def remake(self, session: Session, letter: Letter, read: Draft) -> tuple[str, ...]:
        """Make the requests of a letter anew, and ring where it tells of a danger: nobody could know of it before."""
        # Who opens it by hand says that somebody asks something.
        draft = replace(read, item=letter.draft.draft.item, kind=Kind.REQUEST if read.kind is Kind.SPAM else read.kind)
        remade = Remade(letter=letter, draft=draft, found=opinions_on(self._view, draft, self._arrival), reason=Reason.UNLOCKED)
        keeper = Keeper(installation=self._installation, view=self._view, arrival=self._arrival, acting=self._acting)
        keeper.keep(session, remade, "read_unlocked", {})
        rung: set[str] = set()
        for request in requests.of_draft(session, letter.draft.id):
            record = requests.get(session, request)
            if record.line.merged_into is None:
                link = f"{self._installation.settings.public_url}/requests/{request}"
                alerts = notice.alerts(self._view, _opinion(record), request, record.line.number, link)
                rung.update(post(self._installation.settings, session, alerts, self._acting.now))
        return tuple(rung)

    def tell(self, session: Session, kept: DraftRecord, read: Draft) -> tuple[str, ...]:
        """Show the pages with requests that were decided meanwhile; what people decided stays as it is."""
        if read.paper is not None:
            where = Paper(pages=read.paper.pages, text_pages=read.paper.text_pages, quality=read.paper.quality)
            drafts.put(session, kept.id, replace(kept.draft, paper=where))
        for request in requests.of_draft(session, kept.id):
            self._acting.write_down(session, requests.get(session, request), "read_unlocked", {})
        return ()


def _opinion(record: RequestRecord) -> Opinion:
    part = replace(record.draft, text=record.details, offset=record.offset, requester=record.requester)
    return Opinion(draft=part, classification=record.classification, decision=record.decision, basis=record.basis)
