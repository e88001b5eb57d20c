"""A town and the hours it keeps."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from domain.ids import TownId
from domain.ruleset import Weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """Hours of one day, in the town's time."""

    day: Weekday
    opens: time
    closes: time


class CustomaryDay(StrEnum):
    """A day kept by custom in the Antilles, not by law (jour coutumier): each town says which of them it keeps."""

    MID_LENT = "mi_careme"
    GOOD_FRIDAY = "vendredi_saint"
    SCHOELCHER = "21_juillet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which the town hall stays closed beside public holidays (fermeture, pont), both included; ``label`` says why."""

    first_day: date
    last_day: date
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs letters (signataire): the mayor, or who has his delegation.

    ``agent`` is the login whose acts he signs; None: all others'. ``delegation`` says by which act he may, as it stands in letters.
    """

    name: str
    quality: str
    agent: str | None = None
    delegation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The picture a town prints on what it sends (logo): a PNG, a JPEG or an SVG in which nothing runs."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town hall served by the installation (commune). ``timezone`` is an IANA name; ``holidays`` names its calendar.

    ``good_friday`` counts in Alsace-Moselle alone, where the day is off only in towns with a Protestant or shared church
    (ordonnance du 16 août 1892); ``customary_days`` in the Antilles alone. ``director_email`` and ``elected_email`` are told of requests
    that are late by days (direction générale, élu), where they are known. ``writes_to_requesters``: whether letters to requesters leave by
    themselves; None: as soon as there is a relay. ``unread_after``: how long a department has to open what it is given before that goes
    back to review, as the town writes it, ``5 jo``, ``16 h`` or ``aucun``; None: the usual time (`routing.unread`).
    ``writes_english``: whether who wrote in English is answered in English, too.
    """

    id: TownId
    name: str
    insee: str
    postcode: str
    timezone: str
    address: tuple[str, ...]
    email: str
    phone: str | None
    fax: str | None
    site: str | None
    hours: tuple[OpeningHours, ...]
    holidays: str
    court: str | None
    closures: tuple[Closure, ...] = ()
    good_friday: bool = True
    customary_days: tuple[CustomaryDay, ...] = ()
    director_email: str | None = None
    elected_email: str | None = None
    writes_to_requesters: bool | None = None
    signatories: tuple[Signatory, ...] = ()
    unread_after: str | None = None
    writes_english: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment as the town lives it: in its own time zone, on a public holiday or not, with the town hall open or not."""

    at: datetime
    holiday: bool
    open: bool
