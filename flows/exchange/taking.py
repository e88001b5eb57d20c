"""Takes a file of another software in, some lines a transaction: killed in the middle it goes on there, given again it changes nothing.

Requests of another software are kept as they were: with its days and its number, counted by the figures, and nobody is written to.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.decision import Routed
from domain.department import Confidentiality
from domain.draft import Draft, Kind
from domain.evidence import Candidate, Classification
from domain.exchange import ExchangeMapping, ExchangeRun, HistoryEntry, LineOutcome
from domain.ids import DraftId, RequestId, TownId
from domain.inbound import Arrival, Envelope, Outcome
from domain.lifecycle import Situation
from domain.place import NO_PLACE, Place, PlaceStatus
from domain.request import Status
from flows import clocks
from flows.dossiers import acquaint
from flows.exchange.keeping import digest_of, kept_why, reading_for
from flows.exchange.mapping import document_of
from flows.exchange.reading import Reading, RefusedError
from flows.exchange.rows import Row, rows_of
from flows.kinds import JobKind
from flows.receive import Received, receive
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import moment
from routing.decide import decide
from store import drafts, exchange, history, inbounds, jobs, journal, requests, webhook_events
from store.exchange import Known, NewRun
from store.history import HistoryLine
from store.requests import NewRequest
from store.schema import InboundRow

ACTOR = "exchange"
"""Who did it, in the histories of requests that were taken over."""
TAKEN_OVER = "taken_over"
_AT_ONCE = 100
Told = Callable[[ExchangeRun], None]
"""Is told how far a run has come."""


def untold(_run: ExchangeRun) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of another software."""

    name: str
    stream: BinaryIO


def begin(installation: Installation, town: TownId, mapping: ExchangeMapping, file: File, by: str, now: datetime) -> ExchangeRun:
    """Return the run of a file by a mapping: the one there is, done or as far as it came, or a new one."""
    document, sha256 = document_of(mapping), digest_of(file.stream)
    key = hashlib.sha256(f"{json.dumps(document, sort_keys=True)}{sha256}".encode()).hexdigest()
    new = NewRun(
        town=town,
        key=key,
        kind=mapping.kind,
        outside=mapping.outside,
        file=file.name[:200],
        sha256=sha256,
        mapping=document,
        author=by,
    )
    with installation.database.write() as session:
        run = exchange.begin(session, new, now)
        if run.line == 0 and run.done_at is None:
            _note(session, run, "exchange.begun", by, now)
    return run


def take_history(  # noqa: PLR0913, PLR0917 — what a run is
    installation: Installation, town: TownId, mapping: ExchangeMapping, file: File, by: str, now: datetime, told: Told = untold
) -> ExchangeRun:
    """Take over the requests of a file and return what became of its lines. Raises InvalidError for what is no table."""
    run = begin(installation, town, mapping, file, by, now)
    if run.done_at is not None:
        return run
    taking = _Taking(
        installation=installation,
        view=installation.towns.get(town),
        reading=reading_for(installation, town, mapping, now),
        run=run,
        now=now,
    )
    for lines in _batches(rows_of(file.stream), run.line, mapping):
        told(taking.take(lines))
    return ended(installation, run, by, now)


def ended(installation: Installation, run: ExchangeRun, by: str, now: datetime) -> ExchangeRun:
    """Write that a run is done, and return it."""
    with installation.database.write() as session:
        done = exchange.end(session, run.id, now)
        _note(session, done, "exchange.done", by, now)
    return done


def _batches(rows: Iterator[Row | None], done: int, mapping: ExchangeMapping) -> Iterator[list[tuple[int, Row | None]]]:
    """Yield lines that are not done yet, some at a time; no number stands twice among those of one time."""
    batch: list[tuple[int, Row | None]] = []
    numbers: set[str] = set()
    column = next((name for field, name in mapping.columns.items() if field.value == "number"), "")
    for number, row in enumerate(islice(rows, done, None), start=done + 1):
        own = "" if row is None else row.get(column, "")
        if batch and (len(batch) >= _AT_ONCE or (own and own in numbers)):
            yield batch
            batch, numbers = [], set()
        batch.append((number, row))
        numbers.add(own)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    entry: HistoryEntry
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """The lines of one file on their way into the database."""

    installation: Installation
    view: TownView
    reading: Reading
    run: ExchangeRun
    now: datetime

    def take(self, lines: Sequence[tuple[int, Row | None]]) -> ExchangeRun:
        """Take some lines in, in one transaction, and return how far the run has come."""
        read, refused = self._read(lines)
        numbers = [one.entry.number for one in read]
        with self.installation.database.read() as session:
            known = exchange.known(session, self.run.town, self.run.outside, numbers)
        new = [one for one in read if one.entry.number not in known]
        old = [one for one in read if one.entry.number in known]
        moved: list[ExchangeRun] = []

        def then(session: Session, received: Sequence[Received]) -> None:
            held = exchange.hold(session, self.run.id)
            if held.line >= lines[0][0]:
                raise _MeanwhileError
            outcomes = [self._keep(session, one, kept) for one, kept in zip(new, received, strict=True)]
            for one in old:
                try:
                    outcomes.append(self._renew(session, one, known[one.entry.number]))
                except RefusedError as error:
                    refused[one.number] = kept_why(error.args[0])
            outcomes += [LineOutcome.REFUSED] * len(refused)
            exchange.move(session, held, lines[-1][0], outcomes, refused)
            # What happened elsewhere, long ago, is told to nobody.
            webhook_events.hush(session)
            moved.append(exchange.hold(session, self.run.id))

        try:
            receive(self.installation, [self._arrival(one.entry) for one in new], then)
        except _MeanwhileError:
            with self.installation.database.write() as session:
                return exchange.hold(session, self.run.id)
        return moved[-1]

    def _read(self, lines: Sequence[tuple[int, Row | None]]) -> tuple[list[_Line], dict[int, str]]:
        read: list[_Line] = []
        refused: dict[int, str] = {}
        for number, row in lines:
            try:
                entry = self.reading.history(row)
                read.append(_Line(number=number, entry=entry, digest=_digest(entry)))
            except RefusedError as error:
                refused[number] = kept_why(error.args[0])
        return read, refused

    def _arrival(self, entry: HistoryEntry) -> Arrival:
        document = {"canal": "reprise", "logiciel": self.run.outside, **_document(entry)}
        return Arrival(
            raw=json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace"),
            channel=entry.channel,
            town=self.run.town,
            mailbox=None,
            envelope=Envelope(client=ACTOR),
            received_at=entry.received_at,
            source_id=f"{self.run.outside} {entry.number}",
        )

    def _keep(self, session: Session, line: _Line, received: Received) -> LineOutcome:
        entry = line.entry
        if not received.is_new:
            return LineOutcome.UNCHANGED
        # It is read already: what came is not a message of somebody.
        jobs.end(session, JobKind.READ, select(InboundRow.id).where(InboundRow.id == received.inbound_id), self.now)
        draft = Draft(
            channel=entry.channel,
            kind=Kind.REQUEST,
            source_id=entry.number,
            requester=entry.requester,
            heading=entry.heading,
            text=entry.text,
            their_reference=entry.number,
        )
        (draft_id,) = drafts.add(session, received.inbound_id, self.run.town, (draft,), self.now)
        inbounds.set_outcome(session, received.inbound_id, Outcome.DRAFTED, None)
        new = self._request(entry, draft)
        request = requests.add(session, replace(new, draft_id=draft_id))
        acquaint(session, self.run.town, request, entry.requester, self.now)
        at = moment(self.view.town, entry.received_at).at
        number = requests.give_number(session, self.run.town, request, at.year)
        facts = {"inbound": received.inbound_id, "reference": f"{self.run.outside} {entry.number}"}
        self._write(session, request, entry.received_at, "created", facts)
        self._write(session, request, entry.received_at, "numbered", {"number": str(number)})
        self._stand(session, request, entry)
        self._write(session, request, self.now, TAKEN_OVER, {"run": self.run.id})
        details = {"run": self.run.id}
        journal.append(
            session,
            at=self.now,
            town=self.run.town,
            actor=self.run.author,
            action=f"request.{TAKEN_OVER}",
            object=f"request:{request}",
            details=details,
        )
        self._number(session, line, request)
        return LineOutcome.CREATED

    def _renew(self, session: Session, line: _Line, known: Known) -> LineOutcome:
        """Write what the other software says by now, as long as nobody has worked on it here. Raises RefusedError."""
        if known.digest == line.digest:
            return LineOutcome.UNCHANGED
        record = requests.get(session, requests.hold(session, known.request))
        if record.line.id != known.request or any(one.actor != ACTOR for one in record.history):
            raise RefusedError(say("It was worked on here since: what the other software says of it now is not taken."))
        if record.line.status is not line.entry.status or record.line.situation.closed_at != line.entry.closed_at:
            self._stand(session, known.request, line.entry)
        self._write(session, known.request, self.now, TAKEN_OVER, {"run": self.run.id})
        self._number(session, line, known.request)
        return LineOutcome.UPDATED

    def _request(self, entry: HistoryEntry, draft: Draft) -> NewRequest:
        ruleset, at = self.view.ruleset, moment(self.view.town, entry.received_at)
        place = NO_PLACE if entry.place is None else self._place(entry.place)
        told = Classification(
            subjects=(Candidate(answer=entry.subject, score=1.0, evidence=()),),
            places=() if place is NO_PLACE else (Candidate(answer=place, score=1.0, evidence=()),),
            findings=(),
        )
        asked = decide(draft, told, ruleset, at, parts=1).orientation
        department = entry.department or asked.department
        levels = [one.confidentiality for one in ruleset.subjects if one.code == entry.subject]
        levels += [one.confidentiality for one in ruleset.departments if one.code == department]
        orientation = replace(
            asked,
            subject=entry.subject,
            department=department,
            place=place,
            confidentiality=max([*levels, asked.confidentiality], default=Confidentiality.NORMAL),
        )
        timing, dates = clocks.started(self.view, orientation, entry.received_at, entry.channel, self.now)
        return NewRequest(
            town=self.run.town,
            draft_id=_NONE,
            part=1,
            status=Status.OPEN,
            channel=entry.channel,
            received_at=entry.received_at,
            heading=entry.heading,
            details=entry.text,
            requester=entry.requester,
            decision=Routed(orientation=orientation),
            classification=told,
            basis=self.view.basis,
            created_at=self.now,
            timing=timing,
            dates=dates,
        )

    def _place(self, written: str) -> Place:
        found = self.view.classifier.find_named(written, None)
        return Place(status=PlaceStatus.UNMATCHED, text=written) if found is None else replace(found, text=written)

    def _stand(self, session: Session, request: RequestId, entry: HistoryEntry) -> None:
        if entry.status is not Status.OPEN:
            situation = Situation(status=entry.status, closure=entry.closure, closed_at=entry.closed_at)
            requests.stand(session, request, situation)
        if entry.closed_at is not None:
            self._write(session, request, entry.closed_at, "closed", {"closure": entry.closure})
        elif entry.status is Status.DONE:
            self._write(session, request, self.now, "finished", {})
        clocks.follow(session, self.view, request, self.now)

    def _write(self, session: Session, request: RequestId, at: datetime, action: str, details: dict[str, object]) -> None:
        history.append(session, self.run.town, request, HistoryLine(at=at, actor=ACTOR, action=action, details=details))

    def _number(self, session: Session, line: _Line, request: RequestId) -> None:
        exchange.put_number(
            session,
            town=self.run.town,
            outside=self.run.outside,
            number=line.entry.number,
            request=request,
            digest=line.digest,
            now=self.now,
        )


class _MeanwhileError(Exception):
    """Somebody else takes the same file in, and is further."""


_NONE = DraftId(0)


def _document(entry: HistoryEntry) -> dict[str, object]:
    found: dict[str, object] = json.loads(json.dumps(asdict(entry), default=str))
    return found


def _digest(entry: HistoryEntry) -> str:
    return hashlib.sha256(json.dumps(_document(entry), sort_keys=True).encode()).hexdigest()


def _note(session: Session, run: ExchangeRun, action: str, by: str, now: datetime) -> None:
    counts = {one.value: many for one, many in run.counts.items()}
    details: dict[str, object] = {"outside": run.outside, "file": run.file, "kind": run.kind.value, **counts}
    journal.append(session, at=now, town=run.town, actor=by, action=action, object=f"exchange {run.id}", details=details)
