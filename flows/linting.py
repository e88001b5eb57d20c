"""What the linter finds, in words: whose it is, where it stands, what is wrong, what to do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from domain.department import Confidentiality, Department
from domain.ids import DepartmentCode, RuleId, TownId
from domain.place import Places
from domain.ruleset import Condition, RuleSet
from flows.correspondence import models
from flows.ruleset_text.layout import flow
from flows.town_folder.conditions import form_of
from flows.town_folder.operands import REFUSALS
from flows.wording import Message, say
from routing.directory import open_in_place
from rules.expressions import refusal
from rules.lint import Context, Fault, LintFinding, Owner, Severity, lint
from store import rule_hits

PERIOD_DAYS = 365
"""A rule that spoke for no message in a year is worth a look: every season has passed."""
_LONGEST = 80
"""Characters of a condition quoted in a finding."""

_FIELDS = {
    "condition": "si",
    "effect": "alors",
    "effect.department": "alors.service",
    "effect.subject": "alors.sujet",
    "effect.copies": "alors.copies",
    "effect.alone": "alors.sans_verification",
    "effect.letter": "alors.modele",
    "level": "rang",
    "precision": "precision",
    "priority": "priorite_regle",
    "valid_until": "au",
    "department": "service",
    "copies": "copies",
    "vocabulary": "vocabulaire",
    "subjects": "sujets",
    "sectors": "secteurs",
    "served_by": "assure_par",
    "successor": "repris_par",
    "address": "adresse",
    "subject": "attendu.sujet",
    "sector": "attendu.secteur",
    "street": "attendu.voie",
    "rule": "attendu.regle",
}
"""Fields of the domain by the words of the text form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LintLine:
    """One finding in words. ``field`` is the path of keys in the text form, such as ``si.voies``."""

    severity: Severity
    where: Message
    rule: RuleId | None
    field: str
    what: Message
    cure: Message


def check(ruleset: RuleSet, places: Places, context: Context, *, days: int = PERIOD_DAYS) -> tuple[LintLine, ...]:
    """Return everything the linter has to say of a rule set, the worst first; ``days`` are those the hits were counted over."""
    return tuple(_line(finding, days) for finding in lint(ruleset, places, context))


def left_behind(ruleset: RuleSet, open_requests: Mapping[DepartmentCode, int], today: date) -> tuple[LintLine, ...]:
    """Return what is to be said of open requests that lie in departments this rule set closes or does not have, the worst first.

    Nobody could open them there: so it is asked where they go. One that closes on a day to come, without a successor, is a warning.
    """
    departments = {one.code: one for one in ruleset.departments}
    found = [_left(code, count, departments, today) for code, count in sorted(open_requests.items()) if count]
    return tuple(sorted((line for line in found if line is not None), key=lambda line: tuple(Severity).index(line.severity)))


def _left(code: DepartmentCode, count: int, departments: Mapping[DepartmentCode, Department], today: date) -> LintLine | None:
    department = departments.get(code)
    if department is not None and department.closed_on is None:
        return None
    closes_on = today if department is None or department.closed_on is None else max(today, department.closed_on)
    if department is not None and open_in_place(code, departments, closes_on) is not None:
        return None
    what = (
        say("the rule set has it no more, and {count} open requests lie there.", count=count)
        if department is None
        else say("it is closed from {day} on, and {count} open requests lie there.", day=department.closed_on, count=count)
    )
    cure = (
        say("Move them first: citoyen departments move {code} OTHER --reason TEXT; or keep it, with ferme_le and repris_par.", code=code)
        if department is None
        else say("Say with repris_par which department takes over, or move them: citoyen departments move {code} OTHER", code=code)
    )
    return LintLine(
        severity=Severity.ERROR if closes_on <= today else Severity.WARNING,
        where=say("Department {name}", name=code),
        rule=None,
        field="services" if department is None else "ferme_le",
        what=what,
        cure=cure,
    )


def context_of(session: Session, town: TownId, entrances: Iterable[str], now: datetime, *, days: int = PERIOD_DAYS) -> Context:
    """Return what findings depend on in a town that works: its mailboxes, and how often each rule held in the last days.

    Confidential requests do not count, whoever asks: that a rule held would say what is in one.
    """
    hits = rule_hits.count(session, town, now - timedelta(days=days), Confidentiality.NORMAL)
    return Context(today=now.date(), hits=hits or None, entrances=frozenset(entrances), models=models.names(session, town))


def folder_context(entrances: Iterable[str], today: date, letters: tuple[str, ...] | None = None) -> Context:
    """Return what findings depend on in a town that is only a folder yet, with its models of letters where it has any."""
    return Context(today=today, entrances=frozenset(entrances), models=letters)


def _line(finding: LintFinding, days: int) -> LintLine:
    what, cure = _WORDS[finding.fault](_Said(finding, days))
    field = _FIELDS[finding.field]
    if finding.owner is Owner.EXAMPLE and finding.field in {"department", "copies"}:
        field = f"attendu.{field}"
    return LintLine(
        severity=finding.severity,
        where=_owner(finding),
        rule=RuleId(finding.name) if finding.owner is Owner.RULE else None,
        field=field if finding.leaf is None else f"{field}.{form_of(finding.leaf).key}",
        what=what,
        cure=cure,
    )


def _owner(finding: LintFinding) -> Message:
    match finding.owner:
        case Owner.RULE:
            return say("Rule {name}", name=finding.name)
        case Owner.SUBJECT:
            return say("Subject {name}", name=finding.name)
        case Owner.DEPARTMENT:
            return say("Department {name}", name=finding.name)
        case Owner.LISTING:
            return say("Directory {name}", name=finding.name)
        case Owner.EXAMPLE:
            return say("Example {name}", name=finding.name)


class _Said:
    """The operands of a finding by number."""

    def __init__(self, finding: LintFinding, days: int) -> None:
        self.days = days
        self._finding = finding
        self._operands = finding.operands

    def __getitem__(self, number: int) -> str:
        return self._operands[number] if number < len(self._operands) else "?"

    def rest(self) -> str:
        """Return all but the first."""
        return ", ".join(self._operands[1:])

    def all(self) -> str:
        """Return them all."""
        return " → ".join(self._operands)

    def leaf(self) -> str:
        """Return the condition it is about."""
        return _as_written(self._finding.leaf)

    def other(self) -> str:
        """Return the condition that contradicts it."""
        return _as_written(self._finding.other)


def _as_written(condition: Condition | None) -> str:
    """Return a condition as its text form has it, on a line."""
    if condition is None:
        return "?"
    form = form_of(condition)
    text = f"{form.key}: {flow(form.write(condition))}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


Words = Callable[[_Said], tuple[Message, Message]]


def _refused(said: _Said) -> tuple[Message, Message]:
    reason = refusal(said[0])
    words = REFUSALS[reason] if reason is not None else said[1]
    return say("“{value}” is not used: {reason}.", value=said[0], reason=words), say(
        "Correct it; docs/rules.md says what may stand in one."
    )


_WORDS: Mapping[Fault, Words] = {
    Fault.UNKNOWN_SUBJECT: lambda said: (say("there is no subject “{value}”.", value=said[0]), say("Correct the code, or take it out.")),
    Fault.UNKNOWN_THEME: lambda said: (say("no subject has the theme “{value}”.", value=said[0]), say("Write it as the subjects do.")),
    Fault.UNKNOWN_DEPARTMENT: lambda said: (
        say("there is no department “{value}”.", value=said[0]),
        say("Correct the code, or add the department."),
    ),
    Fault.UNKNOWN_STREET: lambda said: (
        say("the town has no street “{value}”.", value=said[0]),
        say("Write its official name or an alias, or add it to the places."),
    ),
    Fault.UNKNOWN_LANDMARK: lambda said: (
        say("the town has no place of interest “{value}”, nor such a category.", value=said[0]),
        say("Write its name or category as the places have it."),
    ),
    Fault.UNKNOWN_SECTOR: lambda said: (
        say("the town has no sector “{value}”.", value=said[0]),
        say("Write its name as the places have it."),
    ),
    Fault.UNKNOWN_ENTRANCE: lambda said: (
        say("the town has no mailbox “{value}”.", value=said[0]),
        say("Correct the address, or add the mailbox."),
    ),
    Fault.UNKNOWN_RULE: lambda said: (say("there is no rule “{value}”.", value=said[0]), say("Correct it, or take it out.")),
    Fault.UNKNOWN_MODEL: lambda said: (
        say("there is no model of a letter “{value}”.", value=said[0]),
        say("Name one of these, or write it first (citoyen letters models set): {names}.", names=said[1]),
    ),
    Fault.CLOSED_DEPARTMENT: lambda said: (
        say("{department} takes no requests from {day} on.", department=said[0], day=said[1]),
        say("Name the department that takes its place."),
    ),
    Fault.SERVED_IN_A_CIRCLE: lambda said: (
        say("its work goes round in a circle: {path}.", path=said.all()),
        say("Let one of them do its own work: remove assure_par there."),
    ),
    Fault.COPY_IS_DEPARTMENT: lambda said: (
        say("{department} gets a copy of its own requests.", department=said[0]),
        say("Remove the copy."),
    ),
    Fault.SHADOWED: lambda said: (
        say("it never decides: wherever it holds, {rule} comes first and settles the department.", rule=said[0]),
        say("Raise priorite_regle, narrow the other rule, or remove this one."),
    ),
    Fault.CLASH: lambda said: (
        say("{rule} has the same rank, holds whenever it does, and sends elsewhere: every such message goes to review.", rule=said[0]),
        say("Give one of them a higher priorite_regle."),
    ),
    Fault.UNREACHABLE: lambda _: (
        say("it never decides: rank 7 comes after the department of every subject that was recognised."),
        say("Give it rank 4 or 5."),
    ),
    Fault.NEVER_TRUE: lambda said: (say("this never holds: {value}.", value=said[0]), say("Correct it, or remove the rule.")),
    Fault.ALWAYS_TRUE: lambda _: (say("one of the alternatives always holds: this asks nothing."), say("Remove it.")),
    Fault.CONTRADICTION: lambda said: (
        say("two parts exclude each other: {one} and {other}.", one=said.leaf(), other=said.other()),
        say("Put them under un_de, or remove one."),
    ),
    Fault.REFUSED_EXPRESSION: _refused,
    Fault.EXPIRED: lambda said: (say("it has not spoken since {day}.", day=said[0]), say("Give it a new last day, or remove it.")),
    Fault.ENDS_BEFORE_IT_BEGINS: lambda said: (
        say("it ends on {last}, before it begins on {first}.", first=said[0], last=said[1]),
        say("Exchange du and au."),
    ),
    Fault.REVIEW_AND_ALONE: lambda _: (say("it asks for a person and for none at once."), say("Keep one of revue and sans_verification.")),
    Fault.NO_EFFECT: lambda _: (say("it does nothing."), say("Give it an effect, or remove it.")),
    Fault.PRECISION_WITHOUT_PLACE: lambda _: (
        say("it goes before less precise rules, yet asks for no such place."),
        say("Correct precision, or add the condition."),
    ),
    Fault.NEVER_HIT: lambda said: (
        say("it held for no message in {days} days; confidential requests are not counted.", days=said.days),
        say("Try it on a message with citoyen explain; correct or remove it."),
    ),
    Fault.SHARED_PHRASE: lambda said: (
        say("“{phrase}” is also claimed by {others}: it tells them apart no more.", phrase=said[0], others=said.rest()),
        say("Leave it to one of them, or give each a longer phrase."),
    ),
    Fault.EMPTY_PHRASE: lambda said: (say("“{phrase}” has no letter or figure: it is never found.", phrase=said[0]), say("Remove it.")),
    Fault.STOP_WORD: lambda said: (
        say("“{phrase}” is in every message: it tells nothing.", phrase=said[0]),
        say("Remove it, or write more words."),
    ),
    Fault.NO_VOCABULARY: lambda _: (say("it has no words: it is found by rules and forms only."), say("Add the words citizens use.")),
}
"""What is wrong and what to do, for each kind of finding."""
