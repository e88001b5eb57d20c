"""An agent decides: confirms what was proposed for a request, or corrects it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.confirmation import Choice, Confirmation
from domain.decision import Orientation, Routed, sole_rule
from domain.draft import Draft, Flag, Kind, Requester
from domain.errors import ConfigurationError, ConflictError, ForbiddenError, Mistake
from domain.evidence import Candidate, Classification
from domain.ids import RequestId, SubjectCode
from domain.inbound import Channel
from domain.place import Place
from domain.request import RequestNumber, Status
from domain.rights import Permission
from flows import autonomy, clocks
from flows.acting import Acting, Purpose, facts_when_decided, find_acting
from flows.correspondence.writing import Writing
from flows.decided import (
    DANGER,
    TRANSFERRED,
    Correction,
    begins_anew,
    changes_of,
    choice_of,
    decided_by,
    find_subject,
    foreseen,
    given_to,
    oriented,
    settled_as,
    stood_before,
)
from flows.deputies import Staff
from flows.holding import may_do, may_read, refuse_held, refuse_stale, stale
from flows.notice import Told
from flows.opinion import Opinion, arrived_at, entrances
from flows.post import Weighed, post_weighed, weigh
from flows.requester_correction import as_told, write_requester
from flows.rights import copies_of
from flows.settings import Settings
from flows.standin import numbered, stand_in
from flows.town_views import TownView, TownViews, mailbox_of
from flows.transmission import Transmitting
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import moment
from routing.decide import decide
from rules.learned import MESSAGES, words_of
from store import claims, confirmations, history, journal, learned, requests
from store.confirmations import part_of
from store.history import HistoryLine
from store.learned import Count
from store.outbox import Letter
from store.requests import RequestRecord

__all__ = ["Correction", "Deciding", "Settlement", "confirm", "taught"]
_LOOKS = 3
"""So often a request is looked at anew that changes between the look and the decision; then it is held first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a request stands after an agent's decision."""

    number: RequestNumber
    confirmation: Confirmation


def confirm(
    installation: Installation, request_id: RequestId, correction: Correction, agent: str, now: datetime, version: int | None = None
) -> Settlement:
    """Decide a request as proposed, or corrected: it is open then, its department is told, and its words are learned.

    Deciding the same again changes nothing; deciding otherwise supersedes, and both are kept, unless ``version``, in which the agent saw
    the request, is not the present one: then somebody was faster. Raises ConflictError with who decided what then, and where another agent
    holds the request, and where who asks is to be set right in what is decided; NotFoundError for a request or an agent that is not there,
    or not in the same town; ConfigurationError for a subject, department or street the town does not know; InvalidError for a requester's
    telephone or e-mail that is none.
    """
    asked = _Asked(installation=installation, request=request_id, correction=correction, agent=agent, now=now, version=version)
    settlement, rung = asked.decide()
    installation.bell.ring(*rung)
    return settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What an agent wants decided."""

    installation: Installation
    request: RequestId
    correction: Correction
    agent: str
    now: datetime
    version: int | None

    def decide(self) -> tuple[Settlement, tuple[str, ...]]:
        """Work everything out first, then write it, with the request held, if it still stands as it did; else look again."""
        database = self.installation.database
        for _ in range(_LOOKS):
            with database.read() as session:
                deciding, prepared = self._prepare(session)
            if isinstance(prepared, Settlement):
                return prepared, ()
            with database.write() as session:
                is_same = confirmations.lock(session, self.request) == prepared.record.line.version
                # A request that became a part of this one, or a message that was added to it, leaves the version as it is.
                if is_same and history.count(session, self.request) == len(prepared.record.history):
                    refuse_held(session, prepared.record, deciding.agent, self.now)
                    return deciding.write(session, prepared)
        with database.write() as session:
            # It changes all the time: nobody else's turn until this is written.
            confirmations.lock(session, self.request)
            deciding, prepared = self._prepare(session)
            return (prepared, ()) if isinstance(prepared, Settlement) else deciding.write(session, prepared)

    def _prepare(self, session: Session) -> tuple["Deciding", "Prepared | Settlement"]:
        installation, record = self.installation, requests.get(session, self.request)
        acting = self._find_acting(session, record)
        refuse_held(session, record, acting.agent, self.now)
        view = installation.towns.get(record.line.town)
        deciding = Deciding(settings=installation.settings, view=view, agent=acting.agent, now=self.now)
        return deciding, deciding.prepare(session, record, self.correction, self.version)

    def _find_acting(self, session: Session, record: RequestRecord) -> Acting:
        """Return who decides; where he may not and was slower, he is told that: his rights are those on a request as it stands."""
        towns = self.installation.towns
        try:
            return find_acting(session, record, self.agent, self.now, _purpose(session, towns, record, self.agent))
        except ForbiddenError:
            if self._was_slower(session, record):
                raise stale(session, record, confirmations.find_latest(session, record.line.id)) from None
            raise

    def _was_slower(self, session: Session, record: RequestRecord) -> bool:
        """Tell whether somebody was faster than an agent who may read the request; who looked at none is one who decides in review."""
        towns, acting = self.installation.towns, (self.agent, self.now)
        if self.version is not None:
            return self.version != record.line.version and may_read(session, record, acting, towns)
        is_in_review = record.line.status is Status.REVIEW
        return not is_in_review and may_do(session, record, acting, Purpose(towns=towns, to=Permission.REVIEW))


def _purpose(session: Session, towns: TownViews, record: RequestRecord, agent: str) -> Purpose:
    """Return what is needed to decide a request: of one that has its department, more than review, but for who has just sent it there."""
    if record.line.status is Status.REVIEW:
        return Purpose(towns=towns, to=Permission.REVIEW)
    is_fresh = record.line.status in {Status.OPEN, Status.TRANSFERRED}
    seen = facts_when_decided(session, towns, record, agent) if is_fresh else None
    return Purpose(towns=towns, to=Permission.REQUALIFY if seen is None else Permission.REVIEW, facts=seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A decision that is worked out, and what it makes of a request that stands as ``record``; ``number`` stands in for one not given yet.

    ``requester`` is who asks then. ``letters`` tell of it; ``staff`` is None where it is given to no department by that.
    """

    record: RequestRecord
    requester: Requester
    orientation: Orientation
    confirmation: Confirmation
    number: RequestNumber
    counts: tuple[Count, ...]
    letters: tuple[Weighed, ...]
    staff: Staff | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """One decision of an agent, on its way into the database; the agent is known."""

    settings: Settings
    view: TownView
    agent: str
    now: datetime

    def decide(self, session: Session, record: RequestRecord, correction: Correction) -> tuple[Settlement, tuple[str, ...]]:
        """Decide a request that is held; return how it stands and the queues that have work."""
        prepared = self.prepare(session, record, correction)
        return (prepared, ()) if isinstance(prepared, Settlement) else self.write(session, prepared)

    def prepare(self, session: Session, record: RequestRecord, correction: Correction, version: int | None = None) -> Prepared | Settlement:
        """Work out all that follows and write nothing; return how the request stands where it was decided so before."""
        if record.line.merged_into is not None:
            raise ConflictError(
                say("Request {id} is a part of request {main} by now. Decide that one.", id=record.line.id, main=record.line.merged_into)
            )
        told = as_told(record, correction.requester, self.agent, self.now)
        decided, orientation = self._orient(record, correction)
        today = moment(self.view.town, self.now).at.date()
        before = confirmations.find_latest(session, record.line.id)
        is_out = record.line.status is not Status.REVIEW
        # What was decided last may have moved since: a department that was dissolved took its requests along.
        stands_so = (record.line.subject, record.line.department) == (decided.subject, decided.department)
        is_same = before is not None and before.decided == decided and stands_so and is_out
        is_seen = version in (None, record.line.version) or (before is not None and before.agent == self.agent)
        if before is not None and record.line.number is not None and is_same and is_seen and told is record:
            return Settlement(number=record.line.number, confirmation=before)
        refuse_stale(session, record, version, before)
        if is_out and told is not record:
            raise stale(session, record, before)
        number = record.line.number or stand_in(today.year)
        is_over = record.line.status.is_over
        is_given = not is_out or orientation.department != record.line.department
        staff = self._transmitting(session).staff() if is_given and not is_over else None
        # Of what is over nobody is told, and nobody has it to do; who opens it again gives it to the right department.
        letters = () if is_over else self._letters(session, told, orientation, number, staff)
        return Prepared(
            record=record,
            requester=told.requester,
            orientation=orientation,
            confirmation=self._confirmation(record, decided, confirmations.next_rank(session, record.line.id)),
            number=number,
            counts=taught(record, None if before is None else before.decided.subject, decided.subject),
            letters=tuple(weigh(self.settings, session, letter, self.now) for letter in letters),
            staff=staff,
        )

    def foresee(self, record: RequestRecord, correction: Correction) -> Orientation:
        """Return what a request would become by a correction, and write nothing; raises as `confirm` where the town does not know it."""
        return self._orient(record, correction)[1]

    def write(self, session: Session, prepared: Prepared) -> tuple[Settlement, tuple[str, ...]]:
        """Write what was worked out on a request that is held; return how it stands and the queues that have work."""
        record, orientation, confirmation = prepared.record, prepared.orientation, prepared.confirmation
        if prepared.requester != record.requester:
            write_requester(session, record, prepared.requester, Acting(agent=self.agent, now=self.now))
        confirmations.settle(session, record.line.id, settled_as(orientation))
        given = given_to(self.view.ruleset, orientation.department)
        if begins_anew(record, orientation) and (record.line.status.is_open or given.authority is not None):
            # Nobody of the other department has it in hand yet. What is opened up in review is so below, with its version.
            requests.stand(session, record.line.id, given)
        moved = clocks.requalify(session, self.view, record, orientation, self.now)
        copies = {"copies": list(orientation.copies)} if orientation.copies or copies_of(self.view.ruleset, record) else {}
        self._write_down(session, record, confirmation, {**copies, **moved})
        claims.clear(session, record.line.id)
        left = requests.open_up(session, record.line.id)
        kept = confirmations.add(session, confirmation, stood_before(record), left)
        autonomy.heed(session, record, kept, confirmation)
        if prepared.staff is not None:
            self._transmitting(session).write_down(record.line.id, orientation.department, prepared.staff)
        # From here to the commit everybody else who confirms in the town waits: what can be done before is.
        number = self._number(session, record, prepared.number)
        if given.authority is not None and begins_anew(record, orientation):
            facts = {"department": given.authority, "before": record.line.status.value, "rank": confirmation.rank}
            self._append(session, record, TRANSFERRED, facts)
            self._journal(session, record, TRANSFERRED, facts)
        letters = [
            replace(one, letter=replace(numbered(one.letter, prepared.number, number), confirmation=kept)) for one in prepared.letters
        ]
        rung = post_weighed(session, letters, self.now, not_before=self.now + self._wait(orientation))
        # The words of the request count for its subject, and no longer for the one it was thought to have.
        learned.add(session, record.line.town, prepared.counts, self.now)
        return Settlement(number=number, confirmation=confirmation), rung

    def _orient(self, record: RequestRecord, correction: Correction) -> tuple[Choice, Orientation]:
        asked = self._ask_rules(record, correction, self._place(record.place, correction))
        today = moment(self.view.town, self.now).at.date()
        decided = decided_by(self.view.ruleset, record, correction, asked, today)
        return decided, oriented(self.view.ruleset, record, decided, asked)

    def _place(self, place: Place, correction: Correction) -> Place:
        if correction.street is None and correction.number is None:
            return place
        street = correction.street or place.street or ""
        if (named := self.view.classifier.find_named(street, correction.number)) is not None:
            return replace(named, text=place.text, score=1.0)
        written = " ".join(part for part in (correction.number, street) if part)
        asked = Draft(channel=Channel.COUNTER, kind=Kind.REQUEST, text=written)
        found = self.view.classifier.classify(asked, moment(self.view.town, self.now)).places
        known = next((one.answer for one in found if one.answer.street is not None), None)
        if known is None:
            what = say("The town knows no street “{name}”.", name=street)
            raise ConfigurationError(Mistake(where="street", what=what, remedy=say("Choose a proposal of the list, or leave it empty.")))
        return replace(known, text=place.text, score=1.0)

    def _ask_rules(self, record: RequestRecord, correction: Correction, place: Place) -> Orientation:
        """Return what the rules make of the request with the subject and the place that the agent says, which they do not change."""
        proposed = record.decision.orientation
        copies = copies_of(self.view.ruleset, record)
        standing = replace(proposed, subject=record.line.subject, department=record.line.department, copies=copies, place=place)
        subject = find_subject(self.view.ruleset, correction.subject or record.line.subject)
        if subject is None or (subject.code == record.line.subject and place == record.place):
            return standing
        part = part_of(record.draft, record.line.heading, record.details, record.offset)
        at = moment(self.view.town, arrived_at(record.draft, record.inbound))
        doors = entrances(mailbox_of(self.view, record.inbound, record.draft))
        told = Classification(
            subjects=(Candidate(answer=subject.code, score=1.0, evidence=()),),
            places=(Candidate(answer=place, score=1.0, evidence=()),),
            findings=self.view.classifier.find_rules(part, subject.code, place, at, doors),
        )
        return replace(decide(part, told, self.view.ruleset, at, parts=1).orientation, subject=subject.code)

    def _confirmation(self, record: RequestRecord, decided: Choice, rank: int) -> Confirmation:
        return Confirmation(
            town=record.line.town,
            request=record.line.id,
            rank=rank,
            at=self.now,
            agent=self.agent,
            decided=decided,
            proposed=choice_of(record.decision.orientation),
            ruleset=record.ruleset_number,
            rule=record.decision.orientation.rule,
            is_sole=sole_rule(record.decision) is not None,
        )

    def _write_down(self, session: Session, record: RequestRecord, confirmation: Confirmation, more: Mapping[str, object]) -> None:
        before = Choice(
            subject=record.line.subject,
            department=record.line.department,
            street=record.place.street,
            number=record.place.number,
            sector=record.place.sector,
        )
        changes = changes_of(before, confirmation.decided)
        action = "corrected" if changes else "confirmed"
        self._append(session, record, action, {"rank": confirmation.rank, **changes, **more})
        codes = {"subject": confirmation.decided.subject, "department": confirmation.decided.department, "rank": confirmation.rank}
        self._journal(session, record, action, codes)

    def _number(self, session: Session, record: RequestRecord, standing: RequestNumber) -> RequestNumber:
        """Return the number of a request, given now where it has none."""
        if record.line.number is not None:
            return record.line.number
        number = requests.give_number(session, record.line.town, record.line.id, standing.year)
        facts = {"number": str(number)}
        self._append(session, record, "numbered", facts)
        self._journal(session, record, "numbered", facts)
        return number

    def _letters(
        self, session: Session, record: RequestRecord, orientation: Orientation, number: RequestNumber, staff: Staff | None
    ) -> tuple[Letter, ...]:
        """Return what tells the departments of a request that is new to them, and its requester."""
        letters: tuple[Letter, ...] = ()
        if staff is not None:
            opinion = Opinion(
                draft=part_of(record.draft, record.line.heading, record.details, record.offset),
                classification=record.classification,
                decision=Routed(orientation=orientation),
                basis=self.view.basis,
            )
            transmitting = self._transmitting(session)
            told = Told(request=record.line.id, number=number, link=transmitting.link(record.line.id))
            letters = transmitting.letters(opinion, told, staff)
        writing = Writing(settings=self.settings, view=self.view, session=session, now=self.now, agent=self.agent)
        timing = clocks.foresee(session, self.view, record, orientation, self.now)
        return letters + writing.acknowledge_as(foreseen(self.view.ruleset, record, orientation, number, timing))

    def _transmitting(self, session: Session) -> Transmitting:
        return Transmitting(settings=self.settings, view=self.view, session=session, now=self.now, actor=self.agent)

    def _wait(self, orientation: Orientation) -> timedelta:
        """Return how long letters wait so that the decision can be undone: not at all where somebody may be harmed."""
        is_danger = Flag.DANGER in orientation.flags or orientation.priority == DANGER
        return timedelta(seconds=0 if is_danger else self.settings.undo_seconds)

    def _append(self, session: Session, record: RequestRecord, action: str, details: Mapping[str, object]) -> None:
        line = HistoryLine(at=self.now, actor=self.agent, action=action, details=details)
        history.append(session, record.line.town, record.line.id, line)

    def _journal(self, session: Session, record: RequestRecord, action: str, details: Mapping[str, object]) -> None:
        journal.append(
            session,
            at=self.now,
            town=record.line.town,
            actor=self.agent,
            action=f"request.{action}",
            object=f"request:{record.line.id}",
            details=details,
        )


def taught(record: RequestRecord, before: SubjectCode | None, after: SubjectCode | None) -> tuple[Count, ...]:
    """Return what the words of a request count for when people say it has another subject; None: they say nothing of it."""
    if before == after:
        return ()
    part = part_of(record.draft, record.line.heading, record.details, record.offset)
    # The proposed place, whatever it was corrected to: what is taken back must be what was given.
    words = (MESSAGES, *words_of(part, record.decision.orientation.place))
    return tuple((code, word, n) for code, n in ((after, 1), (before, -1)) if code is not None for word in words)
