"""Open a scanned or faxed PDF that is protected by a password: an agent enters it, the file is read, its letters go on as any others.

The password goes to the child process that opens the file, and is kept nowhere. What is kept is a copy without protection beside the
original, which is not touched; from then on pages are read, shown and cut from the copy, so that nobody is asked again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlalchemy.orm import Session

from domain.decision import Reason
from domain.draft import Draft, Kind, Paper, Remark
from domain.errors import CitoyenError, ConflictError, UnreadableInputError
from domain.ids import DraftId, InboundId, RequestId, Sha256
from domain.inbound import Inbound, Outcome
from domain.paper import BatchReport
from flows import notice
from flows.acting import Acting, called, find_acting
from flows.keeping import ACTOR
from flows.kinds import MAIL, OCR, PAPER, JobKind
from flows.opinion import Opinion
from flows.paper import read_copy, report_of
from flows.post import post
from flows.remake import Keeper, Letter, Remade, Seen, find_waiting, hold, letter_of, opinions_on
from flows.steps import Change
from flows.wiring import Installation
from flows.wording import say
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
    """Return what keeps a request's letter from being read; None where no password does."""
    if not _asks(record.draft) or record.inbound.channel not in PAPER:
        return None
    with installation.blobs.path(record.inbound.sha256).open("rb") as file:
        if b"%PDF-" not in file.read(_HEAD_BYTES):
            return Lock.FOREIGN
    return Lock.CLOSED if _report(session, record.inbound_id).unlocked is None else Lock.READING


def unlock(installation: Installation, seen: Seen, password: str, agent: str, now: datetime) -> RequestRecord:
    """Open the file of a request by its password and have it read; return the request, which keeps the first letter in it.

    Raises WrongPasswordError, NotFoundError for a request or an agent that is not there, and ConflictError where there is nothing to open,
    something is decided already, or the file is opened and nothing can be made of it.
    """
    with installation.database.read() as session:
        letter = _find_closed(installation, session, seen)
        arrival = inbounds.get(session, letter.draft.inbound_id)
    try:
        copy = installation.paper.unlocked(installation.blobs.path(arrival.inbound.sha256), password)
    except UnreadableInputError as error:
        raise ConflictError(
            say(
                "The file of request {reference} is damaged or too large to be opened here. Open the original by hand.",
                reference=called(letter.own[0]),
            )
        ) from error
    if copy is None:
        raise WrongPasswordError(say("This password does not open the document. Mind capital letters, or ask the sender for it again."))
    unlocked = installation.blobs.put(copy)
    with installation.database.write() as session:
        arrival = inbounds.hold(session, arrival.id)
        acting = find_acting(session, letter.own[0], agent, now)
        hold(session, letter)
        _find_closed(installation, session, seen)
        town = letter.draft.town
        heaps.put(session, arrival.id, town, (replace(_report(session, arrival.id), unlocked=unlocked),), now)
        jobs.add(session, town=town, queue=OCR, kind=JobKind.READ_UNLOCKED, subject_id=letter.draft.id, now=now)
        for one in letter.own:
            acting.write_down(session, one, "unlocked", {})
        kept = requests.get(session, seen.request)
    installation.bell.ring(OCR)
    return kept


def read_unlocked(installation: Installation, job: Job) -> Change:
    """Read the copy of a draft's file, page by page, and return the change that keeps its letters: the first one is the draft's own."""
    with installation.database.read() as session:
        record = drafts.get(session, DraftId(job.subject_id))
        arrival = inbounds.get(session, record.inbound_id)
        report = _report(session, arrival.id)
    found = read_copy(installation, job, arrival, installation.blobs.path(readable(arrival.inbound, report)))
    return partial(_keep, installation, record, arrival, found)


# --- what there is to open ------------------------------------------------------------------------------------------------------------


def _asks(draft: Draft) -> bool:
    return draft.paper is None and Remark.ENCRYPTED in draft.remarks


def _find_closed(installation: Installation, session: Session, seen: Seen) -> Letter:
    letter = find_waiting(session, seen)
    record = next(one for one in letter.requests if one.line.id == seen.request)
    match find_lock(installation, session, record):
        case Lock.CLOSED:
            return letter
        case Lock.READING:
            raise ConflictError(say("The file of request {reference} is open already and is being read.", reference=called(record)))
        case Lock.FOREIGN:
            raise ConflictError(
                say(
                    "The file of request {reference} is no PDF and cannot be opened here: ask for a copy without.", reference=called(record)
                )
            )
        case None:
            raise ConflictError(say("Request {reference} has no scanned file that asks for a password.", reference=called(record)))


def _report(session: Session, inbound_id: InboundId) -> BatchReport:
    reports = heaps.find(session, inbound_id)
    return reports[0] if reports else _UNREAD


# --- what was read --------------------------------------------------------------------------------------------------------------------


def _keep(
    installation: Installation, record: DraftRecord, arrival: InboundRecord, found: Letters, session: Session, now: datetime
) -> tuple[str, ...]:
    """Give the first letter to the requests that wait for it; the others are routed as letters that came by themselves."""
    arrival = inbounds.hold(session, arrival.id)
    kept = drafts.get(session, record.id)
    if not _asks(kept.draft):
        return ()
    report = replace(report_of(found), unlocked=_report(session, arrival.id).unlocked)
    heaps.put(session, arrival.id, record.town, (report,), now)
    first, *others = found.drafts
    for draft_id in drafts.add(session, arrival.id, record.town, others, now):
        jobs.add(session, town=record.town, queue=MAIL, kind=JobKind.ROUTE, subject_id=draft_id, now=now)
    if others:
        # What waits to be sorted is handed out to nobody; routing says what became of it.
        inbounds.set_outcome(session, arrival.id, Outcome.PENDING, None)
    reader = _Reader(installation, arrival, Acting(agent=ACTOR, now=now))
    letter = _find_free(session, requests.of_draft(session, record.id))
    rung = reader.tell(session, kept, first) if letter is None else reader.remake(session, letter, first)
    return tuple(sorted({*rung, *((MAIL,) if others else ())}))


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
