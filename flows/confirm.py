"""An agent decides: confirms what was proposed for a request, or corrects it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from domain.confirmation import Before, Choice, Confirmation
from domain.decision import Orientation, Routed, sole_rule
from domain.department import Confidentiality
from domain.draft import Draft, Flag, Kind
from domain.errors import ConfigurationError, ConflictError, Mistake
from domain.evidence import Candidate, Classification
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.inbound import Channel
from domain.lifecycle import Situation
from domain.place import Place
from domain.request import RequestNumber, Status
from domain.rights import Permission
from domain.ruleset import RuleSet, Subject
from flows import autonomy, clocks
from flows.acting import Purpose, facts_when_decided, find_acting
from flows.correspondence.writing import Writing
from flows.holding import refuse_held, refuse_stale
from flows.notice import Told
from flows.opinion import Opinion, arrived_at, entrances
from flows.post import post
from flows.settings import Settings
from flows.town_views import TownView, TownViews, mailbox_of
from flows.transmission import Transmitting
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import moment
from routing.decide import decide
from routing.directory import open_in_place
from rules.learned import MESSAGES, words_of
from store import claims, confirmations, history, journal, learned, requests
from store.confirmations import ConfirmationId, Settled, part_of
from store.history import HistoryLine
from store.learned import Count
from store.outbox import Letter
from store.requests import RequestRecord

_DANGER = 1
"""Priority of what may harm somebody; no correction of the subject lowers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an agent sets right; None leaves it as it stands.

    A subject or a place brings its department with it, as the rules and the directory say, unless one is named.
    """

    subject: SubjectCode | None = None
    department: DepartmentCode | None = None
    street: str | None = None
    number: str | None = None


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
    holds the request; NotFoundError for a request or an agent that is not there, or not in the same town; ConfigurationError for a
    subject, department or street the town does not know.
    """
    with installation.database.write() as session:
        confirmations.lock(session, request_id)
        record = requests.get(session, request_id)
        acting = find_acting(session, record, agent, now, _purpose(session, installation.towns, record, agent))
        refuse_held(session, record, acting.agent, now)
        view = installation.towns.get(record.line.town)
        deciding = Deciding(settings=installation.settings, view=view, agent=acting.agent, now=now)
        settlement, rung = deciding.decide(session, record, correction, version)
    installation.bell.ring(*rung)
    return settlement


def _purpose(session: Session, towns: TownViews, record: RequestRecord, agent: str) -> Purpose:
    """Return what is needed to decide a request: of one that has its department, more than review, but for who has just sent it there."""
    if record.line.status is Status.REVIEW:
        return Purpose(towns=towns, to=Permission.REVIEW)
    seen = facts_when_decided(session, towns, record, agent) if record.line.status is Status.OPEN else None
    return Purpose(towns=towns, to=Permission.REQUALIFY if seen is None else Permission.REVIEW, facts=seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """One decision of an agent, on its way into the database; the request is held, and the agent known."""

    settings: Settings
    view: TownView
    agent: str
    now: datetime

    def decide(
        self, session: Session, record: RequestRecord, correction: Correction, version: int | None = None
    ) -> tuple[Settlement, tuple[str, ...]]:
        """Write all that follows; return how the request stands and the queues that have work."""
        if record.line.merged_into is not None:
            raise ConflictError(
                say("Request {id} is a part of request {main} by now. Decide that one.", id=record.line.id, main=record.line.merged_into)
            )
        place = self._place(record.place, correction)
        asked = self._ask_rules(record, correction, place)
        today = moment(self.view.town, self.now).at.date()
        decided = _decided(self.view.ruleset, record, correction, asked, today)
        before = confirmations.find_latest(session, record.line.id)
        is_out = record.line.status is not Status.REVIEW
        is_same = before is not None and before.decided == decided and is_out
        is_seen = version in (None, record.line.version) or (before is not None and before.agent == self.agent)
        if before is not None and record.line.number is not None and is_same and is_seen:
            return Settlement(number=record.line.number, confirmation=before), ()
        refuse_stale(record, version, before)
        confirmation = self._confirmation(record, decided, confirmations.next_rank(session, record.line.id))
        orientation = _oriented(self.view.ruleset, record, decided, asked)
        confirmations.settle(session, record.line.id, _settled(orientation))
        if decided.department != record.line.department and record.line.status.is_open:
            # Nobody of the other department has it in hand yet.
            requests.stand(session, record.line.id, Situation(status=Status.OPEN))
        moved = clocks.requalify(session, self.view, record, orientation, self.now)
        self._write_down(session, record, confirmation, moved)
        claims.clear(session, record.line.id)
        counts = taught(record, None if before is None else before.decided.subject, decided.subject)
        # From here to the commit everybody else who confirms in the town waits: what can be done before is.
        number = requests.number(session, record.line.id, moment(self.view.town, self.now).at.year)
        left = requests.version(session, record.line.id)
        kept = confirmations.add(session, confirmation, _before(record), left)
        autonomy.heed(session, record, kept, confirmation)
        rung = self._tell(session, record, orientation, number, kept)
        # The words of the request count for its subject, and no longer for the one it was thought to have.
        learned.add(session, record.line.town, counts, self.now)
        return Settlement(number=number, confirmation=confirmation), rung

    def _place(self, place: Place, correction: Correction) -> Place:
        if correction.street is None and correction.number is None:
            return place
        street = correction.street or place.street or ""
        written = " ".join(part for part in (correction.number, street) if part)
        asked = Draft(channel=Channel.COUNTER, kind=Kind.REQUEST, text=written)
        found = self.view.classifier.classify(asked, moment(self.view.town, self.now)).places
        known = next((one.answer for one in found if one.answer.street is not None), None)
        if known is None:
            raise _unknown("street", say("the town knows no street “{name}”.", name=street))
        return replace(known, text=place.text, score=1.0)

    def _ask_rules(self, record: RequestRecord, correction: Correction, place: Place) -> Orientation:
        """Return what the rules make of the request with the subject and the place that the agent says, which they do not change."""
        proposed = record.decision.orientation
        standing = replace(proposed, subject=record.line.subject, department=record.line.department, place=place)
        subject = _subject(self.view.ruleset, correction.subject or record.line.subject)
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
            proposed=_choice(record.decision.orientation),
            ruleset=record.ruleset_number,
            rule=record.decision.orientation.rule,
            is_sole=sole_rule(record.decision) is not None,
        )

    def _write_down(self, session: Session, record: RequestRecord, confirmation: Confirmation, moved: Mapping[str, object]) -> None:
        before = Choice(
            subject=record.line.subject,
            department=record.line.department,
            street=record.place.street,
            number=record.place.number,
            sector=record.place.sector,
        )
        changes = _changes(before, confirmation.decided)
        action = "corrected" if changes else "confirmed"
        self._append(session, record, action, {"rank": confirmation.rank, **changes, **moved})
        codes = {"subject": confirmation.decided.subject, "department": confirmation.decided.department, "rank": confirmation.rank}
        self._journal(session, record, action, codes)

    def _tell(
        self, session: Session, record: RequestRecord, orientation: Orientation, number: RequestNumber, kept: ConfirmationId
    ) -> tuple[str, ...]:
        """Tell the departments of a request that is new to them, and its requester.

        Not at once, so that it can be undone, unless somebody may be harmed.
        """
        leaves_review = record.line.status is Status.REVIEW
        if record.line.number is None:
            facts = {"number": str(number)}
            self._append(session, record, "numbered", facts)
            self._journal(session, record, "numbered", facts)
        letters: tuple[Letter, ...] = ()
        if leaves_review or orientation.department != record.line.department:
            opinion = Opinion(
                draft=part_of(record.draft, record.line.heading, record.details, record.offset),
                classification=record.classification,
                decision=Routed(orientation=orientation),
                basis=self.view.basis,
            )
            transmitting = Transmitting(settings=self.settings, view=self.view, session=session, now=self.now, actor=self.agent)
            told = Told(request=record.line.id, number=number, link=transmitting.link(record.line.id))
            letters = transmitting.transmit(opinion, told)
        writing = Writing(settings=self.settings, view=self.view, session=session, now=self.now, agent=self.agent)
        letters += writing.acknowledge(record.line.id)
        letters = tuple(replace(letter, confirmation=kept) for letter in letters)
        is_danger = Flag.DANGER in orientation.flags or orientation.priority == _DANGER
        wait = timedelta(seconds=0 if is_danger else self.settings.undo_seconds)
        return post(self.settings, session, letters, self.now, not_before=self.now + wait)

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


def _before(record: RequestRecord) -> Before:
    return Before(
        situation=record.line.situation,
        subject=record.line.subject,
        department=record.line.department,
        priority=record.line.priority,
        confidentiality=record.line.confidentiality,
        place=record.place,
        timing=record.timing,
    )


def _decided(ruleset: RuleSet, record: RequestRecord, correction: Correction, asked: Orientation, today: date) -> Choice:
    """Return what the agent decides; ``asked`` is what the rules make of it.

    Raises ConfigurationError with what the town does not know, and for a department that is closed and that nobody takes over from.
    """
    subject = correction.subject or record.line.subject
    if correction.subject is not None and _subject(ruleset, subject) is None:
        raise _unknown("subject", say("rule set {number} has no subject “{code}”.", number=ruleset.number, code=subject))
    department = _receiving(ruleset, correction.department or asked.department, today)
    place = asked.place
    return Choice(subject=subject, department=department, street=place.street, number=place.number, sector=place.sector)


def _receiving(ruleset: RuleSet, code: DepartmentCode, today: date) -> DepartmentCode:
    """Return who takes a request that is sent to a department: itself, or who takes over from a closed one. Raises ConfigurationError."""
    known = {one.code: one for one in ruleset.departments}
    if code not in known:
        raise _unknown("department", say("rule set {number} has no department “{code}”.", number=ruleset.number, code=code))
    receiving = open_in_place(code, known, today)
    if receiving is None:
        raise _unknown("department", say("{department} is closed.", department=known[code].label))
    return receiving


def _oriented(ruleset: RuleSet, record: RequestRecord, decided: Choice, asked: Orientation) -> Orientation:
    """Return what the rules make of what was decided. No correction takes danger or secrecy from a request."""
    proposed = record.decision.orientation
    return replace(
        asked,
        department=decided.department,
        copies=tuple(code for code in asked.copies if code != decided.department),
        priority=_DANGER if Flag.DANGER in proposed.flags else asked.priority,
        confidentiality=_secrecy(ruleset, proposed, decided),
    )


def _secrecy(ruleset: RuleSet, proposed: Orientation, decided: Choice) -> Confidentiality:
    """Return how confidential the request is: as its subject and department ask, and no less than the message itself did.

    A proposal more secret than its own subject and department has that from elsewhere: a rule, a mailbox, the request it follows.
    """
    own = _asked(ruleset, proposed.subject, proposed.department)
    floor = proposed.confidentiality if proposed.confidentiality > own else Confidentiality.NORMAL
    return max(floor, _asked(ruleset, decided.subject, decided.department))


def _asked(ruleset: RuleSet, code: SubjectCode, department: DepartmentCode) -> Confidentiality:
    levels = [one.confidentiality for one in ruleset.subjects if one.code == code]
    levels += [one.confidentiality for one in ruleset.departments if one.code == department]
    return max(levels, default=Confidentiality.NORMAL)


def _subject(ruleset: RuleSet, code: SubjectCode) -> Subject | None:
    return next((subject for subject in ruleset.subjects if subject.code == code), None)


def _choice(orientation: Orientation) -> Choice:
    return Choice(
        subject=orientation.subject,
        department=orientation.department,
        street=orientation.place.street,
        number=orientation.place.number,
        sector=orientation.place.sector,
    )


def _settled(orientation: Orientation) -> Settled:
    return Settled(
        subject=orientation.subject,
        department=orientation.department,
        priority=orientation.priority,
        confidentiality=orientation.confidentiality,
        place=orientation.place,
    )


def _changes(before: Choice, after: Choice) -> dict[str, object]:
    """Return what was decided otherwise, as ``{"subject": {"before": …, "after": …}}``."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in Choice.__slots__}
    return {name: {"before": old, "after": new} for name, (old, new) in pairs.items() if old != new}


def _unknown(where: str, what: str) -> ConfigurationError:
    return ConfigurationError(Mistake(where=where, what=what, remedy=say("Name one of the town's own.")))
