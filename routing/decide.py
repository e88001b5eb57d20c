"""The decision on a draft: rules in their order of precedence, their effects, and every reason why people should look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.decision import Decision, ForReview, Orientation, Reason, Routed
from domain.department import Confidentiality, DepartmentKind
from domain.draft import NEEDS_EYES, Draft, Flag, Kind
from domain.evidence import READ_CHARACTERS, Candidate, Classification, Finding
from domain.ids import UNCLASSIFIED, DepartmentCode, RuleId, SubjectCode
from domain.place import NO_PLACE, Place, PlaceStatus
from domain.ruleset import SPEECH_ACTS, Alert, Effect, Level, Rule, RuleSet, SpeechAct, Subject
from domain.town import Moment

_TOP_PRIORITY = 1
_NEAR_PLACES = 0.08
_THANKED = ("bravo", "merci", "remerci", "félicit", "felicit")
_THANKED_SCORE = 0.03
_LOUDNESS = (Alert.NONE, Alert.WHEN_CLOSED, Alert.ALWAYS)
_PROTECTING = frozenset({Flag.CONFIDENTIAL, Flag.DANGER})
_FLAG_REASONS: Mapping[Flag, Reason] = {
    Flag.DANGER: Reason.DANGER,
    Flag.MULTI: Reason.SEVERAL_REQUESTS,
    Flag.CONFIDENTIAL: Reason.CONFIDENTIAL,
    Flag.ABUSIVE: Reason.ABUSIVE,
    Flag.LANGUAGE: Reason.LANGUAGE,
    Flag.UNSURE_READING: Reason.UNSURE_READING,
}


@dataclass(slots=True, kw_only=True)
class _Course:
    """What the rules have settled so far, in their order."""

    department: DepartmentCode | None = None
    deciding: RuleId | None = None
    settled: bool = False
    order: tuple[int, int, int] | None = None
    priority: int | None = None
    raised: int = 0
    target: str | None = None
    confidentiality: Confidentiality = Confidentiality.NORMAL
    alert: Alert = Alert.NONE
    review: bool = False
    tied: bool = False
    unsubjected: bool = False
    copies: list[DepartmentCode] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    passed_over: list[RuleId] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """All that a decision rests on."""

    draft: Draft
    classification: Classification
    ruleset: RuleSet
    subject: Subject
    subjects: Mapping[SubjectCode, Subject]
    course: _Course
    moment: Moment
    parts: int

    @property
    def place(self) -> Place:
        """Return the place that fits best; none where the message gives none."""
        return self.classification.places[0].answer if self.classification.places else NO_PLACE


def default_rule(subject: SubjectCode) -> RuleId:
    """Return the name under which a subject's own department is chosen where no rule speaks for another: ``R0-VOI``."""
    return RuleId(f"R0-{subject.partition('-')[0]}")


def decide(draft: Draft, classification: Classification, ruleset: RuleSet, moment: Moment, *, parts: int) -> Decision:
    """Return where the draft goes, or why people decide.

    ``parts`` is how many requests its message asks. Precedence at every level: the more precise place, then the higher priority of
    the rule. So the head of a town's regles.yaml promises; the reference catalogue (4.4) lets places decide only among rules on subject
    and place, but a town reads its own file, and the labelled messages follow it. The first department found stands unless its rule
    goes on; secrecy, review and alert are taken from every rule that holds, the losers too.

    A body outside the town hall gets what is sure without review, as the labelled messages want it: people look where the message
    asks several things, is dangerous, abusive, confidential or badly read, or its place lies outside or is not found.
    """
    subjects = {subject.code: subject for subject in ruleset.subjects}
    subject = subjects.get(classification.subjects[0].answer) if classification.subjects else None
    subject = subject or subjects[UNCLASSIFIED]
    course = _follow(classification, ruleset, subject)
    case = _Case(
        draft=draft,
        classification=classification,
        ruleset=ruleset,
        subject=subjects[UNCLASSIFIED] if course.unsubjected else subject,
        subjects=subjects,
        course=course,
        moment=moment,
        parts=parts,
    )
    orientation = _orient(case)
    reasons = _reasons(case, orientation)
    if not reasons:
        return Routed(orientation=orientation)
    others = tuple(candidate.answer for candidate in classification.subjects if candidate.answer != orientation.subject)
    return ForReview(orientation=orientation, reasons=reasons, alternatives=others)


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules in order of precedence."""
    return tuple(sorted(rules, key=lambda rule: (*_order(rule), rule.id)))


def _order(rule: Rule) -> tuple[int, int, int]:
    return (rule.level, rule.precision, -rule.priority)


def _follow(classification: Classification, ruleset: RuleSet, subject: Subject) -> _Course:
    """Return what the rules that hold settle."""
    course = _Course(confidentiality=subject.confidentiality)
    rules = {rule.id: rule for rule in ruleset.rules}
    holding: dict[RuleId, list[Finding]] = {}
    for finding in classification.findings:
        if finding.holds:
            holding.setdefault(finding.rule, []).append(finding)
    for rule in in_order(rules[identity] for identity in holding if identity in rules):
        _apply(course, rule, subject, holding[rule.id][0])
    return course


def _apply(course: _Course, rule: Rule, subject: Subject, finding: Finding) -> None:
    """Apply one rule that holds. One that comes after the department is settled, and does not go on, has lost: it only protects.

    A later variant of the rule that decides was not meant at all.
    """
    effect = rule.effect
    wanted = subject.department if effect.keeps_subject_department else effect.department
    if course.settled and not effect.goes_on:
        if wanted is not None and wanted != course.department:
            course.passed_over.append(rule.id)
            if not _are_variants(course.deciding, rule.id):
                course.tied = course.tied or course.order == _order(rule)
                _protect(course, effect)
            return
    elif wanted is not None and not course.settled:
        course.department, course.deciding, course.order = wanted, rule.id, _order(rule)
        course.settled = not effect.goes_on
        about_subject = any(leaf.condition == "sujet" for leaf in finding.leaves)
        course.unsubjected = rule.level is Level.SAFETY and not about_subject and wanted != subject.department
    _protect(course, effect)
    _take(course, effect)


def _are_variants(one: RuleId | None, other: RuleId) -> bool:
    """Return whether two rules are variants of one, numbered after a slash: the first that holds is meant."""
    return one is not None and one.partition("/")[0] == other.partition("/")[0]


def _protect(course: _Course, effect: Effect) -> None:
    """Take over what protects people, from every rule that holds: no other rule may lose secrecy, the bell or the eyes of people."""
    course.confidentiality = max(course.confidentiality, effect.confidentiality or Confidentiality.NORMAL)
    course.review = course.review or effect.review
    course.alert = max(course.alert, effect.alert, key=_LOUDNESS.index)
    course.flags.extend(flag for flag in effect.flags if flag in _PROTECTING)


def _take(course: _Course, effect: Effect) -> None:
    """Take over what a rule sets beside the department. What an earlier rule set stands."""
    course.priority = course.priority if course.priority is not None else effect.priority
    course.raised += effect.priority_raise
    course.target = course.target or effect.target
    course.copies.extend(effect.copies)
    course.flags.extend(effect.flags)
    if effect.notice:
        course.notices.append(effect.notice)


def _orient(case: _Case) -> Orientation:
    """Return where the draft goes."""
    subject, course = case.subject, case.course
    department = course.department or subject.department
    kept = department == subject.department
    copies = [*course.copies, *(subject.copies if kept else ()), *_thanked(case)]
    priority = max(_TOP_PRIORITY, (course.priority or subject.priority) - course.raised)
    return Orientation(
        subject=subject.code,
        department=department,
        copies=tuple(code for code in dict.fromkeys(copies) if code != department),
        priority=priority,
        confidence=case.classification.subjects[0].score if case.classification.subjects else 0.0,
        flags=_flags(case, priority, department),
        place=case.place,
        rule=course.deciding or default_rule(subject.code),
        ruleset=case.ruleset.number,
        confidentiality=course.confidentiality,
        target=course.target or subject.target,
        alert=_ring(course.alert, case.moment),
        notices=tuple(dict.fromkeys(course.notices)),
        passed_over=tuple(course.passed_over),
    )


def _flags(case: _Case, priority: int, code: DepartmentCode) -> tuple[Flag, ...]:
    """Return the marks of the draft in the order of the catalogue."""
    department = next((one for one in case.ruleset.departments if one.code == code), None)
    flags = set(case.draft.flags) | set(case.course.flags)
    external = department is not None and department.kind is DepartmentKind.EXTERNAL
    flags = flags | {Flag.THIRD_PARTY} if external else flags - {Flag.THIRD_PARTY}
    if priority == _TOP_PRIORITY:
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
    reasons = [*_subject_reasons(case)]
    reasons += [reason for flag, reason in _FLAG_REASONS.items() if flag in orientation.flags]
    reasons += _place_reasons(case.classification.places, case.ruleset, case.subject, case.place)
    if case.course.review:
        reasons.append(Reason.RULE_ASKS)
    if case.draft.kind is Kind.BLANK or NEEDS_EYES.intersection(case.draft.remarks):
        # Whatever the rules found in the rest: something was not read, so a person looks at the original.
        reasons.append(Reason.UNREADABLE)
    if _goes_beyond_what_was_read(case.draft):
        reasons.append(Reason.UNSURE_READING)
    return tuple(dict.fromkeys(reasons))


def _goes_beyond_what_was_read(draft: Draft) -> bool:
    """Return whether the end of the message was not looked at for evidence: it may ask something else, or say where."""
    return len(draft.heading or "") > READ_CHARACTERS or draft.offset + len(draft.text) > READ_CHARACTERS


def _subject_reasons(case: _Case) -> Iterable[Reason]:
    """Yield the doubts about what the draft is about."""
    candidates, thresholds = case.classification.subjects, case.ruleset.thresholds
    if not candidates or candidates[0].answer == UNCLASSIFIED:
        yield Reason.NOTHING_MATCHED
        return
    if candidates[0].score < thresholds.automatic:
        yield Reason.LOW_CONFIDENCE
    close = len(candidates) > 1 and candidates[0].score - candidates[1].score < thresholds.tie
    differ = close and case.subjects[candidates[1].answer].department != case.subjects[candidates[0].answer].department
    if case.course.tied or differ:
        yield Reason.TIE


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
