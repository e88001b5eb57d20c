"""What the linter finds: each names whose it is, where it stands and what is meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.ids import RuleId
from domain.ruleset import Condition, Rule


class Severity(StrEnum):
    """How bad a finding is (gravité)."""

    ERROR = "erreur"
    """Messages would be decided wrongly or not at all."""
    WARNING = "avertissement"
    """Something has no effect, or hardly the one meant."""
    NOTICE = "remarque"
    """Worth a look."""


class Fault(StrEnum):
    """What is wrong."""

    UNKNOWN_SUBJECT = "unknown_subject"
    UNKNOWN_THEME = "unknown_theme"
    UNKNOWN_DEPARTMENT = "unknown_department"
    UNKNOWN_STREET = "unknown_street"
    UNKNOWN_LANDMARK = "unknown_landmark"
    UNKNOWN_SECTOR = "unknown_sector"
    UNKNOWN_ENTRANCE = "unknown_entrance"
    UNKNOWN_RULE = "unknown_rule"
    UNKNOWN_MODEL = "unknown_model"
    """A rule asks for a letter nobody has written."""
    CLOSED_DEPARTMENT = "closed_department"
    SERVED_IN_A_CIRCLE = "served_in_a_circle"
    COPY_IS_DEPARTMENT = "copy_is_department"
    SHADOWED = "shadowed"
    CLASH = "clash"
    """Another rule of the same rank holds whenever this one does, and chooses another department."""
    UNREACHABLE = "unreachable"
    """Its rank comes after what always decides."""
    NEVER_TRUE = "never_true"
    ALWAYS_TRUE = "always_true"
    CONTRADICTION = "contradiction"
    """Two parts of a condition exclude each other."""
    REFUSED_EXPRESSION = "refused_expression"
    EXPIRED = "expired"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    REVIEW_AND_ALONE = "review_and_alone"
    NO_EFFECT = "no_effect"
    PRECISION_WITHOUT_PLACE = "precision_without_place"
    NEVER_HIT = "never_hit"
    SHARED_PHRASE = "shared_phrase"
    EMPTY_PHRASE = "empty_phrase"
    STOP_WORD = "stop_word"
    NO_VOCABULARY = "no_vocabulary"


class Owner(StrEnum):
    """What a finding belongs to."""

    RULE = "rule"
    SUBJECT = "subject"
    DEPARTMENT = "department"
    LISTING = "listing"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """One finding. ``field`` is the name of a field of the domain, ``leaf`` the condition within a rule where it is one.

    ``operands`` are what it is about: the unknown name, the other rule, the date; ``other`` the condition that contradicts it.
    """

    severity: Severity
    fault: Fault
    owner: Owner
    name: str
    field: str
    leaf: Condition | None = None
    operands: tuple[str, ...] = ()
    other: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What findings depend on beside the rule set and its places.

    ``hits`` counts how often each rule held in the period, None if nobody counted; ``entrances`` are the addresses of the town's
    mailboxes, None if they are not known; ``models`` the names of the models of letters a rule may ask for, likewise.
    """

    today: date
    hits: Mapping[RuleId, int] | None = None
    entrances: frozenset[str] | None = None
    models: tuple[str, ...] | None = None


def in_rule(  # noqa: PLR0913 what a finding says
    rule: Rule,
    severity: Severity,
    fault: Fault,
    field: str,
    operands: Iterable[str] = (),
    *,
    leaf: Condition | None = None,
    other: Condition | None = None,
) -> LintFinding:
    """Return a finding on a rule."""
    return LintFinding(
        severity=severity, fault=fault, owner=Owner.RULE, name=rule.id, field=field, leaf=leaf, operands=tuple(operands), other=other
    )
