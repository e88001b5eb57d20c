"""Who is away, and who stands in for him."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which an agent is away (absence), both included, in the town's time.

    ``login`` and ``deputy`` are names to sign in by; without a deputy (suppléant) what was his goes to his department. Why he is away is
    nobody's concern and kept nowhere.
    """

    login: str
    first_day: date
    last_day: date
    deputy: str | None = None

    def is_on(self, day: date) -> bool:
        """Tell whether he is away on a day."""
        return self.first_day <= day <= self.last_day


def stand_in(login: str, day: date, absences: Iterable[Absence]) -> str | None:
    """Return who does an agent's work on a day: himself, else his deputy, else the deputy's, and so on.

    None where all of them are away, were they to stand in for each other. Of two absences on one day the later one counts.
    """
    away = {one.login: one.deputy for one in absences if one.is_on(day)}
    asked: set[str] = set()
    found: str | None = login
    while found is not None and found in away:
        if found in asked:
            return None
        asked.add(found)
        found = away[found]
    return found


def stood_in_for(login: str, day: date, absences: Iterable[Absence]) -> frozenset[str]:
    """Return whose work an agent does on a day beside his own; nobody's where he is away himself."""
    kept = tuple(absences)
    return frozenset(one.login for one in kept if one.login != login and stand_in(one.login, day, kept) == login)
