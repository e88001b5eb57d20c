"""Evidence and what follows from it: which subject, which place, which rules hold."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from domain.ids import RuleId, SubjectCode
from domain.place import Place

Answer = TypeVar("Answer")

HINT = RuleId("catégorie-cochée")
"""What the sender ticked."""
LEARNED = RuleId("appris")
"""What agents' confirmations taught."""
USAGE = RuleId("usage")
"""How citizens word a subject, as counted in labelled messages."""
DANGER = RuleId("danger")
"""What a letter tells of a danger beside what it asks: people see it, whatever the subject is."""
NEVER_ALONE = frozenset({HINT, LEARNED, USAGE, DANGER})
"""Evidence that may help a subject, and never sends a draft without a person where nothing else speaks for it, whatever the thresholds."""

READ_CHARACTERS = 20_000
"""How much of a message's heading and of its text is looked at for evidence: some ten pages. People read what goes beyond."""


class Part(StrEnum):
    """Part of the message in which words were found."""

    HEADING = "heading"
    BODY = "body"
    SIGNATURE = "signature"
    """The lines the sender signs with; they speak for who he is, never for a subject or a place."""
    SETTING = "setting"
    """Not words: a fact of the message (hour, channel, photo position, ticked category)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters ``start`` to ``end`` (excluded) of a part, counted in the whole message's heading, text or signature."""

    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Generic[Answer]):
    """One observation that speaks for one answer (indice).

    ``weight`` lies between 0 and ``ceiling``; ``ceiling`` is the most this rule can say. Weight is negative where the observation
    speaks against the answer. ``quote`` holds the requester's own words, or the fact in words.
    """

    rule: RuleId
    answer: Answer
    weight: float
    ceiling: float
    quote: str
    where: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Generic[Answer]):
    """A possible answer with its confidence (0 to 1) and the evidence for it."""

    answer: Answer
    score: float
    evidence: tuple[Evidence[Answer], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One condition of a rule as it was found: ``operand`` what was asked, ``quote`` what was there, None if nothing was.

    ``absent`` says that the message has no such thing at all (a scan has no mailbox, a letter without place no sector): then it is false.
    """

    condition: str
    operand: str
    holds: bool
    quote: str | None
    where: Span | None
    absent: bool = False


class Join(StrEnum):
    """How the parts of a condition belong together."""

    ALL = "all"
    ANY = "any"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Part of a condition as it was found: its own parts, how they are joined, and whether it holds. NOT has one part."""

    join: Join
    holds: bool
    parts: "tuple[Branch | Leaf, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Whether a routing rule holds for a draft and why (constat): every leaf of its condition in order."""

    rule: RuleId
    holds: bool
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What a draft seems to be about: candidates best first, and the routing rules as they were found for the best ones.

    ``findings`` has every rule that holds, and those that failed although something they ask for was there; a rule of which the
    message has nothing is not in it. ``places`` is empty where the subject wants none, or the message gives none.
    """

    subjects: tuple[Candidate[SubjectCode], ...]
    places: tuple[Candidate[Place], ...]
    findings: tuple[Finding, ...]
