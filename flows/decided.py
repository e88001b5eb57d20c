"""What an agent's decision makes of a request: of what he sets right, of what the rules say to that. Pure."""

from dataclasses import dataclass, replace
from datetime import date

from domain.confirmation import Before, Choice
from domain.decision import Orientation
from domain.department import Confidentiality, DepartmentKind
from domain.draft import Flag
from domain.errors import ConfigurationError, Mistake
from domain.ids import DepartmentCode, SubjectCode
from domain.lifecycle import Situation, begun
from domain.request import RequestNumber, Status
from domain.ruleset import RuleSet, Subject
from domain.timing import Timing
from flows.requester_changes import Told
from flows.wording import say
from routing.directory import open_in_place
from store.confirmations import Settled
from store.request_lines import place_text
from store.requests import RequestRecord

DANGER = 1
"""Priority of what may harm somebody; no correction of the subject lowers it."""
TRANSFERRED = "transferred"
"""What the history calls that another authority got a request, by an act or by the decision itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an agent sets right; None leaves it as it stands.

    A subject or a place brings its department with it, as the rules and the directory say, unless one is named. Who asks is set right in
    the same transaction, as long as the request is in review.
    """

    subject: SubjectCode | None = None
    department: DepartmentCode | None = None
    street: str | None = None
    number: str | None = None
    requester: Told | None = None


def given_to(ruleset: RuleSet, code: DepartmentCode) -> Situation:
    """Return where a request stands that a department of a rule set has just got, or another authority."""
    found = next((one.kind for one in ruleset.departments if one.code == code), DepartmentKind.INTERNAL)
    return begun(code, found)


def begins_anew(record: RequestRecord, orientation: Orientation) -> bool:
    """Tell whether a decision gives a request to somebody who does not have it yet."""
    line = record.line
    return line.status is Status.REVIEW or (line.status.is_open and orientation.department != line.department)


def foreseen(ruleset: RuleSet, record: RequestRecord, orientation: Orientation, number: RequestNumber, timing: Timing) -> RequestRecord:
    """Return a request as it will stand once a decision is written."""
    line, department = record.line, orientation.department
    situation = given_to(ruleset, department) if begins_anew(record, orientation) else line.situation
    settled = replace(
        line,
        number=number,
        situation=situation,
        subject=orientation.subject,
        department=department,
        priority=orientation.priority,
        confidentiality=orientation.confidentiality,
        place=place_text(orientation.place),
        sector=orientation.place.sector,
    )
    return replace(record, line=settled, place=orientation.place, timing=timing)


def stood_before(record: RequestRecord) -> Before:
    """Return what it takes to take a decision on a request back."""
    return Before(
        situation=record.line.situation,
        subject=record.line.subject,
        department=record.line.department,
        priority=record.line.priority,
        confidentiality=record.line.confidentiality,
        place=record.place,
        timing=record.timing,
    )


def decided_by(ruleset: RuleSet, record: RequestRecord, correction: Correction, asked: Orientation, today: date) -> Choice:
    """Return what the agent decides; ``asked`` is what the rules make of it.

    Raises ConfigurationError with what the town does not know, and for a department that is closed and that nobody takes over from.
    """
    subject = correction.subject or record.line.subject
    if correction.subject is not None and find_subject(ruleset, subject) is None:
        raise unknown("subject", say("rule set {number} has no subject “{code}”.", number=ruleset.number, code=subject))
    department = _receiving(ruleset, correction.department or asked.department, today)
    place = asked.place
    return Choice(subject=subject, department=department, street=place.street, number=place.number, sector=place.sector)


def _receiving(ruleset: RuleSet, code: DepartmentCode, today: date) -> DepartmentCode:
    """Return who takes a request that is sent to a department: itself, or who takes over from a closed one. Raises ConfigurationError."""
    known = {one.code: one for one in ruleset.departments}
    if code not in known:
        raise unknown("department", say("rule set {number} has no department “{code}”.", number=ruleset.number, code=code))
    receiving = open_in_place(code, known, today)
    if receiving is None:
        raise unknown("department", say("{department} is closed.", department=known[code].label))
    return receiving


def oriented(ruleset: RuleSet, record: RequestRecord, decided: Choice, asked: Orientation) -> Orientation:
    """Return what the rules make of what was decided. No correction takes danger or secrecy from a request."""
    proposed = record.decision.orientation
    return replace(
        asked,
        department=decided.department,
        copies=tuple(code for code in asked.copies if code != decided.department),
        priority=DANGER if Flag.DANGER in proposed.flags else asked.priority,
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


def find_subject(ruleset: RuleSet, code: SubjectCode) -> Subject | None:
    """Return a subject of a rule set."""
    return next((subject for subject in ruleset.subjects if subject.code == code), None)


def choice_of(orientation: Orientation) -> Choice:
    """Return what was proposed as an agent would have decided it."""
    return Choice(
        subject=orientation.subject,
        department=orientation.department,
        street=orientation.place.street,
        number=orientation.place.number,
        sector=orientation.place.sector,
    )


def settled_as(orientation: Orientation) -> Settled:
    """Return what becomes of a request by a decision."""
    return Settled(
        subject=orientation.subject,
        department=orientation.department,
        priority=orientation.priority,
        confidentiality=orientation.confidentiality,
        place=orientation.place,
    )


def changes_of(before: Choice, after: Choice) -> dict[str, object]:
    """Return what was decided otherwise, as ``{"subject": {"before": …, "after": …}}``."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in Choice.__slots__}
    return {name: {"before": old, "after": new} for name, (old, new) in pairs.items() if old != new}


def unknown(where: str, what: str) -> ConfigurationError:
    """Return what is said of something the town does not know."""
    return ConfigurationError(Mistake(where=where, what=what, remedy=say("Name one of the town's own.")))
