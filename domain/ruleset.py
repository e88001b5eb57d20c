"""The rule set: the whole an administrator edits, one immutable numbered version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum

from domain.authenticity import Standing
from domain.department import Confidentiality, Department
from domain.draft import Flag, RequesterKind
from domain.ids import DepartmentCode, RuleId, SectorName, SubjectCode, TownId
from domain.inbound import Channel
from domain.place import Parity, RoadOwner


class Nature(StrEnum):
    """Legal nature of a subject."""

    REPORT = "signalement"
    REQUEST = "demande"
    COMPLAINT = "réclamation"
    QUESTION = "information"
    OTHER = "autre"


TOP_PRIORITY = 1
"""That of a danger."""
LOWEST_PRIORITY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Entry of the subject tree (type de demande).

    ``priority`` is 1 (danger) to 4 (low). ``target`` is the delay as the catalogue writes it: ``4 h``, ``5 jo``, ``30 j``, ``T 1 jo``.
    ``vocabulary`` holds citizens' words and phrases: hints, not rules. ``on_call``: somebody answers day and night (astreinte), so hours
    run outside the opening hours too. ``waits``: targets stand still while the requester is waited for. ``acknowledged_in`` and
    ``taken_in`` are delays like ``target``: until the paper acknowledgement, and until somebody takes it in charge. ``alerts`` says when
    staff are warned, as the catalogue writes it: ``J-5 J-1 J0 J+1 +5 jo``, ``aucune``; empty for the usual ones. ``nudges`` says when a
    requester is reminded of what he was asked for: ``J+10`` after he was asked, ``J-3`` before the day he was given, ``aucune``.
    """

    code: SubjectCode
    label: str
    theme: str
    nature: Nature
    regime: str
    priority: int
    target: str
    department: DepartmentCode
    copies: tuple[DepartmentCode, ...]
    confidentiality: Confidentiality
    vocabulary: tuple[str, ...]
    wants_place: bool = True
    on_call: bool = False
    waits: bool = True
    acknowledged_in: str = "5 jo"
    taken_in: str = "2 jo"
    alerts: str = ""
    nudges: str = ""


class SpeechAct(StrEnum):
    """What a writer does, whatever he speaks about (acte de langage): such a subject goes before the things it mentions."""

    THANKS = "remerciement, suggestion, rendez-vous"
    CLAIM = "demande d'indemnisation"
    DOCUMENT = "accès à un document administratif"
    DATA = "droits sur ses données"
    APPEAL = "recours, plainte contre un agent"


SPEECH_ACTS: Mapping[SubjectCode, SpeechAct] = {
    SubjectCode("AG-01"): SpeechAct.THANKS,
    SubjectCode("AG-02"): SpeechAct.CLAIM,
    SubjectCode("AG-03"): SpeechAct.DOCUMENT,
    SubjectCode("AG-04"): SpeechAct.DATA,
    SubjectCode("AG-05"): SpeechAct.APPEAL,
}
"""Speech act of each subject of the reference catalogue that is one. A town that names its subjects otherwise has none: that alone
is lost to it, and its subjects are weighed like all others."""


class Weekday(StrEnum):
    """Day as a rule names it; ``férié`` is a public holiday."""

    MONDAY = "lundi"
    TUESDAY = "mardi"
    WEDNESDAY = "mercredi"
    THURSDAY = "jeudi"
    FRIDAY = "vendredi"
    SATURDAY = "samedi"
    SUNDAY = "dimanche"
    HOLIDAY = "férié"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectIs:
    """True for one of these codes; ``VOI-*`` stands for a whole family, ``*`` for any."""

    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeIs:
    """True when the subject belongs to one of these themes of the tree."""

    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HasWords:
    """True when one of these words or phrases stands in heading or text; ``effondr*`` is a beginning.

    Accents and case do not count; endings and misspellings are tolerated. What is denied or past does not count.
    """

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HasAllWords:
    """True when each of these words or phrases stands in heading or text."""

    all_words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HasNoWords:
    """True when none of these words or phrases stands in heading or text."""

    no_words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchesExpression:
    """True when a regular expression (RE2 syntax) matches heading or text, both folded: lower case, no accents, « œ » as « oe »."""

    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadOwnedBy:
    """True when the place's road belongs to one of these."""

    owners: tuple[RoadOwner, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStreet:
    """True on one of these streets or roads, by official name or alias, and where given at house numbers ``low`` to ``high`` of a side.

    A place without number is in no range.
    """

    streets: tuple[str, ...]
    low: int | None = None
    high: int | None = None
    parity: Parity = Parity.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLandmark:
    """True at one of these places of interest, by name or category."""

    landmarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InSector:
    """True in one of these sectors."""

    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideTown:
    """True when the place lies outside the town (or inside, if ``outside`` is False)."""

    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedDuring:
    """True when received between ``start`` and ``end`` (town's time, may cross midnight) or on one of ``days``."""

    start: time | None
    end: time | None
    days: tuple[Weekday, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDay:
    """A day of any year, as a season begins and ends."""

    month: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InSeason:
    """True when received between two days of the year, both included; may cross the new year (1 November to 15 March)."""

    first_day: YearDay
    last_day: YearDay


@dataclass(frozen=True, slots=True, kw_only=True)
class WhileOpen:
    """True when received while the town hall is open (or closed, if ``is_open`` is False)."""

    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBy:
    """True when the message came by one of these channels."""

    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CameInAt:
    """True when the message came in at one of these mailboxes, scanners, fax lines or forms, by address or name."""

    entrances: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterIs:
    """True when the requester is one of these."""

    requester_kinds: tuple[RequesterKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HasAttachment:
    """True when a piece of one of these media types came with the message; ``image/*`` is a family, ``*`` any."""

    media_types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HasFlag:
    """True when the draft bears one of these marks, as its reader set them."""

    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderIs:
    """True when the sender of a mail is one of these, as far as it was checked when the mail came."""

    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """True when every part is."""

    all_of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """True when one part is."""

    any_of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """True when the part is not."""

    negated: "Condition"


Condition = (
    SubjectIs
    | ThemeIs
    | HasWords
    | HasAllWords
    | HasNoWords
    | MatchesExpression
    | RoadOwnedBy
    | OnStreet
    | AtLandmark
    | InSector
    | OutsideTown
    | ReceivedDuring
    | InSeason
    | WhileOpen
    | CameBy
    | CameInAt
    | RequesterIs
    | HasAttachment
    | HasFlag
    | SenderIs
    | AllOf
    | AnyOf
    | Not
)
"""A question to a draft. The name of a field tells the members apart in the database: no two conditions share one."""


class Level(IntEnum):
    """Precedence (rang): the lower number speaks first."""

    SAFETY = 1
    SUBJECT_AND_PLACE = 4
    SUBJECT = 5
    PLACE = 6
    MAILBOX = 7


class Precision(IntEnum):
    """How precise a rule's place is; the smaller wins at equal level."""

    ADDRESS = 0
    LANDMARK = 1
    STREET = 2
    OWNER = 3
    SECTOR = 4
    TOWN = 5
    NONE = 6


class Alert(StrEnum):
    """Whether the duty desk (astreinte) is rung."""

    NONE = "aucune"
    ALWAYS = "astreinte"
    WHEN_CLOSED = "astreinte_si_fermé"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a rule does. None or empty leaves things as they are.

    ``department`` None keeps the one chosen so far; ``keeps_subject_department`` asks for the subject's own (« =sujet »).
    ``priority`` sets, ``priority_raise`` raises by so many steps (1 is the top). ``goes_on`` lets later rules choose the department
    (« continuer »); otherwise the first department found stands. ``subject`` makes it a request of another subject. ``review`` asks for
    people; ``alone`` sends without them where only confidence or place are in doubt, never past danger, secrecy or what was not read.
    ``stops`` ends the rules here: those that come later neither send nor copy nor mark, and can only protect people.
    """

    department: DepartmentCode | None = None
    keeps_subject_department: bool = False
    copies: tuple[DepartmentCode, ...] = ()
    priority: int | None = None
    priority_raise: int = 0
    target: str | None = None
    confidentiality: Confidentiality | None = None
    flags: tuple[Flag, ...] = ()
    review: bool = False
    alert: Alert = Alert.NONE
    notice: str | None = None
    letter: str | None = None
    public_label: str | None = None
    goes_on: bool = False
    subject: SubjectCode | None = None
    alone: bool = False
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One routing rule (règle). It speaks only while ``active`` and on the days ``valid_from`` to ``valid_until``, both included.

    ``written_on`` settles which of two equal rules goes first: the newer.
    """

    id: RuleId
    name: str
    level: Level
    precision: Precision
    priority: int
    condition: Condition
    effect: Effect
    reason: str | None = None
    active: bool = True
    valid_from: date | None = None
    valid_until: date | None = None
    written_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Entry of the directory (annuaire): who handles these subjects in these sectors, instead of the subject's own department.

    ``subjects`` are codes or families (``VOI-*``). Rules go before the directory, the directory before the subject.
    """

    subjects: tuple[str, ...]
    sectors: tuple[SectorName, ...]
    department: DepartmentCode
    copies: tuple[DepartmentCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message and what the rule set must make of it (exemple). None expects nothing.

    ``received_at`` is in the town's time, naive; None: a working day at ten. ``number`` and ``street`` say where it is.
    """

    id: str
    text: str
    heading: str | None = None
    channel: Channel = Channel.EMAIL
    entrance: str | None = None
    received_at: datetime | None = None
    subject: SubjectCode | None = None
    department: DepartmentCode | None = None
    copies: tuple[DepartmentCode, ...] | None = None
    priority: int | None = None
    street: str | None = None
    number: str | None = None
    sector: SectorName | None = None
    review: bool | None = None
    rule: RuleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When people decide: below ``automatic`` confidence, or when two departments are closer than ``tie``.

    Confidence is the chance to be right (rules/confidence.py). On first runs 0.8 left one draft in fifty wrong among those above it.
    """

    automatic: float = 0.8
    tie: float = 0.15
    place: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One immutable numbered version of all a town decides by (jeu de règles)."""

    town: TownId
    number: int
    subjects: tuple[Subject, ...]
    departments: tuple[Department, ...]
    rules: tuple[Rule, ...]
    thresholds: Thresholds = Thresholds()
    directory: tuple[Listing, ...] = ()
    examples: tuple[Example, ...] = ()
