"""The decision on a draft: to a department, or to people."""

from dataclasses import dataclass
from enum import StrEnum

from domain.department import Confidentiality
from domain.draft import Flag
from domain.ids import DepartmentCode, RuleId, SubjectCode
from domain.place import Place
from domain.ruleset import Alert


class Reason(StrEnum):
    """Why people decide (motif de vérification)."""

    NOTHING_MATCHED = "nothing_matched"
    LOW_CONFIDENCE = "low_confidence"
    TIE = "tie"
    DANGER = "danger"
    SEVERAL_REQUESTS = "several_requests"
    PLACE_MISSING = "place_missing"
    PLACE_UNMATCHED = "place_unmatched"
    PLACE_UNSURE = "place_unsure"
    PLACE_OUTSIDE = "place_outside"
    CONFIDENTIAL = "confidential"
    ABUSIVE = "abusive"
    LANGUAGE = "language"
    RULE_ASKS = "rule_asks"
    UNSURE_READING = "unsure_reading"
    UNREADABLE = "unreadable"
    UNKNOWN_REQUEST = "unknown_request"
    FOLLOWS_CLOSED = "follows_closed"
    """Its requester writes again of a request that is closed."""
    WITH_FOLLOW_UP = "with_follow_up"
    """It came in a message about another request."""
    RECUT = "recut"
    """Somebody cut or joined its letter by hand."""
    UNLOCKED = "unlocked"
    """Somebody opened its file with a password; it was read after that."""
    REREAD = "reread"
    """It waited, was read again with what the town knows by now, and would go out by itself if it came in today."""
    DEPARTMENT_CLOSED = "department_closed"
    RULE_ON_PROBATION = "rule_on_probation"
    """The rule that decided does not work alone: not yet, or no longer (`domain.autonomy`)."""
    GIVEN_BACK = "given_back"
    """Its department gave it back with a reason: it is in no decision, the history tells it (so of the next one)."""
    UNREAD = "unread"
    """Nobody of its department opened it in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """Where a draft would go and how (orientation)."""

    subject: SubjectCode
    department: DepartmentCode
    copies: tuple[DepartmentCode, ...]
    priority: int
    confidence: float
    flags: tuple[Flag, ...]
    place: Place
    rule: RuleId
    ruleset: int
    confidentiality: Confidentiality
    target: str
    alert: Alert
    notices: tuple[str, ...]
    passed_over: tuple[RuleId, ...] = ()
    """Rules that held and lost, in order of precedence."""
    stopped_by: RuleId | None = None
    """The rule after which no other had a say; those passed over behind it lost for that."""
    letters: tuple[str, ...] = ()
    """Models of letters that rules ask for (modèles de courrier)."""
    public_label: str | None = None
    """What outsiders read instead of the subject (intitulé public)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A department that as good a rule would have chosen (concurrent): people see both."""

    department: DepartmentCode
    rule: RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """To the department, without waiting for anybody."""

    orientation: Orientation


@dataclass(frozen=True, slots=True, kw_only=True)
class ForReview:
    """To a reception agent (à vérifier): the proposal, the other candidates, and why."""

    orientation: Orientation
    reasons: tuple[Reason, ...]
    alternatives: tuple[SubjectCode, ...] = ()
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a decision rests on (base de la décision): numbers of the rule set, places and learned counts, and the program's release.

    The same input on the same basis gives the identical decision and trace.
    """

    ruleset: int
    places: int
    learned: int
    release: str


Decision = Routed | ForReview


def sole_rule(decision: Decision) -> RuleId | None:
    """Return the rule that decided where nothing but its own autonomy spoke against it; None where people had to decide anyway."""
    match decision:
        case Routed(orientation=orientation) | ForReview(orientation=orientation, reasons=(Reason.RULE_ON_PROBATION,)):
            return orientation.rule
        case _:
            return None
