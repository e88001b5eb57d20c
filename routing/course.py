"""What the rules that hold settle, one after the other in their order of precedence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.decision import Rival
from domain.department import Confidentiality
from domain.draft import Flag
from domain.evidence import Classification
from domain.ids import UNCLASSIFIED, DepartmentCode, RuleId, SubjectCode
from domain.place import NO_PLACE
from domain.ruleset import Alert, AllOf, AnyOf, Condition, Effect, Level, Not, Rule, RuleSet, Subject, SubjectIs, ThemeIs
from routing.books import books
from routing.directory import Charge, charges

_LOUDNESS = (Alert.NONE, Alert.WHEN_CLOSED, Alert.ALWAYS)
_PROTECTING = frozenset({Flag.CONFIDENTIAL, Flag.DANGER})

Order = tuple[int, int, int, int]


class Loss(StrEnum):
    """Why a rule that holds lost to the one that decides (raison de l'échec)."""

    STOPPED = "stopped"
    VARIANT = "variant"
    LEVEL = "level"
    PRECISION = "precision"
    PRIORITY = "priority"
    DATE = "date"
    EQUAL = "equal"


@dataclass(slots=True, kw_only=True)
class Course:
    """What the rules have settled so far, in their order. ``subject`` is what the draft is about after them."""

    subject: Subject
    is_subject_told: bool = False
    """Set where a rule told the subject by other things than the subject that was recognised."""
    department: DepartmentCode | None = None
    deciding: RuleId | None = None
    settled: bool = False
    order: Order | None = None
    priority: int | None = None
    raised: int = 0
    target: str | None = None
    confidentiality: Confidentiality = Confidentiality.NORMAL
    alert: Alert = Alert.NONE
    review: bool = False
    alone: bool = False
    unsubjected: bool = False
    stopped_by: RuleId | None = None
    subject_told_by: RuleId | None = None
    public_label: str | None = None
    rivals: list[Rival] = field(default_factory=list)
    copies: list[DepartmentCode] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    passed_over: list[RuleId] = field(default_factory=list)


def follow(classification: Classification, ruleset: RuleSet, subject: Subject) -> Course:
    """Return what the rules that hold settle for a draft of a subject, then the directory, then the subject itself."""
    course = Course(subject=subject)
    known = books(ruleset)
    holding = dict.fromkeys(finding.rule for finding in classification.findings if finding.holds)
    place = classification.places[0].answer if classification.places else NO_PLACE
    for rule in in_order(known.rules[identity] for identity in holding if identity in known.rules):
        if rule.level is Level.MAILBOX and course.subject.code != UNCLASSIFIED:
            # What was recognised goes before where it came in.
            _charge(course, charges(course.subject, place.sector, ruleset.directory))
        _apply(course, rule, known.subjects)
    if not course.unsubjected:
        _charge(course, charges(course.subject, place.sector, ruleset.directory))
    course.confidentiality = max(course.confidentiality, course.subject.confidentiality)
    return course


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules in order of precedence."""
    return tuple(sorted(rules, key=lambda rule: (*order_of(rule), rule.id)))


def order_of(rule: Rule) -> Order:
    """Return what decides between two rules, the smaller first: level, place, priority, then the newer one."""
    return (rule.level, rule.precision, -rule.priority, -(rule.written_on or date.min).toordinal())


def why_lost(winner: Rule | None, loser: Rule, stopper: Rule | None = None) -> Loss:
    """Return why a rule that holds lost. Without ``winner``: to what was recognised, which goes before where it came in."""
    if stopper is not None and (*order_of(stopper), stopper.id) < (*order_of(loser), loser.id):
        return Loss.STOPPED
    if winner is None:
        return Loss.LEVEL
    if _are_variants(winner.id, loser.id):
        return Loss.VARIANT
    pairs = zip(order_of(winner), order_of(loser), (Loss.LEVEL, Loss.PRECISION, Loss.PRIORITY, Loss.DATE), strict=True)
    return next((loss for one, other, loss in pairs if one != other), Loss.EQUAL)


def _charge(course: Course, found: tuple[Charge, ...]) -> None:
    """Settle the department in charge of the subject where no rule has chosen one."""
    if course.department is not None:
        return
    best, *others = found
    course.department, course.deciding, course.settled = best.department, best.rule, True
    course.copies.extend(best.copies)
    if others:
        course.rivals.extend(Rival(department=charge.department, rule=charge.rule) for charge in found)


def _apply(course: Course, rule: Rule, subjects: Mapping[SubjectCode, Subject]) -> None:
    """Apply one rule that holds. One that comes after the department is settled, and does not go on, has lost: it only protects.

    So has one that comes after a rule that stops. A later variant of the rule that decides was not meant at all.
    """
    effect = rule.effect
    wanted = course.subject.department if effect.keeps_subject_department else effect.department
    differs = course.settled and wanted is not None and wanted != course.department and not effect.goes_on
    if differs and _are_variants(course.deciding, rule.id):
        course.passed_over.append(rule.id)
        return
    _protect(course, effect)
    if differs or course.stopped_by is not None:
        course.passed_over.append(rule.id)
        if wanted is not None and course.order == order_of(rule) and course.stopped_by is None:
            _note_rival(course, Rival(department=wanted, rule=rule.id))
        return
    _change_subject(course, rule, subjects)
    _choose(course, rule)
    _take(course, effect)
    if effect.stops:
        course.stopped_by = rule.id


def _change_subject(course: Course, rule: Rule, subjects: Mapping[SubjectCode, Subject]) -> None:
    """Make it a draft of the rule's subject, unless an earlier rule did or the town has no such subject."""
    code = rule.effect.subject
    if code is None or code not in subjects or course.subject_told_by is not None:
        return
    course.subject, course.subject_told_by = subjects[code], rule.id
    course.is_subject_told = not any(_asks_subject(rule.condition))


def _choose(course: Course, rule: Rule) -> None:
    """Take the rule's department if none is settled; one whose rule goes on may still be replaced."""
    effect = rule.effect
    wanted = course.subject.department if effect.keeps_subject_department else effect.department
    if wanted is None or course.settled:
        return
    course.department, course.deciding, course.order = wanted, rule.id, order_of(rule)
    course.settled = not effect.goes_on
    about_subject = course.subject_told_by is not None or any(_asks_subject(rule.condition))
    course.unsubjected = rule.level is Level.SAFETY and not about_subject and wanted != course.subject.department


def _note_rival(course: Course, rival: Rival) -> None:
    """Note an equal rule that wants another department, beside the one that was taken."""
    if not course.rivals and course.department is not None and course.deciding is not None:
        course.rivals.append(Rival(department=course.department, rule=course.deciding))
    course.rivals.append(rival)


def _asks_subject(condition: Condition) -> Iterator[bool]:
    """Yield True for each part of a condition that asks for the subject."""
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from _asks_subject(part)
        case Not(negated=part):
            yield from _asks_subject(part)
        case SubjectIs() | ThemeIs():
            yield True
        case _:
            return


def _are_variants(one: RuleId | None, other: RuleId) -> bool:
    """Return whether two rules are variants of one, numbered after a slash: the first that holds is meant."""
    return one is not None and one.partition("/")[0] == other.partition("/")[0]


def _protect(course: Course, effect: Effect) -> None:
    """Take over what protects people, from every rule that holds: no other rule may lose secrecy, the bell or the eyes of people."""
    course.confidentiality = max(course.confidentiality, effect.confidentiality or Confidentiality.NORMAL)
    course.review = course.review or effect.review
    course.alert = max(course.alert, effect.alert, key=_LOUDNESS.index)
    course.flags.extend(flag for flag in effect.flags if flag in _PROTECTING)
    course.public_label = course.public_label or effect.public_label


def _take(course: Course, effect: Effect) -> None:
    """Take over what a rule sets beside the department. What an earlier rule set stands."""
    course.priority = course.priority if course.priority is not None else effect.priority
    course.raised += effect.priority_raise
    course.target = course.target or effect.target
    course.alone = course.alone or effect.alone
    course.copies.extend(effect.copies)
    course.flags.extend(effect.flags)
    if effect.notice:
        course.notices.append(effect.notice)
    if effect.letter:
        course.letters.append(effect.letter)
