"""A town and the hours it keeps."""

from dataclasses import dataclass
from datetime import datetime, time

from domain.ids import TownId
from domain.ruleset import Weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """Hours of one day, in the town's time."""

    day: Weekday
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town hall served by the installation (commune). ``timezone`` is an IANA name; ``holidays`` names its calendar."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment as the town lives it: in its own time zone, on a public holiday or not, with the town hall open or not."""

    at: datetime
    holiday: bool
    open: bool
