"""Deadlines: what a type of request promises, what was waited, and by when something is due."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.inbound import Channel
from domain.ruleset import Nature


class Unit(StrEnum):
    """What a delay is counted in, as the catalogue writes it."""

    HOURS = "h"
    WORKING_DAYS = "jo"
    DAYS = "j"
    MONTHS = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """So many of a unit (délai)."""

    amount: int
    unit: Unit


class Silence(StrEnum):
    """What silence means once the legal period is over (sens du silence)."""

    REJECTION = "SVR"
    """Silence vaut rejet."""
    ACCEPTANCE = "SVA"
    """Silence vaut acceptation: only for the types an administrator says so of."""
    NONE = "aucun"
    """No implicit decision; there may still be a period in which to answer, as for personal data (RGPD, art. 12)."""


class Acknowledgement(StrEnum):
    """Who gets an acknowledgement (accusé de réception)."""

    EVERY_CHANNEL = "every_channel"
    """A demande: on paper (CRPA, L. 112-3) as well as electronically."""
    ELECTRONIC = "electronic"
    """Whatever comes electronically (L. 112-11), and that alone: no demande, or one of R. 112-4."""
    RECEIPT = "receipt"
    """What comes electronically is registered, no more: those who decide send the acknowledgement (L. 114-4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """When staff are warned (alertes): days from the deadline, negative before it; afterwards again every so many working days.

    ``legal`` days are those before an implicit decision. ``escalation`` says after how many working days too late the head of the
    department, the director and the elected member are told. ``nudges`` are the days on which a requester is reminded of what he was
    asked for: so many after he was asked, or, where negative, so many before the day he was given.
    """

    days: tuple[int, ...] = (-5, -1, 0, 1)
    again_every: int | None = 5
    legal: tuple[int, ...] = (-15, -5)
    escalation: tuple[int, int, int] = (1, 5, 10)
    nudges: tuple[int, ...] = (10,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a type of request promises (engagement): ``period`` is the legal one, the others are the town's own targets.

    A type that is only handed over to an outside body has ``handed_over_in`` and no ``completed_in``.
    """

    nature: Nature
    silence: Silence
    period: Delay | None
    acknowledgement: Acknowledgement
    acknowledged_in: Delay
    taken_in: Delay
    completed_in: Delay | None
    handed_over_in: Delay | None = None
    on_call: bool = False
    waits: bool = True
    alerts: Alerts = Alerts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """The town decides (compétente). ``first_on``: the day an administration that does not decide had it first and passed it on."""

    first_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """Another administration decides, and was or will be given it (L. 114-2). ``received_on``: the day it had it, where known."""

    received_on: date | None = None


Competence = Ours | Theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """How and when the town received a request (réception); ``at`` is aware. Nothing that happens later within the town changes it."""

    at: datetime
    channel: Channel
    competence: Competence = Ours()


class Lack(StrEnum):
    """What the requester is asked for (objet de la demande de pièces)."""

    REQUIRED = "required"
    """Pieces that texts require (L. 114-5): the legal clock stands still too."""
    USEFUL = "useful"
    """Anything else (L. 114-5-1): the legal clock runs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A time for which the requester is waited for (suspension): until what he was asked for came, at the latest ``given_until``.

    Moments are aware. ``ended_at`` is None as long as nothing came. ValueError if it ends before it begins.
    """

    since: datetime
    given_until: date
    ended_at: datetime | None = None
    lack: Lack = Lack.REQUIRED

    def __post_init__(self) -> None:
        """Refuse a time that runs backwards."""
        # The day given is one in the town's time, which is not known here: a day's leeway.
        if (self.ended_at is not None and self.ended_at < self.since) or (self.since.date() - self.given_until).days > 1:
            raise ValueError("a suspension ends before it begins")


class Clock(StrEnum):
    """What is due (horloge)."""

    LEGAL = "legal"
    """The answer, before silence is a decision or the law is broken."""
    RECEIPT = "receipt"
    """Accusé d'enregistrement électronique (AEE)."""
    ELECTRONIC_ACKNOWLEDGEMENT = "electronic_acknowledgement"
    """Accusé de réception électronique (ARE)."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """Accusé de réception on paper (AR)."""
    TAKING = "taking"
    """Prise en charge."""
    COMPLETION = "completion"
    """Réalisation."""
    HANDING_OVER = "handing_over"
    """Transmission to the outside body."""
    ANSWER = "answer"
    """What its requester was asked for."""
    CHASER = "chaser"
    """That its requester asks again (relance de l'usager); there is no deadline in it, somebody has to look."""


class Count(StrEnum):
    """How a deadline was counted."""

    MONTHS = "months"
    """From quantième to quantième, else the last day of the month; moved for no Sunday and no holiday."""
    DAYS = "days"
    WORKING_DAYS = "working_days"
    """The day of reception does not count."""
    HOURS = "hours"
    """Day and night."""
    OPENING_HOURS = "opening_hours"


class Holiday(StrEnum):
    """A public holiday, or a day kept by custom (jour férié, jour coutumier)."""

    NEW_YEAR = "new_year"
    EASTER_MONDAY = "easter_monday"
    LABOUR_DAY = "labour_day"
    VICTORY = "victory"
    ASCENSION = "ascension"
    WHIT_MONDAY = "whit_monday"
    NATIONAL_DAY = "national_day"
    ASSUMPTION = "assumption"
    ALL_SAINTS = "all_saints"
    ARMISTICE = "armistice"
    CHRISTMAS = "christmas"
    GOOD_FRIDAY = "good_friday"
    SAINT_STEPHEN = "saint_stephen"
    ABOLITION = "abolition"
    MID_LENT = "mid_lent"
    SCHOELCHER = "schoelcher"
    CITIZENSHIP = "citizenship"
    GOSPEL = "gospel"
    AUTONOMY = "autonomy"
    MATARII = "matarii"
    SAINT_PETER_CHANEL = "saint_peter_chanel"
    SAINTS_PETER_AND_PAUL = "saints_peter_and_paul"
    TERRITORY = "territory"


class Rest(StrEnum):
    """Why a day is no working day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSURE = "closure"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A day that is no working day (jour chômé). ``holiday`` may also fall on a weekend; ``label`` is the town's word for its closure."""

    day: date
    rest: Rest
    holiday: Holiday | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """A time that moved a deadline: the requester was waited for from a day to another. ``is_over`` False: he may still answer earlier."""

    since: date
    until: date
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """By when something is due (échéance), and how that was counted.

    ``on`` is the day in the town's time, up to its end (23:59:59) unless ``at`` gives the moment; ``since`` and ``since_at`` are likewise
    where the count began. ``skipped`` are the days off on the way, ``waited`` what moved it.
    """

    clock: Clock
    count: Count
    amount: int
    since: date
    on: date
    since_at: datetime | None = None
    at: datetime | None = None
    skipped: tuple[DayOff, ...] = ()
    waited: tuple[Waited, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """All that is due for a request (échéances); None where nothing is.

    ``legal`` is None too as long as silence cannot become an acceptance, because the file is not complete or the administration that
    decides does not have it.
    """

    legal: Due | None
    receipt: Due | None
    acknowledgement: Due | None
    taking: Due | None
    completion: Due | None
