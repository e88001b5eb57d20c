"""What a town says it did in a year: kept as it was typed, for the annual report."""

from datetime import datetime

from domain.errors import InvalidError, Mistake
from domain.ids import TownId
from flows.wiring import Installation
from flows.wording import say
from store import journal, report_actions
from store.report_actions import Actions

MOST_LETTERS = 6_000
"""Two pages of the report."""


def actions_of(installation: Installation, town: TownId, year: int) -> Actions:
    """Return a town's words on a year."""
    with installation.database.read() as session:
        return report_actions.get(session, town, year)


def keep_actions(  # noqa: PLR0913 — what is kept, by whom, in place of what he saw
    installation: Installation, town: TownId, year: int, text: str, *, seen: int, by: str, now: datetime
) -> None:
    """Keep a town's words on a year. Raises InvalidError where they are too long, ConflictError where somebody wrote meanwhile."""
    if len(text) > MOST_LETTERS:
        what = say("This text is too long: {count} characters.", count=len(text))
        raise InvalidError(Mistake(where="text", what=what, remedy=say("Keep it within {most} characters.", most=MOST_LETTERS)))
    with installation.database.write() as session:
        report_actions.put(session, town, year, text, seen)
        facts: dict[str, object] = {"year": year, "characters": len(text)}
        journal.append(session, at=now, town=town, actor=by, action="report.actions", object=f"town {town}", details=facts)
