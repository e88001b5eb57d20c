"""Read an arrival: its original becomes drafts, each to be routed."""

import logging
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain.draft import Draft, Remark
from domain.errors import UnreadableInputError
from domain.ids import InboundId
from domain.inbound import Channel
from flows import trail
from flows.authenticity import authenticity_of
from flows.kinds import MAIL, OCR, PAPER, JobKind
from flows.paper import read_paper
from flows.steps import Change
from flows.town_views import RELEASE
from flows.wiring import Installation
from ingest.paper.letter.cover import scans_of
from store import drafts, inbounds, jobs, quarantine
from store.inbounds import InboundRecord
from store.jobs import Job

_log = logging.getLogger(__name__)


def read(installation: Installation, job: Job) -> Change:
    """Read the original in a child process and return the change that keeps what was found."""
    with installation.database.read() as session:
        record = inbounds.get(session, InboundId(job.subject_id))
    inbound = record.inbound
    trail.note_arrival(record.id, inbound)
    if inbound.channel in PAPER:
        return read_paper(installation, job)
    reception = installation.towns.get(inbound.town).reception
    path = installation.blobs.path(inbound.sha256)
    try:
        found = installation.reader.read(path, inbound.channel, reception)
    except UnreadableInputError as error:
        return partial(_quarantine, record, str(error))
    if any(Remark.STANDARD_READING in draft.remarks for draft in found):
        _log.error("arrival %d, original %s: our reader failed on it; a person is asked to look", record.id, inbound.sha256)
    if inbound.channel is Channel.EMAIL:
        if any(map(scans_of, found)):
            return partial(_as_paper, record)
        authenticity = authenticity_of(path, inbound.envelope, installation.settings, installation.late_checker.get)
        found = tuple(replace(draft, authenticity=authenticity) for draft in found)
    return partial(_keep, record, found)


def _as_paper(record: InboundRecord, session: Session, now: datetime) -> tuple[str, ...]:
    """Have the scans that a mail brings read as paper, in the queue of those."""
    jobs.add(session, town=record.inbound.town, queue=OCR, kind=JobKind.READ_PAPER, subject_id=record.id, now=now)
    return (OCR,)


def _quarantine(record: InboundRecord, reason: str, session: Session, now: datetime) -> tuple[str, ...]:
    """Say that nothing can be made of the original; trying again would not help."""
    quarantine.put(session, record.id, reason, RELEASE, now)
    return ()


def _keep(record: InboundRecord, found: tuple[Draft, ...], session: Session, now: datetime) -> tuple[str, ...]:
    if not found:
        # Readers of mail always give one; a batch may turn out to hold nothing, and that is told too.
        quarantine.put(session, record.id, "nothing_inside", RELEASE, now)
        return ()
    town = record.inbound.town
    for draft_id in drafts.add(session, record.id, town, found, now):
        jobs.add(session, town=town, queue=MAIL, kind=JobKind.ROUTE, subject_id=draft_id, now=now)
    return (MAIL,)
