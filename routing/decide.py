"""The decision on a draft: what the rules settle, and every reason why people should look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.decision import Decision, ForReview, Orientation, Reason, Rival, Routed
from domain.department import Confidentiality, Department, DepartmentKind
from domain.draft import NEEDS_EYES, Draft, Flag, Kind
from domain.evidence import NEVER_ALONE, READ_CHARACTERS, Candidate, Classification
from domain.ids import UNCLASSIFIED, DepartmentCode, SubjectCode
from domain.place import NO_PLACE, Place, PlaceStatus
from domain.reading import is_figure_unsure
from domain.ruleset import SPEECH_ACTS, TOP_PRIORITY, Alert, RuleSet, SpeechAct, Subject
from domain.town import Moment
from routing.books import books
from routing.course import Course, follow
from routing.directory import Charge, charges, default_rule, open_in_place

_NEAR_PLACES = 0.08
_THANKED = ("bravo", "merci", "remerci", "félicit", "felicit")
_THANKED_SCORE = 0.03
_FLAG_REASONS: Mapping[Flag, Reason] = {
    Flag.DANGER: Reason.DANGER,
    Flag.MULTI: Reason.SEVERAL_REQUESTS,
    Flag.CONFIDENTIAL: Reason.CONFIDENTIAL,
    Flag.ABUSIVE: Reason.ABUSIVE,
    Flag.LANGUAGE: Reason.LANGUAGE,
    Flag.UNSURE_READING: Reason.UNSURE_READING,
}
_WAIVED = frozenset({Reason.LOW_CONFIDENCE, Reason.PLACE_MISSING, Reason.PLACE_UNMATCHED, Reason.PLACE_UNSURE, Reason.PLACE_OUTSIDE})
"""Doubts that a rule may take on itself; two subjects close together are the other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """All that a decision rests on."""

    draft: Draft
    classification: Classification
    ruleset: RuleSet
    subject: Subject
    subjects: Mapping[SubjectCode, Subject]
    departments: Mapping[DepartmentCode, Department]
    course: Course
    moment: Moment
    parts: int

    @property
    def place(self) -> Place:
        """Return the place that fits best; none where the message gives none."""
        return self.classification.places[0].answer if self.classification.places else NO_PLACE


def decide(draft: Draft, classification: Classification, ruleset: RuleSet, moment: Moment, *, parts: int) -> Decision:
    """Return where the draft goes, or why people decide.

    ``parts`` is how many requests its message asks. Precedence at every level: the more precise place, then the higher priority of
    the rule. So the head of a town's regles.yaml promises; the reference catalogue (4.4) lets places decide only among rules on subject
    and place, but a town reads its own file, and the labelled messages follow it. The first department found stands unless its rule
    goes on; secrecy, review and alert are taken from every rule that holds, the losers too.

    A body outside the town hall gets what is sure without review, as the labelled messages want it: people look where the message
    asks several things, is dangerous, abusive, confidential or badly read, or its place lies outside or is not found.
    """
    known = books(ruleset)
    subjects = known.subjects
    subject = subjects.get(classification.subjects[0].answer) if classification.subjects else None
    subject = subject or subjects[UNCLASSIFIED]
    course = follow(classification, ruleset, subject)
    case = _Case(
        draft=draft,
        classification=classification,
        ruleset=ruleset,
        subject=subjects[UNCLASSIFIED] if course.unsubjected else course.subject,
        subjects=subjects,
        departments=known.departments,
        course=course,
        moment=moment,
        parts=parts,
    )
    orientation = _orient(case)
    reasons = _reasons(case, orientation)
    if not reasons:
        return Routed(orientation=orientation)
    others = tuple(candidate.answer for candidate in classification.subjects if candidate.answer != orientation.subject)
    return ForReview(orientation=orientation, reasons=reasons, alternatives=others, rivals=_rivals(case, orientation))


def _orient(case: _Case) -> Orientation:
    """Return where the draft goes."""
    subject, course = case.subject, case.course
    chosen = course.department or subject.department
    department = _receiving(case, chosen)
    copies = [*course.copies, *(subject.copies if chosen == subject.department else ()), *_thanked(case)]
    priority = max(TOP_PRIORITY, (course.priority or subject.priority) - course.raised)
    return Orientation(
        subject=subject.code,
        department=department,
        copies=tuple(code for code in dict.fromkeys(_open_copies(case, copies)) if code != department),
        priority=priority,
        confidence=_confidence(case),
        flags=_flags(case, priority, department),
        place=case.place,
        rule=course.deciding or default_rule(subject.code),
        ruleset=case.ruleset.number,
        confidentiality=course.confidentiality,
        target=course.target or subject.target,
        alert=_ring(course.alert, case.moment),
        notices=tuple(dict.fromkeys(course.notices)),
        passed_over=tuple(course.passed_over),
        stopped_by=course.stopped_by,
        letters=tuple(dict.fromkeys(course.letters)),
        public_label=course.public_label,
    )


def _confidence(case: _Case) -> float:
    """Return how sure the subject is: as sure as the words, unless a rule that asks for no subject told it."""
    if case.course.is_subject_told:
        return 1.0
    return case.classification.subjects[0].score if case.classification.subjects else 0.0


def _receiving(case: _Case, code: DepartmentCode) -> DepartmentCode:
    """Return the department that takes the request: a closed one never does, but who does its work, else the subject's own."""
    spare = (case.subject.department, case.subjects[UNCLASSIFIED].department)
    return next((found for one in (code, *spare) if (found := _standing_in(case, one)) is not None), code)


def _standing_in(case: _Case, code: DepartmentCode) -> DepartmentCode | None:
    """Return a department if it is open, else the one that takes over from it; a town that does not list it has it open."""
    department = case.departments.get(code)
    if department is None or not is_closed(department, case.moment):
        return code
    return open_in_place(code, case.departments, case.moment.at.date())


def is_closed(department: Department, moment: Moment) -> bool:
    """Tell whether a department takes no new requests any more."""
    return department.is_closed(moment.at.date())


def _open_copies(case: _Case, copies: Iterable[DepartmentCode]) -> Iterable[DepartmentCode]:
    """Yield the departments that get a copy, those that do their work in place of closed ones."""
    return (found for code in copies if (found := _standing_in(case, code)) is not None)


def _rivals(case: _Case, orientation: Orientation) -> tuple[Rival, ...]:
    """Return the departments between which people choose: those of equal rules, else those of two subjects close together."""
    if case.course.rivals:
        return tuple(case.course.rivals)
    charge = _close_charge(case)
    if charge is None:
        return ()
    return (Rival(department=orientation.department, rule=orientation.rule), Rival(department=charge.department, rule=charge.rule))


def _flags(case: _Case, priority: int, code: DepartmentCode) -> tuple[Flag, ...]:
    """Return the marks of the draft in the order of the catalogue."""
    department = case.departments.get(code)
    flags = set(case.draft.flags) | set(case.course.flags)
    external = department is not None and department.kind is DepartmentKind.EXTERNAL
    flags = flags | {Flag.THIRD_PARTY} if external else flags - {Flag.THIRD_PARTY}
    if priority == TOP_PRIORITY:
        flags.add(Flag.DANGER)
    if case.course.confidentiality is Confidentiality.SOCIAL:
        flags.add(Flag.CONFIDENTIAL)
    if case.parts > 1:
        flags.add(Flag.MULTI)
    return tuple(flag for flag in Flag if flag in flags)


def _ring(alert: Alert, moment: Moment) -> Alert:
    """Return whether the duty desk is rung at this moment."""
    if alert is Alert.WHEN_CLOSED:
        return Alert.NONE if moment.open else Alert.ALWAYS
    return alert


def _thanked(case: _Case) -> tuple[DepartmentCode, ...]:
    """Return the department that thanks are for: that of the subject they mention."""
    best, *others = case.classification.subjects or (None,)
    if SPEECH_ACTS.get(case.subject.code) is not SpeechAct.THANKS or best is None or not others:
        return ()
    words = " ".join(item.quote.lower() for item in best.evidence if item.weight > 0)
    if others[0].score < _THANKED_SCORE or not any(word in words for word in _THANKED):
        return ()
    return (case.subjects[others[0].answer].department,)


def _reasons(case: _Case, orientation: Orientation) -> tuple[Reason, ...]:
    """Return why people should look at the draft; none where it may go out alone."""
    reasons = [*_subject_reasons(case), *_rule_reasons(case, orientation)]
    reasons += [reason for flag, reason in _FLAG_REASONS.items() if flag in orientation.flags]
    reasons += _place_reasons(case.classification.places, case.ruleset, case.subject, case.place)
    if case.draft.kind is Kind.BLANK or NEEDS_EYES.intersection(case.draft.remarks):
        # Whatever the rules found in the rest: something was not read, so a person looks at the original.
        reasons.append(Reason.UNREADABLE)
    if _goes_beyond_what_was_read(case.draft) or _is_house_unsure(case):
        reasons.append(Reason.UNSURE_READING)
    waived = _WAIVED if case.course.alone else frozenset()
    return tuple(reason for reason in dict.fromkeys(reasons) if reason not in waived)


def _rule_reasons(case: _Case, orientation: Orientation) -> Iterable[Reason]:
    """Yield why the rules themselves want people: equal ones disagree, one asks for it, or its department is closed."""
    if case.course.rivals:
        yield Reason.TIE
    if case.course.review:
        yield Reason.RULE_ASKS
    if orientation.department != (case.course.department or case.subject.department):
        yield Reason.DEPARTMENT_CLOSED


def _goes_beyond_what_was_read(draft: Draft) -> bool:
    """Return whether the end of the message was not looked at for evidence: it may ask something else, or say where."""
    return len(draft.heading or "") > READ_CHARACTERS or draft.offset + len(draft.text) > READ_CHARACTERS


def _is_house_unsure(case: _Case) -> bool:
    """Return whether the number of the house or the road was read off paper with doubt: no crew is sent to number 3 instead of 8."""
    if case.place.number is None or not case.classification.places:
        return False
    return any(is_figure_unsure(case.draft, one.where) for one in case.classification.places[0].evidence if one.weight > 0)


def _subject_reasons(case: _Case) -> Iterable[Reason]:
    """Yield the doubts about what the draft is about; none where a rule told it."""
    candidates = case.classification.subjects
    if case.course.is_subject_told:
        return
    if not candidates or candidates[0].answer == UNCLASSIFIED:
        yield Reason.NOTHING_MATCHED
        return
    if candidates[0].score < case.ruleset.thresholds.automatic or _is_hearsay(candidates[0]):
        yield Reason.LOW_CONFIDENCE
    if _close_charge(case) is not None and not case.course.alone:
        yield Reason.TIE


def _is_hearsay(candidate: Candidate[SubjectCode]) -> bool:
    """Return whether nothing speaks for a subject but what was ticked or learned."""
    speaking = [item.rule for item in candidate.evidence if item.weight > 0]
    return bool(speaking) and NEVER_ALONE.issuperset(speaking)


def _close_charge(case: _Case) -> Charge | None:
    """Return who handles the likeliest subject that is nearly as likely as the best one and belongs to another department."""
    best, *others = case.classification.subjects or (None,)
    if best is None or best.answer == UNCLASSIFIED or case.course.is_subject_told:
        return None
    chosen = case.course.department or case.subject.department
    near = (other.answer for other in others if best.score - other.score < case.ruleset.thresholds.tie)
    found = (charges(case.subjects[code], case.place.sector, case.ruleset.directory)[0] for code in near)
    return next((charge for charge in found if charge.department != chosen), None)


def _place_reasons(places: Sequence[Candidate[Place]], ruleset: RuleSet, subject: Subject, place: Place) -> Iterable[Reason]:
    """Yield the doubts about where it is."""
    match place.status:
        case PlaceStatus.NONE | PlaceStatus.UNMATCHED if not subject.wants_place:
            return
        case PlaceStatus.NONE:
            yield Reason.PLACE_MISSING
        case PlaceStatus.UNMATCHED:
            yield Reason.PLACE_UNMATCHED
        case PlaceStatus.OUTSIDE:
            yield Reason.PLACE_OUTSIDE
        case _ if subject.wants_place:
            near = len(places) > 1 and places[0].score - places[1].score < _NEAR_PLACES and _differ(places[0].answer, places[1].answer)
            if place.score < ruleset.thresholds.place or near:
                yield Reason.PLACE_UNSURE
        case _:
            return


def _differ(one: Place, other: Place) -> bool:
    """Return whether it matters which of two places is meant: another sector, or another street of the same name."""
    return one.sector != other.sector or one.owner != other.owner or one.text == other.text
